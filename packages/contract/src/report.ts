import { onlyKnown } from "@faxingcenter/core/wire"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { ContractCase } from "./ContractCase.js"
import { contractCases } from "./cases/index.js"
import { type Feature, features, type Services, type Target } from "./Target.js"

/** The features of an implementation; one that is not named is a gap. */
export interface ContractOptions {
  readonly supports: Partial<Record<Feature, boolean>>
}

/**
 * The features that a case needs and an implementation lacks.
 *
 * @example
 * ```ts
 * import { contractCases, describeGaps, gapsOf } from "@faxingcenter/contract"
 *
 * for (const one of contractCases) {
 *   const gaps = gapsOf(one, { supports: { settle: true } })
 *   if (gaps.length > 0) console.log(`${one.name}: not tried without ${describeGaps(gaps)}`)
 * }
 * ```
 */
export const gapsOf = (it: ContractCase, options: ContractOptions): ReadonlyArray<Feature> => {
  const { supports } = onlyKnown("the contract", options, { supports: true })
  onlyKnown("supports", supports, features)
  return it.needs.filter((feature) => supports[feature] !== true)
}

/** The gaps in words, to explain why a case was left out. */
export const describeGaps = (gaps: ReadonlyArray<Feature>): string =>
  gaps.map((gap) => `${gap} (${features[gap]})`).join(", ")

/** The result of one case. */
export interface CaseResult {
  readonly name: string
  readonly outcome: "passed" | "failed" | "gap"
  /** Why, when it did not pass. */
  readonly detail?: string
}

/**
 * Runs the suite without a test runner, one case after the other, and reports on each.
 *
 * @example
 * ```ts
 * import { report, Target } from "@faxingcenter/contract"
 * import { FaxNumber } from "@faxingcenter/core"
 * import { Simulation } from "@faxingcenter/mock-server"
 * import { Effect, Layer, Redacted } from "effect"
 *
 * const target = Layer.succeed(Target, {
 *   credentials: { clientId: "demo", clientSecret: Redacted.make("demo") },
 *   numbers: { delivered: FaxNumber.make("15005550001") }
 * })
 * const results = report({ supports: { volume: true } }).pipe(
 *   Effect.provide(Layer.merge(Simulation.layer(), target))
 * )
 * ```
 */
export const report = (
  options: ContractOptions
): Effect.Effect<ReadonlyArray<CaseResult>, never, Services | Target> =>
  Effect.forEach(contractCases, (it): Effect.Effect<CaseResult, never, Services | Target> => {
    const gaps = gapsOf(it, options)
    if (gaps.length > 0) {
      return Effect.succeed({ name: it.name, outcome: "gap", detail: describeGaps(gaps) })
    }
    return Effect.map(Effect.exit(it.run), (exit) =>
      Exit.isSuccess(exit)
        ? { name: it.name, outcome: "passed" }
        : { name: it.name, outcome: "failed", detail: Cause.pretty(exit.cause) }
    )
  })
