import { Base64Decoder, type Base64Problem } from "./Base64Decoder.js"
import { nativeDecode } from "./nativeDecode.js"

const quote = 0x22
const backslash = 0x5c
const lowerU = 0x75

/** The character that each letter after a backslash stands for (RFC 8259 section 7), but for `u`. */
const escapes = new Map(
  Object.entries({ '"': 0x22, "\\": 0x5c, "/": 0x2f, b: 8, f: 12, n: 10, r: 13, t: 9 }).map(
    ([letter, character]) => [letter.charCodeAt(0), character]
  )
)

const hexValue = (byte: number): number => {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const letter = byte | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}

/** Bytes handed on at a time, at most. */
const pieceSize = 48 * 1024

/**
 * Room for decoded bytes: a piece, and what a single character after it completes. One is enough for
 * all readers, because `read` leaves nothing in it.
 */
const room = new Uint8Array(pieceSize + 3)

/**
 * Reads one JSON string after its opening quote, in pieces cut anywhere, and decodes the base64 in
 * it as it passes. What is no JSON, what is no UTF-8 and what is no base64 are told apart: a string
 * with bad base64 is still read to its end for the sake of the other two.
 */
export class FileDataReader {
  /** Decoded bytes so far. */
  size = 0
  isEnded = false
  /** A control character, or an escape that does not exist. */
  isMalformed = false
  isUtf8 = true

  private readonly base64 = new Base64Decoder(nativeDecode)
  private filled = 0
  private utf8: TextDecoder | undefined
  private inEscape = false
  /** Digits that are still to come after `\u`, and what those before them say. */
  private hexMissing = 0
  private hex = 0
  private quoteChunk: Uint8Array | undefined
  private quoteAt = 0

  constructor(private readonly onData: (bytes: Uint8Array) => void) {}

  get problem(): Base64Problem | undefined {
    return this.base64.problem
  }

  /** Reads on from `from`, and returns where the string or the chunk ended. */
  read(chunk: Uint8Array, from: number): number {
    let at = from
    while (at < chunk.length && !this.isEnded) {
      if (this.inEscape) this.escaped(chunk[at++] ?? 0)
      else if (this.base64.problem === undefined) at = this.decode(chunk, at)
      else at = this.skip(chunk, at)
    }
    this.flush()
    this.quoteChunk = undefined
    return at
  }

  /** Where the next quote of a chunk is, or its end: looked for once. */
  private quoteIn(chunk: Uint8Array, from: number): number {
    if (this.quoteChunk !== chunk || this.quoteAt < from) {
      const at = chunk.indexOf(quote, from)
      this.quoteAt = at < 0 ? chunk.length : at
      this.quoteChunk = chunk
    }
    return this.quoteAt
  }

  private decode(chunk: Uint8Array, from: number): number {
    if (this.filled > pieceSize - 3) this.flush()
    const groups = Math.floor((pieceSize - this.filled) / 3)
    const quoted = this.quoteIn(chunk, from)
    const to = Math.min(quoted, from + groups * 4)
    this.filled = this.base64.run(chunk, from, to, room, this.filled)
    const at = this.base64.read
    if ((at === to && at !== quoted) || this.base64.problem !== undefined) return at
    if (at === chunk.length) return at
    const byte = chunk[at] ?? 0
    if (byte < 0x20 || byte === quote || byte === backslash) return this.special(byte, at)
    this.feed(byte)
    return this.base64.problem === undefined ? at + 1 : at
  }

  /** Reads past what is no base64 any more. */
  private skip(chunk: Uint8Array, from: number): number {
    let at = from
    let byte = chunk[at] ?? quote
    while (at < chunk.length && byte >= 0x20 && byte !== quote && byte !== backslash) {
      byte = chunk[++at] ?? quote
    }
    this.checkUtf8(chunk.subarray(from, at), at === chunk.length)
    return at === chunk.length ? at : this.special(byte, at)
  }

  private special(byte: number, at: number): number {
    if (byte === backslash) this.inEscape = true
    else if (byte === quote) {
      this.isEnded = true
      this.base64.end()
    } else this.isMalformed = true
    return at + 1
  }

  private escaped(byte: number): void {
    if (this.hexMissing > 0) {
      const value = hexValue(byte)
      if (value < 0) {
        this.brokenEscape(byte)
        return
      }
      this.hex = (this.hex << 4) | value
      this.hexMissing -= 1
      if (this.hexMissing > 0) return
      this.inEscape = false
      this.feed(this.hex)
    } else if (byte === lowerU) {
      this.hexMissing = 4
      this.hex = 0
    } else {
      const character = escapes.get(byte)
      if (character === undefined) {
        this.brokenEscape(byte)
        return
      }
      this.inEscape = false
      this.feed(character)
    }
  }

  private brokenEscape(byte: number): void {
    this.inEscape = false
    this.hexMissing = 0
    this.isMalformed = true
    // The byte may be the string's end, or begin another escape or a character of several bytes.
    this.base64.problem ??= "character"
    this.skip(Uint8Array.of(byte), 0)
  }

  private feed(code: number): void {
    if (this.base64.problem !== undefined) return
    this.filled = this.base64.feed(code, room, this.filled)
  }

  /** A character of several bytes may be cut by the end of a chunk, and by nothing else. */
  private checkUtf8(bytes: Uint8Array, isCut: boolean): void {
    this.utf8 ??= new TextDecoder("utf-8", { fatal: true })
    try {
      this.utf8.decode(bytes, { stream: isCut })
    } catch {
      this.isUtf8 = false
    }
  }

  private flush(): void {
    if (this.filled === 0) return
    this.size += this.filled
    this.onData(room.subarray(0, this.filled))
    this.filled = 0
  }
}
