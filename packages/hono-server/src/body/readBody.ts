import { FaxError } from "@faxingcenter/core"
import { badRequest } from "@faxingcenter/core/wire"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { type IncomingBody, readChunks } from "../request/incomingBody.js"
import type { RouteRequest } from "../request/RouteRequest.js"
import { afterReading } from "../request/turns.js"
import { bodyRate } from "./bodyRate.js"
import type { BodyReader, BodyRefusal } from "./bodyReaders.js"
import { deadlinesOf } from "./deadlines.js"

/** How much of a body is taken, and how slowly it may come. */
export interface BodyLimits {
  /** Bytes. */
  readonly bytes: number
  /** Over each such span, a body must keep its rate (`bodyRate`); a small one must be whole within one. */
  readonly spanMillis: number
}

/** A body of at most this many bytes comes within one span, or not at all. */
export const smallBody = 64 * 1024

const tooLarge = (limit: number) =>
  new FaxError.TooLarge({
    limit,
    detail: `The body exceeds the limit of ${limit} bytes`
  })

const tooSlow = new FaxError.Rejected({
  status: 408,
  title: "Request Timeout",
  detail: "The body arrived too slowly or stopped; nothing was done, and it can be sent again"
})

const brokenOff = badRequest(
  undefined,
  "The body ended early; nothing was done, and it can be sent again"
)

/** Bytes, where the request says so. */
export const declaredLength = (request: RouteRequest): number | undefined => {
  const header = request.header("content-length") ?? ""
  return /^\d+$/.test(header) ? Number(header) : undefined
}

/** Whether the body is short enough to be read as a whole before anything else. */
export const isSmall = (request: RouteRequest): boolean =>
  (declaredLength(request) ?? Number.POSITIVE_INFINITY) <= smallBody

const inEverySpan = (spanMillis: number, look: () => void) => {
  const timer = setInterval(() => afterReading(look), spanMillis)
  return () => clearInterval(timer)
}

const nothing = () => {}

/**
 * Reads a small body of known length where it arrives: most come whole, in one chunk, and are done with it. The same as
 * below with half of the listeners, which cost as much as all else about it.
 */
const readSmall = <A>(
  incoming: IncomingBody,
  { length, spanMillis }: { readonly length: number; readonly spanMillis: number },
  reader: BodyReader<A>,
  done: (body: Either.Either<A, BodyRefusal>) => void
): (() => void) => {
  let missing = length
  let isOver = false

  const stop = () => {
    isOver = true
    callOff()
    incoming.off("data", take)
    incoming.pause()
  }
  const refuse = (refusal: BodyRefusal) => {
    if (isOver) return
    stop()
    done(Either.left(refusal))
  }
  const end = () => {
    const result = reader.end()
    if (result instanceof Promise) void result.then(done)
    else done(result)
  }
  const take = (chunk: unknown) => {
    if (isOver || !(chunk instanceof Uint8Array)) return
    missing -= chunk.length
    const refusal = reader.push(chunk)
    if (refusal !== undefined) return refuse(refusal)
    if (missing > 0) return
    isOver = true
    callOff()
    end()
  }
  const callOff = deadlinesOf(spanMillis)(() => refuse(tooSlow))
  incoming.on("data", take)
  // A connection is also closed behind a body that is whole.
  incoming.on("close", () => refuse(brokenOff))
  incoming.on("error", nothing)
  return stop
}

/**
 * Reads the body to its end with a reader of its own, and gives what stops that. The limit is enforced while it
 * is read, whatever length was declared. The time limits are those of a connection, so they run on the machine's own
 * timers and not on a `Clock` that a simulation may have stopped or set forward.
 */
export const startReading = <A>(
  request: RouteRequest,
  limits: BodyLimits,
  makeReader: () => BodyReader<A>,
  done: (body: Either.Either<A, BodyRefusal>) => void
): (() => void) | undefined => {
  const declared = declaredLength(request)
  if (declared !== undefined && declared > limits.bytes) {
    done(Either.left(tooLarge(limits.bytes)))
    return undefined
  }
  const reader = makeReader()
  const isShort = declared !== undefined && declared <= smallBody
  if (isShort && declared > 0 && "incoming" in request && reader.pause === undefined) {
    const small = { length: declared, spanMillis: limits.spanMillis }
    return readSmall(request.incoming, small, reader, done)
  }
  const isTooSlow = bodyRate(limits.spanMillis, 0)
  let size = 0
  /** Whether it is the reader that is slow. */
  let isOurs = false
  let hasEnded = false
  let isOver = false

  const stop = () => {
    isOver = true
    stopWatch()
    stopReading()
  }
  const finish = (result: Either.Either<A, BodyRefusal>) => {
    if (isOver) return
    stop()
    done(result)
  }
  const take = (refusal: BodyRefusal | undefined) => {
    isOurs = false
    if (refusal !== undefined) finish(Either.left(refusal))
  }
  const onChunk = (chunk: Uint8Array): Promise<void> | undefined => {
    if (isOver) return undefined
    isOurs = false
    size += chunk.length
    const refusal = size > limits.bytes ? tooLarge(limits.bytes) : reader.push(chunk)
    if (refusal !== undefined) {
      take(refusal)
      return undefined
    }
    const pause = reader.pause?.()
    if (pause === undefined) return undefined
    isOurs = true
    return pause.then(take)
  }
  const onEnd = () => {
    if (isOver) return
    hasEnded = true
    const result = reader.end()
    if (!(result instanceof Promise)) return finish(result)
    isOurs = true
    void result.then(finish)
  }
  // A connection is also closed behind a body that is whole.
  const onBroken = () => {
    if (!hasEnded) finish(Either.left(brokenOff))
  }

  const stopWatch = isShort
    ? deadlinesOf(limits.spanMillis)(() => finish(Either.left(tooSlow)))
    : inEverySpan(limits.spanMillis, () => {
        if (!isOver && isTooSlow(size, !isOurs)) finish(Either.left(tooSlow))
      })
  const onWait = () => {
    isOurs = true
  }
  const stopReading = readChunks(request, {
    onChunk,
    onEnd,
    onBroken,
    ...(isShort ? {} : { onWait })
  })
  return stop
}

/** The same as an effect. */
export const readBody = <A>(
  request: RouteRequest,
  limits: BodyLimits,
  makeReader: () => BodyReader<A>
): Effect.Effect<A, BodyRefusal> =>
  Effect.async((resume) => {
    const stop = startReading(request, limits, makeReader, resume)
    return stop && Effect.sync(stop)
  })
