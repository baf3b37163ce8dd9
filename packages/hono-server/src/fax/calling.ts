import { type Client, CurrentClient, Introspection } from "@faxingcenter/core"
import { isLater, isOver } from "@faxingcenter/core/wire"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as FiberId from "effect/FiberId"
import type * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import * as Runtime from "effect/Runtime"
import * as RuntimeFlags from "effect/RuntimeFlags"
import type { Answer } from "../answer/Answer.js"
import { answerOfCause } from "../answer/answerOfCause.js"
import { answerOfFailure, type Failure } from "../answer/answers.js"
import type { FaxServices, Handler, Intake } from "../handler/Handler.js"
import { contextual, type Immediate, type Services } from "../handler/Services.js"
import type { ContextOf, OnDisconnect } from "../handler/serve.js"
import { onGone, type RouteRequest } from "../request/RouteRequest.js"
import { bearerText } from "../request/requests.js"

/** Answers a call of the contract; without a promise, where nothing is waited for. */
export type ContractCall = (request: RouteRequest, intake: Intake) => Answer | Promise<Answer>

/** The services of a client that are found in a context, where they are asked otherwise than through a fiber's context. */
export type ServicesIn = (
  context: Context.Context<never>
) => ((client: Client) => Services) | undefined

/** What a call begins with. */
interface Beginning<R> {
  readonly runtime: Runtime.Runtime<R>
  readonly services: Services
}

/** The same as it was built, and on behalf of clients, who come again and again. */
interface Built<R> extends Beginning<R> {
  readonly servicesOf: ReturnType<ServicesIn>
  readonly ofClients: WeakMap<Client, Beginning<R>>
}

/** Requests are measured as such: to measure their fibers too takes as long as all else about them. */
const unmeasured = <R>({ context, fiberRefs, runtimeFlags }: Runtime.Runtime<R>) =>
  Runtime.make({
    context,
    fiberRefs,
    runtimeFlags: RuntimeFlags.disable(runtimeFlags, RuntimeFlags.RuntimeMetrics)
  })

const withMore = <R>(runtime: Runtime.Runtime<R>, more: Context.Context<never>) =>
  more.unsafeMap.size === 0
    ? runtime
    : Runtime.make({ ...runtime, context: Context.merge(runtime.context, more) })

/**
 * Starts effects on behalf of a client and with more in their context. A fiber that begins with its context takes a
 * fraction of the time of one that changes it.
 */
const starting = <R>(
  managed: ManagedRuntime.ManagedRuntime<R, never>,
  servicesIn: ServicesIn | undefined
) => {
  let source: ManagedRuntime.ManagedRuntime<R, never>["runtimeEffect"] | undefined
  let built: Built<R> | undefined

  const beginning = () => (source === managed.runtimeEffect ? built : undefined)

  const ofClient = (begun: Built<R>, client: Client | undefined): Beginning<R> => {
    if (client === undefined) return begun
    const { ofClients, runtime, services, servicesOf } = begun
    let known = ofClients.get(client)
    if (known === undefined) {
      known = {
        runtime: withMore(runtime, Context.make(CurrentClient, client)),
        services: servicesOf?.(client) ?? services
      }
      ofClients.set(client, known)
    }
    return known
  }

  return {
    /** What runs the calls, once it is there. */
    runtime: () => beginning()?.runtime,
    /** What a call is made with beside its client is in the context of a fiber alone. */
    servicesOf: (client: Client | undefined, more: Context.Context<never>) => {
      const begun = beginning()
      return begun === undefined || more.unsafeMap.size > 0
        ? contextual
        : ofClient(begun, client).services
    },
    fork: <A, E>(
      effect: Effect.Effect<A, E, R>,
      client: Client | undefined,
      more: Context.Context<never>
    ): Fiber.RuntimeFiber<A, E> => {
      const begun = beginning()
      if (begun !== undefined)
        return Runtime.runFork(withMore(ofClient(begun, client).runtime, more), effect)
      // One that is disposed has another, which says so.
      return managed.runFork(
        Effect.flatMap(Effect.runtime<R>(), (runtime) => {
          source = managed.runtimeEffect
          built = {
            runtime: unmeasured(runtime),
            services: contextual,
            servicesOf: servicesIn?.(runtime.context),
            ofClients: new WeakMap()
          }
          const all = withMore(ofClient(built, client).runtime, more).context
          return Effect.mapInputContext(effect, () => all)
        })
      )
    }
  }
}

