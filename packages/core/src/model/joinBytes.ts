import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

/**
 * Chunks as one array; a single one is not copied.
 *
 * @example
 * ```ts
 * import { joinBytes, parseText } from "@faxingcenter/core/wire"
 *
 * const textOf = (chunks: ReadonlyArray<Uint8Array>) => parseText(joinBytes(chunks))
 * ```
 */
export const joinBytes = (chunks: ReadonlyArray<Uint8Array>): Uint8Array => {
  const [first] = chunks
  if (first !== undefined && chunks.length === 1) return first
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

/** All that a stream brings, as one array. */
export const collectBytes = <E, R>(
  stream: Stream.Stream<Uint8Array, E, R>
): Effect.Effect<Uint8Array, E, R> =>
  Effect.map(Stream.runCollect(stream), (chunks) => joinBytes(Chunk.toReadonlyArray(chunks)))
