import * as Either from "effect/Either"
import { type Rejected, TooLarge } from "../FaxError.js"
import type { Document, Source } from "../model/Document.js"
import { FileDataReader } from "./FileDataReader.js"
import { isContainer, notJson, notUtf8, parseJson, parseText } from "./parseJson.js"
import { type DataKey, SendBodyPath } from "./SendBodyPath.js"
import { DecodedData } from "./WireSend.js"

/** Where a scanner's findings go, and how much it takes. */
export interface ScannerOptions {
  /**
   * Gets the bytes of a document as they are decoded. `part` counts the `file_data` strings of the
   * body from 0. The array is used again for the next bytes: copy what is to be kept.
   */
  readonly onData: (part: number, bytes: Uint8Array) => void
  /** Bytes that the body may have beside the data of its documents. */
  readonly restLimit?: number
  /** What the data of a document is called; default `file_data`. */
  readonly dataKey?: DataKey
}

/** The data of a document, wherever it is kept. */
type Kept = Source & Pick<Document, "bytes">

const utf8 = new TextEncoder()

/**
 * Reads the body of a send as it arrives, cut anywhere, and decodes the base64 of its documents on
 * the way, so that no document is ever held as text. Everything else is kept, and is parsed by
 * `JSON.parse` at the end with a short string in the place of each document's data: what the result
 * is, and what is refused, is what `JSON.parse` of the whole would have said.
 *
 * @example
 * ```ts
 * import { DecodedData, SendBodyScanner } from "@faxingcenter/core/wire"
 * import { Either, Stream } from "effect"
 *
 * let size = 0
 * const scanner = new SendBodyScanner({ onData: (_part, bytes) => (size += bytes.length) })
 * scanner.push(new TextEncoder().encode('{"documents":[{"file_data":"SGVsbG8g'))
 * scanner.push(new TextEncoder().encode('ZmF4"}]}'))
 * const body = scanner.end(() => ({ content: Stream.empty }))
 * console.log(size, Either.isRight(body)) // 9 true; in `body`, the data is a `DecodedData`
 * ```
 */
export class SendBodyScanner {
  private readonly restLimit: number
  private readonly onData: ScannerOptions["onData"]
  private readonly dataKey: DataKey
  private readonly path: SendBodyPath
  /** The body without the data of its documents. */
  private rest = new Uint8Array(1024)
  private restSize = 0
  private readonly parts: Array<FileDataReader> = []
  private reader: FileDataReader | undefined
  private inString = false
  private inEscape = false
  /** Where a key that matters began in `rest`. */
  private keyFrom = -1
  private refusal: TooLarge | undefined

  constructor(options: ScannerOptions) {
    this.onData = options.onData
    this.dataKey = options.dataKey ?? "file_data"
    this.path = new SendBodyPath(this.dataKey)
    this.restLimit = options.restLimit ?? 1024 * 1024
  }

  /** Reads on. What it returns is the final refusal of a body that is past its limit. */
  push(chunk: Uint8Array): TooLarge | undefined {
    let at = 0
    while (at < chunk.length && this.refusal === undefined) {
      if (this.reader !== undefined) at = this.data(chunk, at)
      else if (this.inString) at = this.string(chunk, at)
      else at = this.structure(chunk, at)
    }
    return this.refusal
  }

  /**
   * The body's value, after the last chunk. In the place of each document's data stands a
   * `DecodedData` with what `sourceOf` gives for its part; a part that it is not asked for was
   * overwritten by a later member of the same name, as JSON has it.
   */
  end(sourceOf: (part: number) => Kept): Either.Either<unknown, Rejected | TooLarge> {
    if (this.refusal !== undefined) return Either.left(this.refusal)
    const rest = parseText(this.rest.subarray(0, this.restSize))
    const isUtf8 = this.parts.every((part) => part.isUtf8)
    const isValid = !this.parts.some((part) => part.isMalformed)
    return Either.flatMap(isUtf8 ? rest : Either.left(notUtf8), (text) =>
      isValid
        ? Either.map(parseJson(text), (value) => this.withData(value, sourceOf))
        : Either.left(notJson)
    )
  }

  private structure(chunk: Uint8Array, from: number): number {
    const path = this.path
    let at = from
    for (; at < chunk.length; at++) {
      const byte = chunk[at]
      if (byte === 0x22) break
      if (byte === 0x2c) path.comma()
      else if (byte === 0x3a) path.colon()
      else if (byte === 0x7d || byte === 0x5d) path.close()
      else if (byte === 0x7b || byte === 0x5b) path.open(byte === 0x7b)
    }
    if (at === chunk.length) return this.keep(chunk, from, at)
    // With the opening quote, unless the string is not kept.
    if (path.wantsData) {
      this.keep(chunk, from, at)
      const part = this.parts.length
      this.reader = new FileDataReader((bytes) => this.onData(part, bytes))
      this.parts.push(this.reader)
      return at + 1
    }
    this.keep(chunk, from, at + 1)
    this.inString = true
    if (path.wantsKey) this.keyFrom = this.restSize
    return at + 1
  }

  private string(chunk: Uint8Array, from: number): number {
    let at = from
    for (; at < chunk.length; at++) {
      const byte = chunk[at]
      if (this.inEscape) this.inEscape = false
      else if (byte === 0x5c) this.inEscape = true
      else if (byte === 0x22) break
    }
    this.keep(chunk, from, at)
    if (at === chunk.length) return at
    if (this.keyFrom >= 0) this.path.key(this.rest.subarray(this.keyFrom, this.restSize))
    this.keyFrom = -1
    this.inString = false
    return this.keep(chunk, at, at + 1)
  }

  private data(chunk: Uint8Array, from: number): number {
    const at = this.reader?.read(chunk, from) ?? from
    if (this.reader?.isEnded === true) {
      this.reader = undefined
      const mark = utf8.encode(`"${this.parts.length - 1}"`)
      this.keep(mark, 0, mark.length)
    }
    return at
  }

  /** Keeps a stretch of the body, and returns where it ends. */
  private keep(chunk: Uint8Array, from: number, to: number): number {
    const size = this.restSize + to - from
    if (size > this.restLimit) {
      this.refusal = new TooLarge({
        limit: this.restLimit,
        detail: `Apart from the data of its documents, the body exceeds the limit of ${this.restLimit} bytes`
      })
      return to
    }
    if (size > this.rest.length) {
      const larger = new Uint8Array(Math.max(size, this.rest.length * 2))
      larger.set(this.rest.subarray(0, this.restSize))
      this.rest = larger
    }
    this.rest.set(chunk.subarray(from, to), this.restSize)
    this.restSize = size
    return to
  }

  /** Every string at this path is a mark, and only the marks are strings here. */
  private withData(value: unknown, sourceOf: (part: number) => Kept): unknown {
    const documents = isContainer(value) ? value.documents : undefined
    if (!Array.isArray(documents)) return value
    for (const document of documents) {
      if (!isContainer(document)) continue
      const mark = document[this.dataKey]
      const part = typeof mark === "string" ? this.parts[Number(mark)] : undefined
      if (part === undefined) continue
      document[this.dataKey] = new DecodedData(part.size, sourceOf(Number(mark)), part.problem)
    }
    return value
  }
}
