import type { FaxError } from "@faxingcenter/core"
import {
  joinBytes,
  parseJson,
  parseText,
  type ScannerOptions,
  SendBodyScanner
} from "@faxingcenter/core/wire"
import * as Either from "effect/Either"
import type { Spool } from "../spool/Spool.js"

export type BodyRefusal = FaxError.TooLarge | FaxError.Rejected | FaxError.Unavailable

/** Makes something of a body that comes in chunks. */
export interface BodyReader<A> {
  /** Takes the next chunk. A refusal ends the reading. */
  readonly push: (chunk: Uint8Array) => BodyRefusal | undefined
  /** What to wait for before the next chunk, if there is anything. It may bring a refusal too. */
  readonly pause?: () => Promise<BodyRefusal | undefined> | undefined
  /** After the last chunk. */
  readonly end: () => Either.Either<A, BodyRefusal> | Promise<Either.Either<A, BodyRefusal>>
}

/** Who is told a body that is text: its bytes, which cost nothing to tell. */
interface Told {
  readonly onBody?: (body: Uint8Array) => void
}

/** Keeps the body, which is text. */
export const textReader = ({ onBody }: Told = {}) => {
  const chunks: Array<Uint8Array> = []
  return {
    push: (chunk: Uint8Array) => {
      chunks.push(chunk)
      return undefined
    },
    end: () => {
      const body = joinBytes(chunks)
      const text = parseText(body)
      if (onBody !== undefined && Either.isRight(text)) onBody(body)
      return text
    }
  } satisfies BodyReader<string>
}

/** Keeps the body, which is JSON: the quickest way for a small one. */
export const jsonReader = (told: Told = {}): BodyReader<unknown> => {
  const text = textReader(told)
  return { push: text.push, end: () => Either.flatMap(text.end(), parseJson) }
}

/** Decodes the documents while the body comes, into a spool: a large one is never held as text. */
export const scanningReader = (
  spool: Spool,
  options: Pick<ScannerOptions, "dataKey"> & Told = {}
): BodyReader<unknown> => {
  const sizes: Array<number> = []
  const scanner = new SendBodyScanner({
    ...options,
    onData: (part, bytes) => {
      sizes[part] = (sizes[part] ?? 0) + bytes.length
      spool.append(bytes)
    }
  })
  const sourceOf = (part: number) => {
    const from = sizes.slice(0, part).reduce((sum, size) => sum + size, 0)
    return spool.read(from, sizes[part] ?? 0)
  }
  return {
    push: (chunk) => scanner.push(chunk),
    pause: spool.pause,
    end: async () => {
      const refusal = await spool.end()
      return refusal === undefined ? scanner.end(sourceOf) : Either.left(refusal)
    }
  }
}
