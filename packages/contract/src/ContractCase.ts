import { FaxError } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import type { Feature, Services, Target } from "./Target.js"

/** An implementation does not do what the contract says. */
export class ContractViolation extends Schema.TaggedError<ContractViolation>()(
  "ContractViolation",
  {
    what: Schema.String,
    expected: Schema.String,
    actual: Schema.String
  }
) {
  override get message() {
    return `${this.what}: expected ${this.expected}, got ${this.actual}`
  }
}

/** One behaviour that every implementation must have. */
export interface ContractCase {
  readonly name: string
  readonly needs: ReadonlyArray<Feature>
  readonly run: Effect.Effect<void, unknown, Services | Target>
}

const show = (value: unknown): string => {
  try {
    return (JSON.stringify(value) ?? String(value)).slice(0, 500)
  } catch {
    return String(value)
  }
}

/** Fails with a `ContractViolation` unless it holds. */
export const check = (what: string, holds: boolean, actual: unknown, expected: string) =>
  holds ? Effect.void : new ContractViolation({ what, expected, actual: show(actual) })

/** Fails unless two values are equal as JSON. */
export const checkEqual = <A>(what: string, actual: A, expected: A) =>
  check(what, show(actual) === show(expected), actual, show(expected))

/** Expects an effect to fail with an error of this kind, and returns it. */
export const failsWith = <A, E extends { readonly _tag: string }, R, K extends FaxError.Kind>(
  what: string,
  effect: Effect.Effect<A, E, R>,
  kind: K
): Effect.Effect<Extract<E, { readonly _tag: `FaxError.${K}` }>, ContractViolation, R> =>
  Effect.flatMap(
    Effect.either(effect),
    Either.match({
      onLeft: (error) =>
        isOfKind(error, kind)
          ? Effect.succeed(error)
          : new ContractViolation({
              what,
              expected: kind,
              actual: `${FaxError.kindOf(error)}: ${show(error)}`
            }),
      onRight: (value) => new ContractViolation({ what, expected: kind, actual: show(value) })
    })
  )

const isOfKind = <E extends { readonly _tag: string }, K extends FaxError.Kind>(
  error: E,
  kind: K
): error is Extract<E, { readonly _tag: `FaxError.${K}` }> => error._tag === `FaxError.${kind}`
