import { CurrentClient, Introspection } from "@faxingcenter/core"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as FiberId from "effect/FiberId"
import type * as ManagedRuntime from "effect/ManagedRuntime"
import * as Runtime from "effect/Runtime"
import type { Answer } from "./Answer.js"
import { answerOfCause } from "./answerOfCause.js"
import { answerOfFailure, type Failure } from "./answers.js"
import type { FaxServices, Handler, Intake } from "./Handler.js"
import { onGone, type RouteRequest } from "./RouteRequest.js"
import { bearerToken } from "./requests.js"
import type { ContextOf, OnDisconnect } from "./serve.js"

/** Answers a call of the contract; without a promise, where nothing is waited for. */
export type Call = (request: RouteRequest, intake: Intake) => Answer | Promise<Answer>

/**
 * Starts effects with more in their context. A fiber that begins with its context takes a fraction of the time of one
 * that changes it.
 */
const forking = <R>(managed: ManagedRuntime.ManagedRuntime<R, never>) => {
  let source: ManagedRuntime.ManagedRuntime<R, never>["runtimeEffect"] | undefined
  let built: Runtime.Runtime<R> | undefined
  return <A, E>(
    effect: Effect.Effect<A, E, R>,
    more: Context.Context<never>
  ): Fiber.RuntimeFiber<A, E> => {
    // One that is disposed has another, which says so.
    if (built === undefined || source !== managed.runtimeEffect) {
      return managed.runFork(
        Effect.flatMap(Effect.runtime<R>(), (runtime) => {
          source = managed.runtimeEffect
          built = runtime
          return Effect.mapInputContext(effect, (context: Context.Context<R>) =>
            Context.merge(context, more)
          )
        })
      )
    }
    const { context, fiberRefs, runtimeFlags } = built
    return Runtime.runFork(
      more.unsafeMap.size === 0
        ? built
        : Runtime.make({ context: Context.merge(context, more), fiberRefs, runtimeFlags }),
      effect
    )
  }
}

/** Makes a call of each handler: who makes it, what is asked, what the service says, in this order. */
export const calling = (
  runtime: ManagedRuntime.ManagedRuntime<FaxServices, never>,
  contextOf: ContextOf | undefined
) => {
  const fork = forking(runtime)
  const failed = answerOfCause(runtime)

  return <Input>(handler: Handler<Input>, onDisconnect: OnDisconnect): Call =>
    (request, intake) => {
      let answer: Answer | undefined
      let end = (given: Answer) => {
        answer = given
      }

      const run = <A>(
        effect: Effect.Effect<A, Failure, FaxServices>,
        context: Context.Context<never>,
        next: (value: A) => void
      ) => {
        let hasGone = false
        const settle = (exit: Exit.Exit<A, Failure>) => {
          if (Exit.isSuccess(exit)) next(exit.value)
          else end(failed(request, exit.cause, hasGone))
        }
        const fiber = fork(effect, context)
        const ended = fiber.unsafePoll()
        if (ended !== null) return settle(ended)
        fiber.addObserver(settle)
        if (onDisconnect === "finish") return
        onGone(request, () => {
          hasGone = true
          fiber.unsafeInterruptAsFork(FiberId.none)
        })
      }

      const make = (context: Context.Context<never>) =>
        handler.read(request, intake, (input) => {
          if (Either.isLeft(input)) end(answerOfFailure(input.left))
          else run(handler.answer(input.right), context, (given) => end(given))
        })

      const authorize = (more: Context.Context<never>) => {
        const token = bearerToken(request)
        if (Either.isLeft(token)) return end(answerOfFailure(token.left))
        run(
          Effect.flatMap(Introspection, ({ clientOf }) => clientOf(token.right)),
          Context.empty(),
          (client) => make(Context.add(more, CurrentClient, client))
        )
      }

      const more = contextOf?.(request) ?? Either.right(Context.empty())
      if (Either.isLeft(more)) end(answerOfFailure(more.left))
      else if (handler.secured) authorize(more.right)
      else make(more.right)
      return (
        answer ??
        new Promise<Answer>((resolve) => {
          end = resolve
        })
      )
    }
}
