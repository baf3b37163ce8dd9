import { FaxError, FaxNumber } from "@faxingcenter/core"
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { CountryCode } from "libphonenumber-js/min"
import * as Flag from "../args/Flag.js"
import { UsageError } from "../UsageError.js"

export const countryFlag = Flag.text("country", "CC", {
  summary:
    "Default country for numbers, two letters (default: FAXINGCENTER_COUNTRY, or the profile's)"
})

/** A number as it was written, as it is dialled, and as people of its country write it. */
export interface GivenNumber {
  readonly written: string
  readonly number: FaxNumber
  /** Absent for a number in the wire's own form, which is taken as it is. */
  readonly shown?: string
}

const wireForm = (text: string) =>
  Effect.mapError(
    Schema.decodeUnknown(FaxNumber)(text),
    (error) =>
      new FaxError.InvalidNumber({
        culprit: text,
        detail:
          text === ""
            ? "An empty value is not a fax number"
            : `${text} is not a fax number: it ${error.message.split("it ").at(-1)}`
      })
  )

/** Whether a bare word after `--to NUMBER` is one more number rather than a file. */
export const looksLikeNumber = (word: string): boolean =>
  /^[+(]?\d[\d\s().\-/]*$/.test(word) && word.replace(/\D/g, "").length >= 5

// Loaded when it is needed: its metadata costs more to load than all of a status call.
const libphonenumber = Effect.promise(() => import("libphonenumber-js/min"))

/** Two letters that name a country, in either case. */
export const checkedCountry = (text: string): Effect.Effect<CountryCode, UsageError> =>
  Effect.flatMap(libphonenumber, ({ isSupportedCountry }) => {
    const upper = text.trim().toUpperCase()
    return isSupportedCountry(upper)
      ? Effect.succeed(upper)
      : new UsageError({
          message: `${text === "" ? "an empty value" : text} is not a country; give two letters, like US or DE`
        })
  })

/** The numbers of one `--to`, which may have several with commas between. */
export const splitNumbers = (text: string): ReadonlyArray<string> => {
  const numbers = text.split(/[,;]/).filter((number) => number.trim() !== "")
  return numbers.length === 0 ? [text] : numbers
}

/** Each number once, however often and in whatever ways it was written: nobody wants a fax twice. */
export const distinct = (
  given: ReadonlyArray<GivenNumber>
): {
  readonly numbers: ReadonlyArray<GivenNumber>
  readonly repeated: ReadonlyArray<GivenNumber>
} => {
  const first = new Map(given.toReversed().map((each) => [each.number, each]))
  const [repeated, numbers] = Arr.partition(given, (each) => first.get(each.number) === each)
  return { numbers, repeated }
}

/**
 * Understands what people write (`(386) 234-5678`, `+49 30 901820`) and gives the form that the
 * service takes: digits, country first. Plain digits are the service's own form, and are never
 * touched: its own example is `018555808797`.
 */
export const parseNumber = Effect.fn("parseNumber")(function* (
  written: string,
  country: string | undefined
) {
  // Full-width digits and signs, as East Asian keyboards write them, become plain ones (RFC 3966: tel:).
  const text = written.normalize("NFKC").trim().replace(/^tel:/i, "")
  if (/^\d*$/.test(text)) {
    const number = yield* wireForm(text)
    const given: GivenNumber =
      text === written.trim() ? { written, number } : { written, number, shown: text }
    return given
  }
  const { ParseError, parsePhoneNumberWithError } = yield* libphonenumber
  const home = country === undefined ? undefined : yield* checkedCountry(country)
  const invalid = (detail: string) =>
    new FaxError.InvalidNumber({ culprit: written, detail: `${written} ${detail}` })
  const parsed = yield* Effect.try({
    try: () =>
      parsePhoneNumberWithError(
        text,
        home === undefined ? { extract: false } : { defaultCountry: home, extract: false }
      ),
    catch: (error) => {
      switch (error instanceof ParseError ? error.message : "") {
        case "INVALID_COUNTRY":
          return home === undefined && !text.startsWith("+")
            ? invalid(
                "has no country code; write it with one (+1 ...), or give the country with --country US or FAXINGCENTER_COUNTRY"
              )
            : invalid("has a country code that does not exist")
        case "TOO_SHORT":
          return invalid("is too short for a fax number")
        case "TOO_LONG":
          return invalid("is too long for a fax number")
        default:
          return invalid("is not a fax number; write digits, like 13862345678 or +1 386 234 5678")
      }
    }
  })
  if (parsed.ext !== undefined) {
    return yield* invalid("has an extension, which a fax cannot dial; give a direct number")
  }
  if (!parsed.isPossible()) {
    return yield* invalid(`has the wrong number of digits for ${parsed.country ?? "its country"}`)
  }
  const given: GivenNumber = {
    written,
    number: yield* wireForm(parsed.number.slice(1)),
    shown: `${parsed.formatInternational()}${parsed.country === undefined ? "" : ` (${parsed.country})`}`
  }
  return given
})
