import type { Document, Rejected, TooLarge } from "@faxingcenter/core"
import { parseJson, parseText, SendBodyScanner } from "@faxingcenter/core/wire"
import * as Either from "effect/Either"
import * as Stream from "effect/Stream"

export type BodyRefusal = TooLarge | Rejected

/** Makes something of a body that comes in chunks. */
export interface BodyReader<A> {
  /** Takes the next chunk. A refusal ends the reading. */
  readonly push: (chunk: Uint8Array) => BodyRefusal | undefined
  /** After the last chunk. */
  readonly end: () => Either.Either<A, BodyRefusal>
}

const joined = (chunks: ReadonlyArray<Uint8Array>): Uint8Array => {
  const [only] = chunks
  if (only !== undefined && chunks.length === 1) return only
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

/** Keeps the body, which is text. */
export const textReader = (): BodyReader<string> => {
  const chunks: Array<Uint8Array> = []
  return {
    push: (chunk) => {
      chunks.push(chunk)
      return undefined
    },
    end: () => parseText(joined(chunks))
  }
}

/** Keeps the body, which is JSON: the quickest way for a small one. */
const jsonReader = (): BodyReader<unknown> => {
  const text = textReader()
  return { push: text.push, end: () => Either.flatMap(text.end(), parseJson) }
}

/** Decodes the documents while the body comes: a large one is never held as text. */
const scanningReader = (): BodyReader<unknown> => {
  const parts: Array<Array<Uint8Array>> = []
  const scanner = new SendBodyScanner({
    onData: (part, bytes) => {
      parts[part] ??= []
      parts[part].push(bytes.slice())
    }
  })
  const contentOf = (part: number): Document.Document["content"] =>
    Stream.fromIterable(parts[part] ?? [])
  return { push: (chunk) => scanner.push(chunk), end: () => scanner.end(contentOf) }
}

/** The JSON of a send, for `decodeSend`. */
export const sendReader = (isSmall: boolean): BodyReader<unknown> =>
  isSmall ? jsonReader() : scanningReader()
