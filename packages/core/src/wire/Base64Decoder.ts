import type { NativeDecode } from "./nativeDecode.js"

/** Why a text is not the base64 of anything; `base64Problems` says it in words. */
export type Base64Problem = keyof typeof base64Problems

/** What is wrong with a text that is no base64, in words that follow its name. */
export const base64Problems = {
  character: "has a character outside the standard base64 alphabet",
  padding: "has padding (=) where none belongs, or data after it",
  length: "ends in the middle of a group of four characters; base64 is padded with ="
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
const pad = 0x3d
const isSpace = (code: number) => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09

/**
 * The value of each byte, shifted to its place in a group of four; negative when it is no base64,
 * so that one test of the four values combined finds out.
 */
const valuesShifted = (shift: number): Int32Array => {
  const values = new Int32Array(256).fill(-1)
  for (let i = 0; i < 64; i++) values[alphabet.charCodeAt(i)] = i << shift
  return values
}
const first = valuesShifted(18)
const second = valuesShifted(12)
const third = valuesShifted(6)
const fourth = valuesShifted(0)
const at = (table: Int32Array, code: number | undefined): number => table[code ?? 0] ?? -1

/** Characters from which on it pays to ask the platform. */
const leastNative = 256

/**
 * Decodes base64 that comes in pieces, cut anywhere. Bits that the last character carries beyond
 * the last byte are ignored, as RFC 4648 section 3.5 permits.
 */
export class Base64Decoder {
  problem: Base64Problem | undefined
  /** Where the last `run` stopped reading. */
  read = 0

  private pending = 0
  private pendingCount = 0
  private padsMissing = 0
  private closed = false

  /** By the platform, or by a loop alone. */
  constructor(private native: NativeDecode | undefined) {}

  /**
   * Decodes characters of the alphabet from `input[from, to)` into `output`, and stops at the first
   * that is something else (`read`) or at a problem. `output` has room for three bytes for each
   * four characters begun, and is other memory than `input`. Returns where the next byte goes.
   */
  run(input: Uint8Array, from: number, to: number, output: Uint8Array, put: number): number {
    let i = from
    let o = put
    while (i < to) {
      if (this.pendingCount === 0 && !this.closed) {
        // The last group may be padded: that, and whatever is wrong, is left to the loop.
        const end = i + ((to - 1 - i) & ~3)
        if (this.native !== undefined && end - i >= leastNative) {
          if (this.native.groups(input, i, end, output, o)) {
            o += ((end - i) / 4) * 3
            i = end
          } else this.native = undefined
        }
        for (; i + 4 <= to; i += 4) {
          const group =
            at(first, input[i]) |
            at(second, input[i + 1]) |
            at(third, input[i + 2]) |
            at(fourth, input[i + 3])
          if (group < 0) break
          output[o++] = group >> 16
          output[o++] = group >> 8
          output[o++] = group
        }
      }
      const code = input[i]
      if (i >= to || code === undefined || at(fourth, code) < 0) break
      o = this.feed(code, output, o)
      if (this.problem !== undefined) break
      i += 1
    }
    this.read = i
    return o
  }

  /** Decodes one character, whatever it is. Returns where the next byte goes. */
  feed(code: number, output: Uint8Array, put: number): number {
    const value = code < 256 ? at(fourth, code) : -1
    if (value >= 0)
      return this.closed || this.padsMissing > 0
        ? this.fail("padding", put)
        : this.take(value, output, put)
    if (isSpace(code)) return put
    return code === pad ? this.takePad(output, put) : this.fail("character", put)
  }

  /** Call after the last character. Returns the problem of the whole, if it has one. */
  end(): Base64Problem | undefined {
    if (this.pendingCount > 0) this.problem ??= "length"
    return this.problem
  }

  private take(value: number, output: Uint8Array, put: number): number {
    this.pending = (this.pending << 6) | value
    this.pendingCount += 1
    if (this.pendingCount < 4) return put
    output[put] = this.pending >> 16
    output[put + 1] = this.pending >> 8
    output[put + 2] = this.pending
    this.pending = 0
    this.pendingCount = 0
    return put + 3
  }

  private takePad(output: Uint8Array, put: number): number {
    if (this.closed || this.pendingCount < 2) return this.fail("padding", put)
    this.padsMissing = this.padsMissing === 0 ? 4 - this.pendingCount : this.padsMissing
    this.padsMissing -= 1
    if (this.padsMissing > 0) return put
    const bytes = this.pendingCount - 1
    const bits = this.pending << (6 * (4 - this.pendingCount))
    output[put] = bits >> 16
    if (bytes === 2) output[put + 1] = bits >> 8
    this.pendingCount = 0
    this.closed = true
    return put + bytes
  }

  private fail(problem: Base64Problem, put: number): number {
    this.problem ??= problem
    return put
  }
}
