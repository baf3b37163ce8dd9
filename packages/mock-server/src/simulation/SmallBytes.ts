/** Bytes of a document that is kept together with others: a piece of memory of its own takes more than what is in it. */
const mostTogether = 2048
const slabSize = 16 * 1024

/** Keeps short documents side by side. A slab goes when the last of them has gone, which came together. */
export class SmallBytes {
  #slab = new Uint8Array(0)
  #used = 0

  /** The same bytes, which are not to be changed. */
  keep(bytes: Uint8Array): Uint8Array {
    const { length } = bytes
    if (length > mostTogether) return bytes
    if (this.#used + length > this.#slab.length) {
      this.#slab = new Uint8Array(slabSize)
      this.#used = 0
    }
    const kept = this.#slab.subarray(this.#used, this.#used + length)
    kept.set(bytes)
    this.#used += length
    return kept
  }
}
