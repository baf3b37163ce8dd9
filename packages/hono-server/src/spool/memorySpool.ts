import { FaxError } from "@faxingcenter/core"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { OpenSpool } from "./Spool.js"

const full = new FaxError.Unavailable({
  detail: "The server is busy with other large documents; nothing was done",
  status: 503,
  retryAfter: Duration.seconds(5)
})

/** The part of `chunks` that holds `size` bytes from `from` on. */
function* slices(chunks: ReadonlyArray<Uint8Array>, from: number, size: number) {
  let skip = from
  let left = size
  for (const chunk of chunks) {
    if (left === 0) return
    if (skip >= chunk.length) {
      skip -= chunk.length
      continue
    }
    const slice = chunk.subarray(skip, skip + left)
    skip = 0
    left -= slice.length
    yield slice
  }
}

/**
 * Keeps documents in memory, where there is no disk to keep them on. All requests together may take
 * up to `limit` bytes; one that would take more is refused, and can be sent again.
 */
export const memorySpool = (limit: number): OpenSpool => {
  let used = 0
  return Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => ({ chunks: [] as Uint8Array[], size: 0 })),
      (kept) =>
        Effect.sync(() => {
          used -= kept.size
        })
    ),
    (kept) => {
      let refusal: FaxError.Unavailable | undefined
      return {
        append: (bytes) => {
          if (used + bytes.length > limit) refusal = full
          if (refusal !== undefined) return
          kept.chunks.push(bytes.slice())
          kept.size += bytes.length
          used += bytes.length
        },
        pause: () => (refusal === undefined ? undefined : Promise.resolve(refusal)),
        end: () => Promise.resolve(refusal),
        read: (from, size) => ({ content: Stream.fromIterable(slices(kept.chunks, from, size)) })
      }
    }
  )
}
