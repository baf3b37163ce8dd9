/** Bits into bytes, the highest bit first. */
export class BitWriter {
  #bytes: Uint8Array
  #length = 0
  #pending = 0
  #count = 0

  constructor(capacity = 1 << 16) {
    this.#bytes = new Uint8Array(capacity)
  }

  /** Appends the low `length` bits of `code`, at most 16 of them. */
  write(code: number, length: number): void {
    this.#pending = (this.#pending << length) | code
    this.#count += length
    while (this.#count >= 8) {
      this.#count -= 8
      this.#push((this.#pending >>> this.#count) & 0xff)
    }
    this.#pending &= (1 << this.#count) - 1
  }

  /** Zeros up to the next byte. */
  align(): void {
    if (this.#count > 0) this.write(0, 8 - this.#count)
  }

  finish(): Uint8Array {
    this.align()
    return this.#bytes.slice(0, this.#length)
  }

  #push(byte: number): void {
    if (this.#length === this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2)
      larger.set(this.#bytes)
      this.#bytes = larger
    }
    this.#bytes[this.#length++] = byte
  }
}
