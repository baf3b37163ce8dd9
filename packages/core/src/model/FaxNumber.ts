import * as Schema from "effect/Schema"

/** `+` or nothing, then an international number of at most 15 digits (E.164 section 6.2.1). */
const international = /^\+?[1-9]\d{4,14}$/
/** A trunk `0` or an international prefix (`00`, `011`, `0011`) in front of such a number. */
const prefixed = /^0\d{4,18}$/

/**
 * What a person needs to know to mend a number, or `undefined` when it can be dialled as it stands.
 *
 * @example
 * ```ts
 * import { faxNumberProblem } from "@faxingcenter/core/wire"
 *
 * faxNumberProblem("018555808797") // undefined
 * faxNumberProblem("call me") // "has characters that are not digits ..."
 * ```
 */
export const faxNumberProblem = (value: string): string | undefined => {
  if (international.test(value) || prefixed.test(value)) return undefined
  if (value.length === 0) return "is empty; give the digits of a fax number"
  const digits = value.replace(/^\+/, "")
  if (!/^\d+$/.test(digits)) {
    return "has characters that are not digits; give digits only, with at most one + in front"
  }
  if (digits.length < 5) return "is too short; a fax number has at least 5 digits"
  if (value.startsWith("+0")) return "has a 0 after the +; a country code never starts with 0"
  return "is too long; a fax number has at most 15 digits after any dialling prefix (E.164)"
}

/**
 * A number to dial, exactly as the wire carries it: digits, with at most one `+` in front.
 * It is deliberately wider than E.164, because the service's own example is `018555808797`.
 *
 * @example
 * ```ts
 * import { FaxNumber } from "@faxingcenter/core"
 * import { Schema } from "effect"
 *
 * FaxNumber.make("018555808797") // throws when it cannot be dialled
 * const read = Schema.decodeUnknownEither(FaxNumber)("call me") // a Left that says why
 * ```
 */
export const FaxNumber = Schema.String.pipe(
  Schema.filter((value) => {
    const problem = faxNumberProblem(value)
    return problem === undefined ? true : `Phone number is invalid: it ${problem}`
  }),
  Schema.annotations({
    identifier: "FaxNumber",
    description: "Digits, with at most one + in front",
    jsonSchema: { type: "string", pattern: "^(\\+?[1-9]\\d{4,14}|0\\d{4,18})$" },
    arbitrary: () => (fc) =>
      fc.oneof(fc.stringMatching(/^[1-9]\d{4,14}$/), fc.stringMatching(/^0\d{4,18}$/))
  }),
  Schema.brand("FaxNumber")
)
export type FaxNumber = typeof FaxNumber.Type
export const isFaxNumber = (value: unknown): value is FaxNumber =>
  typeof value === "string" && faxNumberProblem(value) === undefined

/**
 * Whether a number is in the test block `1 500 555 xxxx`, which has no subscribers. The simulated line
 * gives its numbers fixed fates, and everything that really dials refuses them.
 *
 * @example
 * ```ts
 * import { FaxNumber } from "@faxingcenter/core"
 * import { isTestNumber } from "@faxingcenter/core/delivery"
 *
 * isTestNumber(FaxNumber.make("15005550001")) // true
 * isTestNumber(FaxNumber.make("018555808797")) // false
 * ```
 */
export const isTestNumber = (number: FaxNumber): boolean => /^\+?1500555\d{4}$/.test(number)
