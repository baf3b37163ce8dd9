import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FiberRef from "effect/FiberRef"
import * as HashSet from "effect/HashSet"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Predicate from "effect/Predicate"
import * as Tracer from "effect/Tracer"
import { isSeen } from "../measure/spanned.js"

/** Attributes whose text is a name, an id or a place in the code; of others only numbers are told. */
const toldTexts: ReadonlySet<string> = new Set([
  "code.stacktrace",
  "effect.fiberId",
  "effect.logLevel",
  "fax.send_id",
  "http.request.method",
  "server.address",
  "url.path",
  "url.scheme"
])

const isTold = (name: string, value: unknown) =>
  typeof value === "string" ? toldTexts.has(name) : typeof value !== "object"

const toldOf = (attributes: Readonly<Record<string, unknown>> | undefined) =>
  Object.fromEntries(
    Object.entries(attributes ?? {}).filter(([name, value]) => isTold(name, value))
  )

/** Errors whose message is the gateway's own, of ids and names of files. */
const ownWords: ReadonlySet<string> = new Set(["DatabaseError", "StepRefused", "Unreadable"])

const kindOf = (error: unknown): string =>
  Predicate.hasProperty(error, "_tag") && typeof error._tag === "string"
    ? error._tag
    : error instanceof Error
      ? error.name
      : typeof error

const codeOf = (error: unknown): string | undefined =>
  Predicate.hasProperty(error, "code") && typeof error.code === "string" ? error.code : undefined

/** What kind of error it is and where it arose. Its words may repeat what was sent: they are left out. */
const kindAlone = (error: unknown): Error => {
  const kind = kindOf(error)
  const isOwn = error instanceof Error && ownWords.has(kind)
  const told = new Error(isOwn ? error.message : (codeOf(error) ?? "its text is not logged"))
  told.name = kind
  const places = error instanceof Error ? (error.stack ?? "").split("\n") : []
  told.stack = [`${kind}: ${told.message}`, ...places.filter((line) => /^ +at /.test(line))].join(
    "\n"
  )
  return told
}

const kindsOf = (cause: Cause.Cause<unknown>): Cause.Cause<Error> =>
  Cause.match(cause, {
    onEmpty: Cause.empty,
    onFail: (error): Cause.Cause<Error> => Cause.fail(kindAlone(error)),
    onDie: (defect) => Cause.die(kindAlone(defect)),
    onInterrupt: (fiber) => Cause.interrupt(fiber),
    onSequential: (one, other) => Cause.sequential(one, other),
    onParallel: (one, other) => Cause.parallel(one, other)
  })

const discreetSpan = (span: Tracer.Span): Tracer.Span => {
  const { addLinks, attribute, end, event } = span
  return Object.assign(span, {
    addLinks: addLinks.bind(span),
    attribute: (name: string, value: unknown) => {
      if (isTold(name, value)) attribute.call(span, name, value)
    },
    event: (name: string, at: bigint, attributes?: Record<string, unknown>) =>
      event.call(span, name, at, toldOf(attributes)),
    end: (at: bigint, exit: Exit.Exit<unknown, unknown>) =>
      end.call(span, at, Exit.isFailure(exit) ? Exit.failCause(kindsOf(exit.cause)) : exit)
  })
}

const discreetTracer = (tracer: Tracer.Tracer): Tracer.Tracer =>
  Tracer.make({
    span: (...about) => discreetSpan(tracer.span(...about)),
    context: tracer.context
  })

const discreetMessage = (message: unknown): unknown =>
  Array.isArray(message)
    ? message.map(discreetMessage)
    : typeof message === "object" && message !== null
      ? kindAlone(message)
      : message

const discreetLogger = (logger: Logger.Logger<unknown, unknown>) =>
  Logger.make<unknown, unknown>((entry) =>
    logger.log({
      ...entry,
      message: discreetMessage(entry.message),
      cause: kindsOf(entry.cause)
    })
  )

/**
 * Lets the loggers and the tracer that are there tell nothing but ids, counts, times and kinds of errors: what a
 * provider answers, or a defect says, may repeat numbers, names and documents. To be provided with, or after, them.
 *
 * @example
 * ```ts
 * import { Discretion } from "@faxingcenter/gateway/manage"
 * import { Layer, Logger } from "effect"
 *
 * const observed = Layer.provideMerge(Discretion.layer, Logger.json)
 * ```
 */
export const layer: Layer.Layer<never> = Layer.merge(
  Layer.unwrapEffect(
    // Spans that nobody sees tell nothing, and are not even made.
    Effect.map(Effect.tracer, (tracer) =>
      isSeen(tracer) ? Layer.setTracer(discreetTracer(tracer)) : Layer.empty
    )
  ),
  Layer.scopedDiscard(
    Effect.locallyScopedWith(FiberRef.currentLoggers, HashSet.map(discreetLogger))
  )
)
