import { type Huffman, lookUp } from "./huffman.js"

/** A component of a JPEG as its frame header has it. */
export interface Component {
  readonly id: number
  /** Blocks of 8 x 8 in each of the units that all components make together. */
  readonly across: number
  readonly down: number
  /** Blocks in a row and rows of blocks, where a scan holds it alone, and with those that fill the last units. */
  readonly blocks: number
  readonly blockRows: number
  readonly stride: number
  readonly quantum: () => number
  /** Which coefficients are not 0, for scans that refine them; empty where none does. */
  readonly known: Uint8Array
}

/** What the header of a scan says (T.81, B.2.3). */
export interface ScanHeader {
  readonly parts: ReadonlyArray<{
    readonly component: Component
    readonly dc: Huffman | undefined
    readonly ac: Huffman | undefined
  }>
  readonly first: number
  readonly last: number
  /** Successive approximation: the bit before, 0 in a first scan, and this one. */
  readonly high: number
  readonly low: number
  readonly progressive: boolean
  /** Bits of a sample: 8, or 12. */
  readonly precision: number
}

/**
 * Reads the codes of one stretch of coded data, between restarts, without making a picture of them. It
 * finds out what a decoder passes over: codes that there are not, blocks that run over, brightness that no
 * picture has.
 */
export class JpegScan {
  #data: Uint8Array = new Uint8Array(4)
  #at = 0
  #end = 0
  #bands = 0
  #predictions: Array<number> = []
  broken = false

  constructor(readonly header: ScanHeader) {}

  /** The next stretch; four bytes more than `length` may be read. */
  begin(data: Uint8Array, length: number): void {
    this.#data = data
    this.#at = 0
    this.#end = length * 8
    this.#bands = 0
    this.#predictions = this.header.parts.map(() => 0)
  }

  /** More was read than there is. */
  get isShort(): boolean {
    return this.#at > this.#end
  }

  /** Bytes that no code has claimed. */
  get unread(): number {
    return (this.#end - this.#at) >> 3
  }

  #peek(): number {
    const byte = this.#at >> 3
    const data = this.#data
    const bits = ((data[byte] ?? 0) << 16) | ((data[byte + 1] ?? 0) << 8) | (data[byte + 2] ?? 0)
    return (bits >> (8 - (this.#at & 7))) & 0xffff
  }

  #take(count: number): number {
    const bits = this.#peek() >> (16 - count)
    this.#at += count
    return bits
  }

  #symbol(table: Huffman | undefined): number {
    const found = table === undefined ? 0 : lookUp(table, this.#peek())
    if (found === 0) this.broken = true
    this.#at += found & 31
    return found >> 5
  }

  /** One unit: the blocks of it that this scan holds. `unit` counts from 0, `across` of them make a row. */
  unit(unit: number, across: number): void {
    const { parts } = this.header
    const alone = parts.length === 1
    parts.forEach(({ component }, index) => {
      const [wide, high] = alone ? [1, 1] : [component.across, component.down]
      const column = (unit % across) * wide
      const row = Math.floor(unit / across) * high
      for (let y = 0; y < high; y++) {
        for (let x = 0; x < wide; x++) {
          if (this.header.progressive) {
            this.#progressive(index, ((row + y) * component.stride + column + x) * 64)
          } else this.#sequential(index)
        }
      }
    })
  }

  #brightness(index: number): void {
    const { parts, precision } = this.header
    const part = parts[index]
    const size = this.#symbol(part?.dc)
    if (size > 16) this.broken = true
    if (size === 0 || size > 16) return
    const bits = this.#take(size)
    const difference = bits < 1 << (size - 1) ? bits - (1 << size) + 1 : bits
    const level = (this.#predictions[index] ?? 0) + difference
    this.#predictions[index] = level
    const quantum = part?.component.quantum() ?? 1
    const scale = this.header.progressive ? 1 << this.header.low : 1
    if (Math.abs(level * scale) * quantum > (8 << (precision - 1)) + quantum * scale) {
      this.broken = true
    }
  }

  #sequential(index: number): void {
    this.#brightness(index)
    const ac = this.header.parts[index]?.ac
    if (ac === undefined) {
      this.broken = true
      return
    }
    const { quick } = ac
    let k = 1
    while (k < 64) {
      const bits = this.#peek()
      const found = quick[bits >> 6] || lookUp(ac, bits)
      if (found === 0) {
        this.broken = true
        return
      }
      const size = (found >> 5) & 15
      const run = found >> 9
      this.#at += (found & 31) + size
      if (size !== 0) k += run + 1
      else if (run === 15) k += 16
      else return
    }
    if (k > 64) this.broken = true
  }

  #progressive(index: number, block: number): void {
    const { first, high, last, low, parts } = this.header
    const part = parts[index]
    if (part === undefined) return
    if (first === 0) {
      if (high === 0) this.#brightness(index)
      else this.#at++
      return
    }
    const { known } = part.component
    if (high !== 0) {
      this.#refine(part.ac, known, block)
      return
    }
    if (this.#bands > 0) {
      this.#bands--
      return
    }
    for (let k = first; k <= last; ) {
      const symbol = this.#symbol(part.ac)
      if (this.broken) return
      const run = symbol >> 4
      const size = symbol & 15
      if (size !== 0) {
        k += run
        this.#at += size
        if (k > last) this.broken = true
        if (known.length > 0) known[block + k] = 1
        k++
      } else if (run === 15) k += 16
      else {
        this.#bands = (1 << run) - 1 + (run === 0 ? 0 : this.#take(run))
        return
      }
      if (low > 13) this.broken = true
    }
  }

  /** T.81, G.1.2.3: a bit for each coefficient that is known, between those that are new. */
  #refine(ac: Huffman | undefined, known: Uint8Array, block: number): void {
    const { first, last } = this.header
    let k = first
    if (this.#bands === 0) {
      for (; k <= last; k++) {
        const symbol = this.#symbol(ac)
        if (this.broken) return
        let run = symbol >> 4
        const size = symbol & 15
        if (size > 1) this.broken = true
        if (size === 0 && run !== 15) {
          this.#bands = (1 << run) + (run === 0 ? 0 : this.#take(run))
          break
        }
        if (size !== 0) this.#at++
        for (; k <= last; k++) {
          if (known[block + k] === 1) this.#at++
          else if (--run < 0) break
        }
        if (size !== 0) {
          if (k > last) this.broken = true
          else known[block + k] = 1
        }
      }
    }
    if (this.#bands > 0) {
      for (; k <= last; k++) if (known[block + k] === 1) this.#at++
      this.#bands--
    }
  }
}
