import * as Cause from "effect/Cause"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as FiberId from "effect/FiberId"
import * as Option from "effect/Option"
import * as Runtime from "effect/Runtime"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { FaxError } from "../FaxError.js"
import { onAbort } from "./onAbort.js"
import { toError } from "./toError.js"

const thrownBy = (cause: Cause.Cause<FaxError>, signal: AbortSignal | undefined): unknown => {
  const failure = Cause.failureOption(cause)
  if (Option.isSome(failure)) return toError(failure.value)
  return Cause.isInterruptedOnly(cause) && signal?.aborted === true
    ? signal.reason
    : Cause.squash(cause)
}

/** Whether what comes of an effect needs no fiber to be known. */
export const isKnown = <A, E, R>(
  effect: Effect.Effect<A, E, R>
): effect is Effect.Effect<A, E, R> & Either.Either<A, E> => Either.isEither(effect)

/** The result of an effect, or its error thrown from here, where the caller's stack is still known. */
export const run = async <A, R>(
  runtime: Runtime.Runtime<R>,
  effect: Effect.Effect<A, FaxError, R>,
  signal: AbortSignal | undefined
): Promise<A> => {
  if (isKnown(effect)) {
    if (Either.isRight(effect)) return effect.right
    throw toError(effect.left)
  }
  signal?.throwIfAborted()
  const fiber = Runtime.runFork(runtime, effect)
  const stop = signal && onAbort(signal, () => fiber.unsafeInterruptAsFork(FiberId.none))
  const exit = await new Promise<Exit.Exit<A, FaxError>>((resolve) => fiber.addObserver(resolve))
  stop?.()
  if (Exit.isSuccess(exit)) return exit.value
  throw thrownBy(exit.cause, signal)
}

/** The elements of a stream, read no further than the consumer goes. */
export async function* iterate<A, R>(
  runtime: Runtime.Runtime<R>,
  stream: Stream.Stream<A, FaxError, R>,
  signal: AbortSignal | undefined
): AsyncGenerator<A, void, undefined> {
  const scope = await Effect.runPromise(Scope.make())
  try {
    const pull = await run(runtime, Scope.extend(Stream.toPull(stream), scope), signal)
    const next = pull.pipe(
      Effect.asSome,
      Effect.catchAll(
        Option.match({ onNone: () => Effect.succeedNone, onSome: (error) => Effect.fail(error) })
      )
    )
    for (;;) {
      const chunk = await run(runtime, next, signal)
      if (Option.isNone(chunk)) return
      yield* Chunk.toReadonlyArray(chunk.value)
    }
  } finally {
    await Effect.runPromise(Scope.close(scope, Exit.void))
  }
}
