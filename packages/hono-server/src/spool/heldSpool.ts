import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { OpenSpool } from "./Spool.js"

/** Keeps the documents of a request whose body is short and has this length in one piece of memory. */
export const heldSpool = (bodyLength: number): OpenSpool =>
  Effect.sync(() => {
    // Four characters of the body are three bytes of a document at most.
    const kept = new Uint8Array(Math.ceil(bodyLength / 4) * 3)
    let size = 0
    return {
      append: (bytes) => {
        kept.set(bytes, size)
        size += bytes.length
      },
      pause: () => undefined,
      end: () => Promise.resolve(undefined),
      read: (from, length) => {
        const bytes = kept.subarray(from, from + length)
        return { bytes, content: Stream.make(bytes) }
      }
    }
  })
