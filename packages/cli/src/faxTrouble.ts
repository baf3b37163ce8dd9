import * as Effect from "effect/Effect"
import { type Failure, FaxTrouble } from "./Failure.js"
import { tellLine } from "./terminal/output.js"

/** Puts the send id on every failure of an effect that asks about a fax. */
export const concerning =
  (sendId: string, isAccepted = false) =>
  <A, R>(effect: Effect.Effect<A, Failure, R>): Effect.Effect<A, FaxTrouble, R> =>
    Effect.mapError(effect, (failure) => new FaxTrouble({ sendId, isAccepted, failure }))

/** The same for what comes after the acceptance: nothing may look like a reason to send again. */
export const afterAcceptance =
  (sendId: string) =>
  <A, R>(effect: Effect.Effect<A, Failure, R>): Effect.Effect<A, FaxTrouble, R> =>
    effect.pipe(
      concerning(sendId, true),
      Effect.tapDefect(() =>
        tellLine(`fax: the fax was accepted as ${sendId}; do not send it again`)
      )
    )
