import * as Cause from "effect/Cause"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as FiberId from "effect/FiberId"
import type * as ManagedRuntime from "effect/ManagedRuntime"
import type { Context as HonoContext, HonoRequest } from "hono"
import { answerOfFailure, type Failure, internalError } from "./answers.js"
import type { Intake } from "./Handler.js"
import { inContext } from "./inContext.js"

/** Whether an endpoint's work ends when its client goes away: reads may, and nothing else. */
export type OnDisconnect = "interrupt" | "finish"

/** What a call is made with beside the services, from the headers of its request, or why it is refused. */
export type ContextOf = (
  request: HonoRequest
) => Either.Either<Context.Context<never>, Failure> | undefined

/**
 * Runs an endpoint in a runtime. What ends at once is answered at once, without a promise; and a
 * request's signal, which is costly to make, is asked for only when there is something to interrupt.
 */
export const serve = <R>(
  runtime: ManagedRuntime.ManagedRuntime<R, never>,
  handler: (request: HonoRequest, intake: Intake) => Effect.Effect<Response, Failure, R>,
  intake: Intake,
  onDisconnect: OnDisconnect,
  contextOf?: ContextOf
) => {
  const log = (level: typeof Effect.logError, c: HonoContext, cause: Cause.Cause<Failure>) =>
    runtime.runFork(level(`${c.req.method} ${c.req.path} failed`, cause))

  const answerOf = (c: HonoContext, exit: Exit.Exit<Response, Failure>): Response => {
    if (Exit.isSuccess(exit)) return exit.value
    const failure = Cause.failureOrCause(exit.cause)
    if (Either.isRight(failure)) {
      const isOfClient = Cause.isInterruptedOnly(failure.right) && c.req.raw.signal.aborted
      if (!isOfClient) log(Effect.logError, c, failure.right)
      return internalError()
    }
    // Its client is told no more than that the service behind gave it: the owner must learn what.
    if (failure.left._tag === "FaxError.UnexpectedAnswer") log(Effect.logWarning, c, exit.cause)
    return answerOfFailure(failure.left)
  }

  return (c: HonoContext): Response | Promise<Response> => {
    const call = handler(c.req, intake)
    const more = contextOf?.(c.req)
    const fiber = runtime.runFork(
      more === undefined ? call : Effect.flatMap(more, (context) => inContext(context, call))
    )
    const ended = fiber.unsafePoll()
    if (ended !== null) return answerOf(c, ended)
    if (onDisconnect === "interrupt") {
      const interrupt = () => fiber.unsafeInterruptAsFork(FiberId.none)
      c.req.raw.signal.addEventListener("abort", interrupt, { once: true })
    }
    return new Promise((resolve) => fiber.addObserver((exit) => resolve(answerOf(c, exit))))
  }
}