/** Of so many characters at most a token is kept, and so many of them. */
const longestKept = 256
const mostKept = 1000

/** Hides tokens, which come again and again: each that is hidden anew is one more thing for the collector to look after. */
const hiding = () => {
  const known = new Map<string, Redacted.Redacted>()
  return (token: string): Redacted.Redacted => {
    const before = known.get(token)
    if (before !== undefined) return before
    const hidden = Redacted.make(token)
    if (token.length > longestKept) return hidden
    if (known.size >= mostKept) known.clear()
    known.set(token, hidden)
    return hidden
  }
}

/** A call that breaks down before there is an effect is a defect like any other. */
const attempted = <A, E, R>(call: () => Effect.Effect<A, E, R>): Effect.Effect<A, E, R> => {
  try {
    return call()
  } catch (defect) {
    return Effect.die(defect)
  }
}

/** Makes a call of each handler: who makes it, what is asked, what the service says, in this order. */
export const calling = (
  runtime: ManagedRuntime.ManagedRuntime<FaxServices, never>,
  contextOf: ContextOf | undefined,
  immediate: Immediate | undefined,
  servicesIn?: ServicesIn
) => {
  const start = starting(runtime, servicesIn)
  const failed = answerOfCause(runtime)
  const hide = hiding()
  const servicesOf = immediate?.servicesOf ?? start.servicesOf

  const introspected = (token: string) => {
    const built = start.runtime()
    const redacted = hide(token)
    return built === undefined
      ? Effect.flatMap(Introspection, (service) => service.clientOf(redacted))
      : Context.get(built.context, Introspection).clientOf(redacted)
  }
  const clientOf = immediate?.clientOf ?? introspected

  return <Input>(handler: Handler<Input>, onDisconnect: OnDisconnect): ContractCall =>
    (request, intake) => {
      let answer: Answer | undefined
      let end = (given: Answer) => {
        answer = given
      }

      const run = <A>(
        effect: Effect.Effect<A, Failure, FaxServices>,
        client: Client | undefined,
        more: Context.Context<never>,
        next: (value: A) => void
      ) => {
        let hasGone = false
        const settle = (exit: Exit.Exit<A, Failure>) => {
          if (Exit.isSuccess(exit)) next(exit.value)
          else end(failed(request, exit.cause, hasGone))
        }
        // What is there already, or is called back with, needs no fiber to come to its end.
        if (isOver(effect)) return settle(effect)
        if (isLater(effect)) return effect.start((result) => run(result, client, more, next))
        const fiber = start.fork(effect, client, more)
        const ended = fiber.unsafePoll()
        if (ended !== null) return settle(ended)
        fiber.addObserver(settle)
        if (onDisconnect === "finish") return
        onGone(request, () => {
          hasGone = true
          fiber.unsafeInterruptAsFork(FiberId.none)
        })
      }

      const make = (client: Client | undefined, more: Context.Context<never>) =>
        handler.read(request, intake, (input) => {
          if (Either.isLeft(input)) end(answerOfFailure(input.left))
          else {
            const { right } = input
            run(
              attempted(() => handler.answer(right, servicesOf(client, more))),
              client,
              more,
              (given) => end(given)
            )
          }
        })

      const authorize = (more: Context.Context<never>) => {
        const token = bearerText(request)
        if (Either.isLeft(token)) return end(answerOfFailure(token.left))
        const { right } = token
        run(
          attempted(() => clientOf(right)),
          undefined,
          Context.empty(),
          (client) => make(client, more)
        )
      }

      const more = contextOf?.(request) ?? Either.right(Context.empty())
      if (Either.isLeft(more)) end(answerOfFailure(more.left))
      else if (handler.secured) authorize(more.right)
      else make(undefined, more.right)
      return (
        answer ??
        new Promise<Answer>((resolve) => {
          end = resolve
        })
      )
    }
}
