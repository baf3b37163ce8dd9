/**
 * The first key of a map or set that is used as a queue: added to at its end, taken from at its beginning. To ask
 * for the first entry by a new iterator passes over all that were taken before, thousands in a large map; this one
 * goes on from where it stopped.
 */
export class FirstKey<Key> {
  readonly #of: { readonly size: number; has(key: Key): boolean; keys(): Iterator<Key> }
  #keys: Iterator<Key>
  #first: Key | undefined

  constructor(of: { readonly size: number; has(key: Key): boolean; keys(): Iterator<Key> }) {
    this.#of = of
    this.#keys = of.keys()
  }

  get value(): Key | undefined {
    while (this.#of.size > 0) {
      if (this.#first !== undefined && this.#of.has(this.#first)) return this.#first
      const next = this.#keys.next()
      // An iterator that has seen the end of a map does not see what is added later.
      if (next.done === true) this.#keys = this.#of.keys()
      else this.#first = next.value
    }
    return undefined
  }

  /** To be called when a key has gone: while an iterator stands still, it holds on to every value that its map has lost since. */
  gone(): void {
    if (this.#of.size === 0 || (this.#first !== undefined && this.#of.has(this.#first))) {
      this.#keys = this.#of.keys()
      this.#first = undefined
    }
    void this.value
  }
}
