import * as Effect from "effect/Effect"
import type * as Either from "effect/Either"
import * as Stream from "effect/Stream"
import type { Rejected, TooLarge } from "../FaxError.js"
import type { Source } from "../model/Document.js"
import { type ScannerOptions, SendBodyScanner } from "./SendBodyScanner.js"

/** How a scanned body may differ from a plain one. */
export interface ScanOptions<E, R> extends Omit<ScannerOptions, "onData"> {
  /** Keeps bytes of a document: they are its own. The body is read on when it is done. */
  readonly write: (part: number, bytes: Uint8Array) => Effect.Effect<void, E, R>
  /** Where the document's bytes are to be had afterwards. */
  readonly sourceOf: (part: number) => Source
}

/**
 * A `SendBodyScanner` over a stream: the body is read no faster than its documents can be kept. Gives
 * the parsed body, for `decodeSend`. Documents without data, or with bad base64, are refused there.
 *
 * @example
 * ```ts
 * import { decodeSend, scanSendBody } from "@faxingcenter/core/wire"
 * import { Effect, Stream } from "effect"
 *
 * // A body of any size: its documents are kept elsewhere while it arrives.
 * const faxIn = (
 *   body: Stream.Stream<Uint8Array>,
 *   keep: (part: number, bytes: Uint8Array) => Effect.Effect<void>,
 *   kept: (part: number) => Stream.Stream<Uint8Array>
 * ) => Effect.flatMap(scanSendBody(body, { write: keep, sourceOf: (part) => ({ content: kept(part) }) }), decodeSend)
 * ```
 */
export const scanSendBody = Effect.fn("scanSendBody")(function* <E, R, E2, R2>(
  body: Stream.Stream<Uint8Array, E, R>,
  { write, sourceOf, ...limits }: ScanOptions<E2, R2>
) {
  let decoded: Array<readonly [part: number, bytes: Uint8Array]> = []
  const scanner = new SendBodyScanner({
    ...limits,
    onData: (part, bytes) => decoded.push([part, bytes.slice()])
  })
  yield* Stream.runForEach(body, (chunk): Effect.Effect<void, TooLarge | E2, R2> => {
    decoded = []
    const refusal = scanner.push(chunk)
    if (refusal !== undefined) return Effect.fail(refusal)
    return Effect.forEach(decoded, ([part, bytes]) => write(part, bytes), { discard: true })
  })
  const value: Either.Either<unknown, Rejected | TooLarge> = scanner.end(sourceOf)
  return yield* value
})
