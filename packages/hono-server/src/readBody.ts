import { Rejected, TooLarge } from "@faxingcenter/core"
import { Effect, Either } from "effect"
import type { HonoRequest } from "hono"

/** How much of a body is taken, and how slowly it may come. */
export interface BodyLimits {
  /** Bytes. */
  readonly bytes: number
  /** Milliseconds: over each such span, `leastRate` must be kept. */
  readonly span: number
}

/** Bytes a second: what Apache's `mod_reqtimeout` asks of a body, too. */
const leastRate = 500

/** A body of at most this many bytes comes within one span, or not at all. */
const smallBody = 64 * 1024

const tooLarge = (limit: number) =>
  new TooLarge({ limit, detail: `The body is larger than the ${limit} bytes that are taken` })

const tooSlow = new Rejected({
  status: 408,
  title: "Request Timeout",
  detail: "The body came too slowly, or stopped; nothing was done, and it may be sent again"
})

const brokenOff = new Rejected({
  status: 400,
  title: "Bad Request",
  detail: "The body broke off before its end; nothing was done, and it may be sent again"
})

const joined = (chunks: ReadonlyArray<Uint8Array>, size: number): Uint8Array => {
  const [only] = chunks
  if (only !== undefined && chunks.length === 1) return only
  const bytes = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

/**
 * The whole body. The limit is enforced while it is read, whatever length was declared. The time
 * limits are those of a connection, so they run on the machine's own timers and not on a `Clock`
 * that a simulation may have stopped or set forward.
 */
export const readBody = (
  request: HonoRequest,
  limits: BodyLimits
): Effect.Effect<Uint8Array, TooLarge | Rejected> => {
  const header = request.header("content-length") ?? ""
  const declared = /^\d+$/.test(header) ? Number(header) : undefined
  if (declared !== undefined && declared > limits.bytes) return Effect.fail(tooLarge(limits.bytes))
  const isSmall = declared !== undefined && declared <= smallBody

  return Effect.async((resume) => {
    const reader = isSmall ? undefined : request.raw.body?.getReader()
    const least = (leastRate * limits.span) / 1000
    let size = 0
    let due = least

    const read = async (): Promise<Either.Either<Uint8Array, TooLarge>> => {
      if (isSmall) {
        const bytes = new Uint8Array(await request.arrayBuffer())
        return bytes.length > limits.bytes
          ? Either.left(tooLarge(limits.bytes))
          : Either.right(bytes)
      }
      const chunks: Array<Uint8Array> = []
      for (;;) {
        const { done, value } = (await reader?.read()) ?? { done: true }
        if (done || value === undefined) return Either.right(joined(chunks, size))
        size += value.length
        if (size > limits.bytes) return Either.left(tooLarge(limits.bytes))
        chunks.push(value)
      }
    }
    const stop = () => {
      clearInterval(timer)
      reader?.cancel().catch(() => undefined)
    }
    const finish = (result: Either.Either<Uint8Array, TooLarge | Rejected>) => {
      stop()
      resume(result)
    }
    const timer = setInterval(() => {
      if (isSmall || size < due) finish(Either.left(tooSlow))
      due = size + least
    }, limits.span)
    read().then(finish, () => finish(Either.left(brokenOff)))
    return Effect.sync(stop)
  })
}
