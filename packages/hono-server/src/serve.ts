import * as Cause from "effect/Cause"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as FiberId from "effect/FiberId"
import type * as ManagedRuntime from "effect/ManagedRuntime"
import type { Context as HonoContext } from "hono"
import { type Answer, responseOf } from "./Answer.js"
import { answerOfFailure, type Failure, internalError } from "./answers.js"
import type { Intake } from "./Handler.js"
import { inContext } from "./inContext.js"
import { onGone, type RouteRequest } from "./RouteRequest.js"

/** Whether an endpoint's work ends when its client goes away: reads may, and nothing else. */
export type OnDisconnect = "interrupt" | "finish"

/** What a call is made with beside the services, from the headers of its request, or why it is refused. */
export type ContextOf = (
  request: Pick<RouteRequest, "header" | "method">
) => Either.Either<Context.Context<never>, Failure> | undefined

/**
 * Runs an endpoint in a runtime. What ends at once is answered at once, without a promise; and a
 * request's signal, which is costly to make, is asked for only when there is something to interrupt.
 */
export const answering = <R, Request extends RouteRequest, A>(
  runtime: ManagedRuntime.ManagedRuntime<R, never>,
  handler: (request: Request, intake: Intake) => Effect.Effect<A, Failure, R>,
  onDisconnect: OnDisconnect,
  contextOf?: ContextOf
) => {
  const log = (level: typeof Effect.logError, request: Request, cause: Cause.Cause<Failure>) => {
    const [path] = request.url.replace(/^\w+:\/\/[^/]*/, "").split("?")
    runtime.runFork(level(`${request.method} ${path} failed`, cause))
  }

  const answerOf = (
    request: Request,
    exit: Exit.Exit<A, Failure>,
    hasGone: boolean
  ): A | Answer => {
    if (Exit.isSuccess(exit)) return exit.value
    const failure = Cause.failureOrCause(exit.cause)
    if (Either.isRight(failure)) {
      const isOfClient = Cause.isInterruptedOnly(failure.right) && hasGone
      if (!isOfClient) log(Effect.logError, request, failure.right)
      return internalError()
    }
    // Its client is told no more than that the service behind gave it: the owner must learn what.
    if (failure.left._tag === "FaxError.UnexpectedAnswer")
      log(Effect.logWarning, request, exit.cause)
    return answerOfFailure(failure.left)
  }

  return (request: Request, intake: Intake): A | Answer | Promise<A | Answer> => {
    const call = handler(request, intake)
    const more = contextOf?.(request)
    const fiber = runtime.runFork(
      more === undefined ? call : Effect.flatMap(more, (context) => inContext(context, call))
    )
    const ended = fiber.unsafePoll()
    if (ended !== null) return answerOf(request, ended, false)
    let hasGone = false
    if (onDisconnect === "interrupt") {
      onGone(request, () => {
        hasGone = true
        fiber.unsafeInterruptAsFork(FiberId.none)
      })
    }
    return new Promise((resolve) =>
      fiber.addObserver((exit) => resolve(answerOf(request, exit, hasGone)))
    )
  }
}

/** The same as a handler of Hono's. */
export const serve = <R>(
  runtime: ManagedRuntime.ManagedRuntime<R, never>,
  handler: (
    request: HonoContext["req"],
    intake: Intake
  ) => Effect.Effect<Answer | Response, Failure, R>,
  intake: Intake,
  onDisconnect: OnDisconnect,
  contextOf?: ContextOf
) => {
  const answer = answering(runtime, handler, onDisconnect, contextOf)
  return (c: HonoContext) => toResponse(answer(c.req, intake))
}

/** What Hono is to be given, without a promise where there is none. */
export const toResponse = (
  answer: Answer | Response | Promise<Answer | Response>
): Response | Promise<Response> =>
  answer instanceof Promise ? answer.then(responseOf) : responseOf(answer)
