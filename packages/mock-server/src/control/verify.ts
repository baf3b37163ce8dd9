import * as Schema from "effect/Schema"
import type { Fax } from "../simulation/Fax.js"
import { reading, strict } from "../strict.js"
import { FaxExpectation, mismatches, type NearMiss, nearMisses } from "./FaxExpectation.js"

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })
const Count = Schema.NonNegativeInt

/** How often something is expected. */
export const Times = Schema.Union(
  Count,
  Schema.Struct({ min: optional(Count), max: optional(Count) })
)
export type Times = typeof Times.Type

const mostExpectations = 1000

/** Discrepancies after these are told without what came closest: an answer is not to grow with both. */
const mostExplained = 10

/** What should have been sent. */
export const Verification = Schema.Struct({
  faxes: Schema.Array(
    Schema.Struct({
      fax: FaxExpectation,
      /** Default: at least once. */
      times: optional(Times)
    })
  ).pipe(Schema.maxItems(mostExpectations)),
  /** No fax may be there that none of the above describes. */
  nothingElse: optional(Schema.Boolean)
}).annotations({ identifier: "Verification", ...strict })
export interface Verification extends Schema.Schema.Type<typeof Verification> {}

export const readVerification = reading("verification", Verification)

/** One way in which things are not as they should be. */
export interface Discrepancy {
  readonly message: string
  readonly nearMisses: ReadonlyArray<NearMiss>
}

const atLeastOnce: Times = { min: 1 }

const isEnough = (times: Times, count: number): boolean =>
  typeof times === "number"
    ? count === times
    : count >= (times.min ?? 0) && count <= (times.max ?? Number.POSITIVE_INFINITY)

const describe = (times: Times): string => {
  if (typeof times === "number") return `exactly ${times}`
  const { max, min = 0 } = times
  return max === undefined ? `at least ${min}` : `${min} to ${max}`
}

/** What is not as it should be among the faxes that were received; nothing when all is well. */
export const verify = (
  expected: Verification,
  faxes: ReadonlyArray<Fax>
): ReadonlyArray<Discrepancy> => {
  const wrongCounts: Array<Discrepancy> = []
  for (const { fax: wanted, times = atLeastOnce } of expected.faxes) {
    const count = faxes.filter((fax) => mismatches(wanted, fax).length === 0).length
    if (isEnough(times, count)) continue
    wrongCounts.push({
      message: `Expected ${describe(times)} fax(es) like ${JSON.stringify(wanted)}, found ${count} among ${faxes.length}`,
      nearMisses: wrongCounts.length < mostExplained ? nearMisses(wanted, faxes) : []
    })
  }
  if (expected.nothingElse !== true) return wrongCounts
  const others = faxes.filter((fax) =>
    expected.faxes.every(({ fax: wanted }) => mismatches(wanted, fax).length > 0)
  )
  return others.length === 0
    ? wrongCounts
    : [
        ...wrongCounts,
        {
          message: `Expected nothing else, found ${others.length} other fax(es)`,
          nearMisses: others.slice(0, 5).map((fax) => ({ fax, mismatches: [] }))
        }
      ]
}
