import { inflateRawSync, inflateSync } from "node:zlib"
import { decodeLzw } from "../../codec/decodeLzw.js"
import { decodePackBits } from "../../codec/decodePackBits.js"
import { isSpace } from "./Lexer.js"

/** What a filter makes of bytes, and whether they were what it writes, to the end. */
interface Filtered {
  readonly bytes: Uint8Array
  readonly sound: boolean
}

/** Undefined where it would be more than `maxBytes`. */
type Filter = (data: Uint8Array, maxBytes: number, early: boolean) => Filtered | undefined

const codeOf = (error: unknown) =>
  error instanceof Error && "code" in error ? String(error.code) : ""

const flate: Filter = (data, maxBytes) => {
  try {
    return { bytes: inflateSync(data, { maxOutputLength: maxBytes }), sound: true }
  } catch (error) {
    if (codeOf(error) === "ERR_BUFFER_TOO_LARGE") return undefined
    if (codeOf(error) !== "Z_BUF_ERROR") return { bytes: new Uint8Array(), sound: false }
  }
  try {
    // All of it, where nothing but the checksum behind it was cut off.
    return { bytes: inflateRawSync(data.subarray(2), { maxOutputLength: maxBytes }), sound: true }
  } catch {
    return { bytes: new Uint8Array(), sound: false }
  }
}

const ascii85: Filter = (data) => {
  const out: Array<number> = []
  let [value, count] = [0, 0]
  for (let at = data[0] === 0x3c && data[1] === 0x7e ? 2 : 0; at < data.length; at++) {
    const byte = data[at] ?? 0
    if (isSpace(byte)) continue
    if (byte === 0x7e) {
      if (count === 1) return { bytes: Uint8Array.from(out), sound: false }
      const left = count - 1
      for (; count > 0 && count < 5; count++) value = value * 85 + 84
      for (let i = 0; i < left; i++) out.push(Math.floor(value / 256 ** (3 - i)) & 255)
      return { bytes: Uint8Array.from(out), sound: true }
    }
    if (byte === 0x7a && count === 0) {
      out.push(0, 0, 0, 0)
      continue
    }
    if (byte < 0x21 || byte > 0x75) return { bytes: Uint8Array.from(out), sound: false }
    value = value * 85 + byte - 0x21
    if (++count === 5) {
      if (value > 0xffffffff) return { bytes: Uint8Array.from(out), sound: false }
      for (let i = 0; i < 4; i++) out.push(Math.floor(value / 256 ** (3 - i)) & 255)
      ;[value, count] = [0, 0]
    }
  }
  return { bytes: Uint8Array.from(out), sound: false }
}

const asciiHex: Filter = (data) => {
  const text = Buffer.from(data).toString("latin1")
  const end = text.indexOf(">")
  const digits = (end === -1 ? text : text.slice(0, end)).replace(/[\s\0]/g, "")
  const sound = end !== -1 && /^[0-9a-f]*$/i.test(digits)
  return { bytes: Buffer.from(digits.length % 2 === 1 ? `${digits}0` : digits, "hex"), sound }
}

const runLength: Filter = (data, maxBytes) => {
  const { bytes, sound } = decodePackBits(data, maxBytes)
  return { bytes, sound: sound && data.includes(128) }
}

/** Filters by their names, and by the short ones of inline pictures (ISO 32000, tables 6 and 94). */
export const filters: Readonly<Record<string, Filter>> = {
  FlateDecode: flate,
  Fl: flate,
  LZWDecode: (data, maxBytes, early) => decodeLzw(data, maxBytes, early),
  LZW: (data, maxBytes, early) => decodeLzw(data, maxBytes, early),
  ASCII85Decode: ascii85,
  A85: ascii85,
  ASCIIHexDecode: asciiHex,
  AHx: asciiHex,
  RunLengthDecode: runLength,
  RL: runLength,
  Crypt: (bytes) => ({ bytes, sound: true })
}

/** Undoes the prediction of PNG, row by row (RFC 2083, 6). */
export const undoPng = (data: Uint8Array, rowBytes: number, dotBytes: number): Uint8Array => {
  const rows = Math.floor(data.length / (rowBytes + 1))
  const out = new Uint8Array(rows * rowBytes)
  for (let row = 0; row < rows; row++) {
    const type = data[row * (rowBytes + 1)] ?? 0
    for (let i = 0; i < rowBytes; i++) {
      const to = row * rowBytes + i
      const left = i >= dotBytes ? (out[to - dotBytes] ?? 0) : 0
      const up = row > 0 ? (out[to - rowBytes] ?? 0) : 0
      const corner = row > 0 && i >= dotBytes ? (out[to - rowBytes - dotBytes] ?? 0) : 0
      const guess = left + up - corner
      const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)]
      const paeth = a <= b && a <= c ? left : b <= c ? up : corner
      const predicted = [0, left, up, (left + up) >> 1, paeth][type] ?? 0
      out[to] = (data[row * (rowBytes + 1) + 1 + i] ?? 0) + predicted
    }
  }
  return out
}
