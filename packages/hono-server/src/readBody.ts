import { Rejected, TooLarge } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type { HonoRequest } from "hono"
import type { BodyReader, BodyRefusal } from "./bodyReaders.js"
import { deadlinesOf } from "./deadlines.js"
import { chunksOf, readWhole } from "./incomingBody.js"

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

/** Bytes, where the request says so. */
export const declaredLength = (request: HonoRequest): number | undefined => {
  const header = request.header("content-length") ?? ""
  return /^\d+$/.test(header) ? Number(header) : undefined
}

/** Whether the body is short enough to be read as a whole before anything else. */
export const isSmall = (request: HonoRequest): boolean =>
  (declaredLength(request) ?? Number.POSITIVE_INFINITY) <= smallBody

/**
 * Reads the body to its end with a reader of its own. The limit is enforced while it is read, whatever
 * length was declared. The time limits are those of a connection, so they run on the machine's own timers
 * and not on a `Clock` that a simulation may have stopped or set forward.
 */
export const readBody = <A>(
  request: HonoRequest,
  limits: BodyLimits,
  makeReader: () => BodyReader<A>
): Effect.Effect<A, BodyRefusal> => {
  const declared = declaredLength(request)
  if (declared !== undefined && declared > limits.bytes) return Effect.fail(tooLarge(limits.bytes))
  return isSmall(request)
    ? readSmall(request, limits, makeReader)
    : readLarge(request, limits, makeReader)
}

const readSmall = <A>(
  request: HonoRequest,
  limits: BodyLimits,
  makeReader: () => BodyReader<A>
): Effect.Effect<A, BodyRefusal> =>
  Effect.async((resume) => {
    const callOff = deadlinesOf(limits.span)(() => resume(Effect.fail(tooSlow)))
    const finish = (result: Either.Either<A, BodyRefusal>) => {
      callOff()
      resume(result)
    }
    readWhole(request, (chunks) => {
      if (chunks === undefined) return finish(Either.left(brokenOff))
      const reader = makeReader()
      let size = 0
      for (const chunk of chunks) {
        size += chunk.length
        const refusal = size > limits.bytes ? tooLarge(limits.bytes) : reader.push(chunk)
        if (refusal !== undefined) return finish(Either.left(refusal))
      }
      const result = reader.end()
      if (result instanceof Promise) void result.then(finish)
      else finish(result)
    })
    return Effect.sync(callOff)
  })

const readLarge = <A>(
  request: HonoRequest,
  limits: BodyLimits,
  makeReader: () => BodyReader<A>
): Effect.Effect<A, BodyRefusal> =>
  Effect.async((resume) => {
    const chunks = chunksOf(request.raw)
    const reader = makeReader()
    const least = (leastRate * limits.span) / 1000
    let size = 0
    let due = least
    /** Whether it is the reader that is slow. */
    let isOurs = false

    const push = (chunk: Uint8Array): BodyRefusal | undefined => {
      size += chunk.length
      return size > limits.bytes ? tooLarge(limits.bytes) : reader.push(chunk)
    }
    const waitFor = async (pause: Promise<BodyRefusal | undefined>) => {
      isOurs = true
      const refusal = await pause
      isOurs = false
      return refusal
    }
    const read = async (): Promise<Either.Either<A, BodyRefusal>> => {
      for (;;) {
        const next = await chunks?.next()
        if (next === undefined || next.done === true) return reader.end()
        const { value } = next
        const pause = push(value) ?? reader.pause?.()
        const refusal = pause instanceof Promise ? await waitFor(pause) : pause
        if (refusal !== undefined) return Either.left(refusal)
      }
    }
    const stop = () => {
      clearInterval(timer)
      chunks?.return?.().catch(() => undefined)
    }
    const finish = (result: Either.Either<A, BodyRefusal>) => {
      stop()
      resume(result)
    }
    const timer = setInterval(() => {
      if (!isOurs && size < due) finish(Either.left(tooSlow))
      due = size + least
    }, limits.span)
    read().then(finish, () => finish(Either.left(brokenOff)))
    return Effect.sync(stop)
  })
