/** Reads up to this are PDFium looking about, in its own blocks. */
const block = 512

/**
 * Where PDFium read in a file, by how much it read at once. It reads a stream as one, and so tells
 * where the stream lies.
 */
export class Reads {
  readonly #positions = new Map<number, Set<number>>()

  add(position: number, size: number): void {
    if (size <= block) return
    const positions = this.#positions.get(size) ?? new Set()
    this.#positions.set(size, positions.add(position))
  }

  ofSize(size: number): ReadonlyArray<number> {
    return [...(this.#positions.get(size) ?? [])]
  }
}
