import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { OpenSpool } from "./Spool.js"

/**
 * Keeps the documents of one request side by side in one piece of memory: they are there as bytes when the body has come,
 * and copied no more. It has room for so many bytes, and grows if there are more.
 */
export const heldSpool = (room: number): OpenSpool =>
  Effect.sync(() => {
    let kept = new Uint8Array(room)
    let size = 0
    return {
      append: (bytes) => {
        if (size + bytes.length > kept.length) {
          const larger = new Uint8Array(Math.max(size + bytes.length, kept.length * 2))
          larger.set(kept.subarray(0, size))
          kept = larger
        }
        kept.set(bytes, size)
        size += bytes.length
      },
      pause: () => undefined,
      end: () => Promise.resolve(undefined),
      read: (from, length) => {
        const bytes = kept.subarray(from, from + length)
        return { content: Stream.make(bytes), bytes }
      }
    }
  })
