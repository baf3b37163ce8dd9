/** Bytes of a slab. */
const slabSize = 16 * 1024

/** Slabs that nobody uses and that are not given back: to get one costs more than to fill it. */
const mostSpare = 4

/** Memory that many share. */
export interface Slab {
  readonly bytes: Buffer
  used: number
  /** How many use it. */
  users: number
}

const newSlab = (size: number): Slab => ({ bytes: Buffer.alloc(size), used: 0, users: 0 })

/**
 * Memory in pieces that many share: a piece of its own for each of thousands takes more than what is in it. A slab goes
 * when the last of them has gone, which came together.
 */
export class Slabs {
  #current = newSlab(0)
  readonly #spare: Array<Slab> = []

  /** A slab whose next so many bytes are free: `used` is where they begin, until this is asked again. */
  withRoom(size: number): Slab {
    if (this.#current.used + size > this.#current.bytes.length) {
      const left = this.#current
      this.#current =
        (size <= slabSize ? this.#spare.pop() : undefined) ?? newSlab(Math.max(slabSize, size))
      this.#reuse(left)
    }
    return this.#current
  }

  /** To be called when somebody does not use a slab any more, and nobody looks at what it has written there. */
  release(slab: Slab): void {
    slab.users -= 1
    this.#reuse(slab)
  }

  #reuse(slab: Slab): void {
    if (slab.users > 0 || slab === this.#current) return
    if (slab.bytes.length !== slabSize || this.#spare.length >= mostSpare) return
    slab.used = 0
    this.#spare.push(slab)
  }
}
