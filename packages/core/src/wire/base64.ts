import * as Either from "effect/Either"
import * as Stream from "effect/Stream"
import { Base64Decoder, type Base64Problem } from "./Base64Decoder.js"
import { nativeBase64 } from "./nativeBase64.js"
import { nativeDecode } from "./nativeDecode.js"

const utf8 = new TextEncoder()

/** Room for the text of short documents; one is enough, because nothing is left in it. */
const room = new Uint8Array(64 * 1024)
/** And for what it says. */
const decodedRoom = new Uint8Array(room.length)

/** The text as bytes. What is not ASCII becomes bytes that are no characters of base64 either. */
const codesOf = (text: string): Uint8Array =>
  // No character takes more than three bytes.
  text.length * 3 <= room.length
    ? room.subarray(0, utf8.encodeInto(text, room).written)
    : utf8.encode(text)

/**
 * The bytes of a base64 string by the rules of a document's `file_data`: the standard alphabet of
 * RFC 4648 section 4, padded, with white space (space, tab, CR, LF) anywhere, and nothing else.
 */
export const decodeBase64 = (text: string): Either.Either<Uint8Array, Base64Problem> => {
  const codes = codesOf(text)
  const decoder = new Base64Decoder(nativeDecode)
  const bytes = codes.length <= decodedRoom.length ? decodedRoom : new Uint8Array(codes.length)
  let written = 0
  let read = 0
  while (read < codes.length && decoder.problem === undefined) {
    written = decoder.run(codes, read, codes.length, bytes, written)
    read = decoder.read
    const code = codes[read]
    if (code === undefined || decoder.problem !== undefined) break
    written = decoder.feed(code, bytes, written)
    read += 1
  }
  const problem = decoder.end()
  return problem === undefined ? Either.right(bytes.slice(0, written)) : Either.left(problem)
}

/** Characters of the base64 of `size` bytes, padding included. */
export const base64Length = (size: number): number => Math.ceil(size / 3) * 4

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
const pad = 0x3d

/** The two characters of each 12 bits, side by side in memory so that one write puts both. */
const pairs = new Uint16Array(4096)
const pairBytes = new Uint8Array(pairs.buffer)
for (let bits = 0; bits < 4096; bits++) {
  pairBytes[bits * 2] = alphabet.charCodeAt(bits >> 6)
  pairBytes[bits * 2 + 1] = alphabet.charCodeAt(bits & 63)
}

const pairOf = (bits: number): number => pairs[bits] ?? 0

/** Whole groups of three as pairs of characters. */
const encodeByTable = (bytes: Uint8Array): Uint8Array => {
  const out = new Uint16Array((bytes.length / 3) * 2)
  let put = 0
  for (let i = 0; i < bytes.length; i += 3) {
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    out[put++] = pairOf(group >> 12)
    out[put++] = pairOf(group & 0xfff)
  }
  return new Uint8Array(out.buffer)
}

/** Writes whole groups of three into `target` from `at` on. */
const encodeGroups = (
  bytes: Uint8Array,
  target: Uint8Array,
  at: number,
  native: typeof nativeBase64
) => {
  if (native === undefined) target.set(encodeByTable(bytes), at)
  else utf8.encodeInto(native(bytes), target.subarray(at))
}

/** Base64 of bytes that come in pieces: what does not fill a group of three waits for the next. */
export class Base64Encoder {
  private readonly held = new Uint8Array(3)
  private heldCount = 0

  /** By `native` where there is one. */
  constructor(private readonly native: typeof nativeBase64) {}

  /** Writes what is whole by now into `target` from `at` on, and gives where it ends. */
  pushInto(bytes: Uint8Array, target: Uint8Array, at: number): number {
    const total = this.heldCount + bytes.length
    const whole = total - (total % 3)
    let put = at
    let from = 0
    if (whole > 0 && this.heldCount > 0) {
      from = 3 - this.heldCount
      this.held.set(bytes.subarray(0, from), this.heldCount)
      encodeGroups(this.held, target, put, this.native)
      put += 4
      this.heldCount = 0
    }
    const end = bytes.length - (total - whole - this.heldCount)
    if (end > from) {
      encodeGroups(bytes.subarray(from, end), target, put, this.native)
      put += ((end - from) / 3) * 4
    }
    this.held.set(bytes.subarray(end), this.heldCount)
    this.heldCount = total - whole
    return put
  }

  push(bytes: Uint8Array): Uint8Array {
    const out = new Uint8Array(Math.floor((this.heldCount + bytes.length) / 3) * 4)
    this.pushInto(bytes, out, 0)
    return out
  }

  /** Writes the rest into `target` from `at` on, and gives where it ends. */
  endInto(target: Uint8Array, at: number): number {
    if (this.heldCount === 0) return at
    encodeGroups(this.held.fill(0, this.heldCount), target, at, this.native)
    target.fill(pad, at + this.heldCount + 1, at + 4)
    return at + 4
  }

  end(): Uint8Array {
    const out = new Uint8Array(this.heldCount === 0 ? 0 : 4)
    this.endInto(out, 0)
    return out
  }
}

/** Writes the base64 of bytes into `target` from `at` on; gives where it ends. */
export const encodeBase64Into = (bytes: Uint8Array, target: Uint8Array, at: number): number => {
  const encoder = new Base64Encoder(nativeBase64)
  return encoder.endInto(target, encoder.pushInto(bytes, target, at))
}

/** The base64 of bytes. */
export const encodeBase64: (bytes: Uint8Array) => string =
  nativeBase64 ??
  ((bytes) => {
    const target = new Uint8Array(base64Length(bytes.length))
    encodeBase64Into(bytes, target, 0)
    return new TextDecoder().decode(target)
  })

/** Bytes encoded at a time: one large chunk must not become another, still larger one. */
const pieceSize = 48 * 1024

/** The base64 of a chunk, piece by piece, as far as it is whole. */
const encodedPieces = function* (encoder: Base64Encoder, bytes: Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += pieceSize) {
    const encoded = encoder.push(bytes.subarray(from, from + pieceSize))
    if (encoded.length > 0) yield encoded
  }
}

/**
 * The base64 of a stream of bytes as ASCII, piece by piece: however the bytes are cut, the result
 * is the base64 of the whole, and no more than one piece is held.
 */
export const encodeBase64Stream = <E, R>(
  bytes: Stream.Stream<Uint8Array, E, R>
): Stream.Stream<Uint8Array, E, R> =>
  Stream.suspend(() => {
    const encoder = new Base64Encoder(nativeBase64)
    return Stream.concat(
      Stream.flatMap(bytes, (chunk) =>
        Stream.fromIteratorSucceed(encodedPieces(encoder, chunk), 1)
      ),
      Stream.suspend(() => {
        const end = encoder.end()
        return end.length === 0 ? Stream.empty : Stream.make(end)
      })
    )
  })
