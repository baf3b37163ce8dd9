import { Keyword, Name, Ref, Text, type Value } from "./values.js"

/** 1: white space, 2: delimiter (ISO 32000, 7.2.2). */
const classes = new Uint8Array(256)
for (const byte of [0, 9, 10, 12, 13, 32]) classes[byte] = 1
for (const byte of Buffer.from("()<>[]{}/%")) classes[byte] = 2

export const isSpace = (byte: number | undefined) => byte !== undefined && classes[byte] === 1

const numeric = /^[+-]*\d*[\d.+-]*$/
const escapes: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, b: 8, f: 12 }
const deepest = 100

const hexOf = (byte: number): number =>
  byte >= 48 && byte <= 57
    ? byte - 48
    : (byte | 32) >= 97 && (byte | 32) <= 102
      ? (byte | 32) - 87
      : -1

/** Reads values and words one after another, from a file or from a content stream. */
export class Lexer {
  /** A string, an array or a dictionary was begun and not ended, or holds what cannot be in it. */
  broken = false

  constructor(
    readonly bytes: Uint8Array,
    public at = 0
  ) {}

  skipSpace(): void {
    const { bytes } = this
    for (;;) {
      while (classes[bytes[this.at] ?? 65] === 1) this.at++
      if (bytes[this.at] !== 0x25) return
      while (this.at < bytes.length && bytes[this.at] !== 10 && bytes[this.at] !== 13) this.at++
    }
  }

  /** The next value or word; undefined at the end. References are two numbers and `R` until `value` joins them. */
  token(depth = 0): Value | Keyword | undefined {
    this.skipSpace()
    const { bytes } = this
    const byte = bytes[this.at]
    if (byte === undefined) return undefined
    if (depth > deepest) {
      this.broken = true
      this.at = bytes.length
      return undefined
    }
    switch (byte) {
      case 0x2f:
        this.at++
        return this.#name()
      case 0x28:
        this.at++
        return this.#literal()
      case 0x5b:
        this.at++
        return this.#array(depth)
      case 0x3c:
        this.at++
        if (bytes[this.at] !== 0x3c) return this.#hexadecimal()
        this.at++
        return this.#dict(depth)
      case 0x3e:
        this.at += bytes[this.at + 1] === 0x3e ? 2 : 1
        return new Keyword(">>")
      case 0x5d:
      case 0x29:
      case 0x7b:
      case 0x7d:
        this.at++
        return new Keyword(String.fromCharCode(byte))
    }
    const from = this.at
    while (classes[bytes[this.at] ?? 32] === 0) this.at++
    const word = Buffer.from(bytes.buffer, bytes.byteOffset + from, this.at - from).toString(
      "latin1"
    )
    if (numeric.test(word)) return Number.parseFloat(word) || 0
    if (word === "true" || word === "false") return word === "true"
    return word === "null" ? null : new Keyword(word)
  }

  #name(): Name {
    const { bytes } = this
    const from = this.at
    while (classes[bytes[this.at] ?? 32] === 0) this.at++
    const word = Buffer.from(bytes.buffer, bytes.byteOffset + from, this.at - from).toString(
      "latin1"
    )
    return new Name(
      word.includes("#")
        ? word.replace(/#([0-9a-fA-F]{2})/g, (_, code: string) =>
            String.fromCharCode(Number.parseInt(code, 16))
          )
        : word
    )
  }

  #literal(): Text {
    const { bytes } = this
    const out: Array<number> = []
    for (let open = 1; ; ) {
      const byte = bytes[this.at++]
      if (byte === undefined) {
        this.broken = true
        break
      }
      if (byte === 0x28) open++
      if (byte === 0x29 && --open === 0) break
      if (byte !== 0x5c) {
        out.push(byte)
        continue
      }
      const next = bytes[this.at++] ?? 0
      if (next === 13 && bytes[this.at] === 10) this.at++
      if (next === 13 || next === 10) continue
      if (next >= 48 && next <= 55) {
        let code = next - 48
        for (let digit = 0; digit < 2; digit++) {
          const more = bytes[this.at] ?? 0
          if (more < 48 || more > 55) break
          code = code * 8 + more - 48
          this.at++
        }
        out.push(code & 255)
      } else out.push(escapes[String.fromCharCode(next)] ?? next)
    }
    return new Text(Uint8Array.from(out))
  }

  #hexadecimal(): Text {
    const { bytes } = this
    const digits: Array<number> = []
    for (;;) {
      const byte = bytes[this.at++]
      if (byte === 0x3e) break
      if (byte === undefined) {
        this.broken = true
        break
      }
      const digit = hexOf(byte)
      if (digit !== -1) digits.push(digit)
      else if (classes[byte] !== 1) this.broken = true
    }
    if (digits.length % 2 === 1) digits.push(0)
    return new Text(
      Uint8Array.from(
        { length: digits.length / 2 },
        (_, at) => (digits[at * 2] ?? 0) * 16 + (digits[at * 2 + 1] ?? 0)
      )
    )
  }

  /** Values up to the closing word; two numbers and `R` become a reference. */
  #until(closing: string, depth: number): Array<Value> {
    const values: Array<Value> = []
    for (;;) {
      const value = this.token(depth + 1)
      if (value === undefined) {
        this.broken = true
        return values
      }
      if (!(value instanceof Keyword)) {
        values.push(value)
        continue
      }
      if (value.word === closing) return values
      const [number, generation] = values.slice(-2)
      if (value.word === "R" && typeof number === "number" && typeof generation === "number") {
        values.splice(-2, 2, new Ref(number, generation))
        continue
      }
      this.broken = true
      // What ends something else ends this, too.
      if (value.word.startsWith("end") || value.word === "stream") return values
    }
  }

  #array(depth: number): ReadonlyArray<Value> {
    return this.#until("]", depth)
  }

  #dict(depth: number): ReadonlyMap<string, Value> {
    const values = this.#until(">>", depth)
    const dict = new Map<string, Value>()
    for (let index = 0; index + 1 < values.length; index += 2) {
      const key = values[index]
      if (key instanceof Name) dict.set(key.name, values[index + 1] ?? null)
      else this.broken = true
    }
    if (values.length % 2 === 1) this.broken = true
    return dict
  }

  /** A value of the file, where two numbers and `R` are one. */
  value(): Value | Keyword | undefined {
    const first = this.token()
    if (typeof first !== "number" || !Number.isInteger(first) || first < 0) return first
    const back = this.at
    const second = this.token()
    if (typeof second === "number") {
      const third = this.token()
      if (third instanceof Keyword && third.word === "R") return new Ref(first, second)
    }
    this.at = back
    return first
  }
}
