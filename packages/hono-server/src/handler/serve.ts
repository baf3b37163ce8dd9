import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as FiberId from "effect/FiberId"
import type * as ManagedRuntime from "effect/ManagedRuntime"
import type { Context as HonoContext } from "hono"
import { type Answer, responseOf } from "../answer/Answer.js"
import { answerOfCause } from "../answer/answerOfCause.js"
import type { Failure } from "../answer/answers.js"
import { onGone, type RouteRequest } from "../request/RouteRequest.js"
import type { Intake } from "./Handler.js"
import { inContext } from "./inContext.js"

/** Whether an endpoint's work ends when its client goes away: reads may, and nothing else. */
export type OnDisconnect = "interrupt" | "finish"

/** What a call is made with beside the services, from the headers of its request, or why it is refused. */
export type ContextOf = (
  request: Pick<RouteRequest, "header" | "method">
) => Either.Either<Context.Context<never>, Failure> | undefined

/**
 * Runs an endpoint in a runtime, as a handler of Hono's. What ends at once is answered at once, without a promise; and a
 * request's signal, which is costly to make, is asked for only when there is something to interrupt.
 */
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
  const failed = answerOfCause(runtime)

  return (c: HonoContext): Response | Promise<Response> => {
    const answerOf = (exit: Exit.Exit<Answer | Response, Failure>, hasGone: boolean) =>
      responseOf(Exit.isSuccess(exit) ? exit.value : failed(c.req, exit.cause, hasGone))
    const call = handler(c.req, intake)
    const more = contextOf?.(c.req)
    const fiber = runtime.runFork(
      more === undefined ? call : Effect.flatMap(more, (context) => inContext(context, call))
    )
    const ended = fiber.unsafePoll()
    if (ended !== null) return answerOf(ended, false)
    let hasGone = false
    if (onDisconnect === "interrupt") {
      onGone(c.req, () => {
        hasGone = true
        fiber.unsafeInterruptAsFork(FiberId.none)
      })
    }
    return new Promise((resolve) => fiber.addObserver((exit) => resolve(answerOf(exit, hasGone))))
  }
}
