import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as ManagedRuntime from "effect/ManagedRuntime"
import type { Context as HonoContext, HonoRequest } from "hono"
import { answerOfFailure, type Failure, internalError } from "./answers.js"

/** What a call is made with beside the services, from the headers of its request. */
export type ContextOf = (request: HonoRequest) => Context.Context<never>

/** Turns a handler into a function of Hono's: every failure has an answer, and a defect is logged. */
export const answering =
  <R, A>(runtime: ManagedRuntime.ManagedRuntime<R, never>, given: A, contextOf?: ContextOf) =>
  (handler: (request: HonoRequest, given: A) => Effect.Effect<Response, Failure, R>) =>
  async (c: HonoContext): Promise<Response> => {
    const { signal } = c.req.raw
    const answer = Effect.catchAll(handler(c.req, given), (failure) =>
      Effect.succeed(answerOfFailure(failure))
    )
    const exit = await runtime.runPromiseExit(
      contextOf === undefined ? answer : Effect.provide(answer, contextOf(c.req)),
      { signal }
    )
    if (Exit.isSuccess(exit)) return exit.value
    if (!signal.aborted) {
      runtime.runFork(Effect.logError(`${c.req.method} ${c.req.path} failed`, exit.cause))
    }
    return internalError()
  }
