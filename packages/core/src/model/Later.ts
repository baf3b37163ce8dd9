import * as Effect from "effect/Effect"
import * as Effectable from "effect/Effectable"

/**
 * An effect that does its work without a fiber, and calls back with what came of it: an effect that is over, or one that is
 * left to be done. Each start does the work again, as each run of any effect does. Whoever does not know that it is one
 * runs it like any other.
 *
 * @example
 * ```ts
 * import { Later } from "@faxingcenter/core/wire"
 * import { Effect } from "effect"
 *
 * const soon = new Later<string>((done) => {
 *   setImmediate(() => done(Effect.succeed("now")))
 * })
 * soon.start((result) => Effect.runSync(Effect.flatMap(result, Effect.log)))
 * ```
 */
export class Later<A, E = never, R = never> extends Effectable.Class<A, E, R> {
  constructor(readonly start: (done: (result: Effect.Effect<A, E, R>) => void) => void) {
    super()
  }

  override commit(): Effect.Effect<A, E, R> {
    return Effect.async<A, E, R>((resume) => this.start(resume))
  }
}

/**
 * Whether an effect needs no fiber to begin.
 *
 * @example
 * ```ts
 * import { isLater, Later } from "@faxingcenter/core/wire"
 * import { Effect } from "effect"
 *
 * isLater(new Later<string>((done) => done(Effect.succeed("now")))) // true
 * isLater(Effect.sync(() => "now")) // false
 * ```
 */
export const isLater = <A, E, R>(effect: Effect.Effect<A, E, R>): effect is Later<A, E, R> =>
  effect instanceof Later
