import { Slabs } from "./Slabs.js"

/** Bytes of a document that is kept together with others. */
const mostTogether = 2048

/** Keeps short documents side by side. */
export class SmallBytes {
  readonly #slabs = new Slabs()

  /** The same bytes, which are not to be changed. */
  keep(bytes: Uint8Array): Uint8Array {
    const { length } = bytes
    if (length > mostTogether) return bytes
    const slab = this.#slabs.withRoom(length)
    const { buffer, byteOffset } = slab.bytes
    const kept = new Uint8Array(buffer, byteOffset + slab.used, length)
    slab.used += length
    slab.users += 1
    kept.set(bytes)
    return kept
  }
}
