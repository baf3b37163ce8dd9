import * as DateTime from "effect/DateTime"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { InvalidNumber, type Rejected } from "../FaxError.js"
import { badRequestAt } from "../model/badRequest.js"
import { FaxNumber, faxNumberProblem } from "../model/FaxNumber.js"
import type { SearchQuery } from "../model/SearchQuery.js"
import { decodeParameters, type Parameters } from "./parameters.js"
import * as routes from "./routes.js"
import { PageParameter, WireStatus } from "./scalars.js"
import { WireBoundary } from "./WireInstant.js"

const names = routes.parameters.search

const StatusParameter = Schema.compose(
  Schema.Literal("1", "2", "3").annotations({
    message: () => ({
      message: "must be 1 (processing), 2 (delivered) or 3 (failed)",
      override: true
    })
  }),
  WireStatus
)

const boundary = (end: "from" | "to") =>
  Schema.propertySignature(WireBoundary(end)).annotations({
    missingMessage: () => "is missing; both ends of the range are required"
  })

/** The parameters of a search. */
export const WireSearchQuery = Schema.Struct({
  from: boundary("from").pipe(Schema.fromKey(names.from)),
  to: boundary("to").pipe(Schema.fromKey(names.to)),
  number: Schema.optionalWith(FaxNumber, { exact: true }).pipe(Schema.fromKey(names.number)),
  status: Schema.optionalWith(StatusParameter, { exact: true }),
  page: Schema.optionalWith(PageParameter, { exact: true }).pipe(Schema.fromKey(names.page)),
  userId: Schema.optionalWith(Schema.String, { exact: true }).pipe(Schema.fromKey(names.userId))
}).annotations({ identifier: "WireSearchQuery" })

const decode = decodeParameters(WireSearchQuery)

/** A `+` that was not escaped reads as a space in a query string. */
const withPlus = (parameters: Parameters): Parameters =>
  parameters.fax_number?.startsWith(" ")
    ? { ...parameters, fax_number: `+${parameters.fax_number.slice(1)}` }
    : parameters

/**
 * Why the range of a search is refused: it ends before it begins.
 *
 * @example
 * ```ts
 * import { rangeProblem } from "@faxingcenter/core/wire"
 * import { DateTime } from "effect"
 *
 * const from = DateTime.unsafeMake("2014-04-30")
 * const refusal = rangeProblem({ from, to: DateTime.unsafeMake("2014-04-01") })
 * if (refusal !== undefined) console.error(refusal.detail)
 * ```
 */
export const rangeProblem = ({
  from,
  to
}: Pick<SearchQuery, "from" | "to">): Rejected | undefined =>
  DateTime.greaterThan(from, to)
    ? badRequestAt(names.from, `${names.from} is after ${names.to}; exchange them`)
    : undefined

/** Reads the parameters of a search; a refusal names the one that is wrong or missing. */
export const decodeSearchQuery = (
  parameters: Parameters
): Either.Either<SearchQuery, Rejected | InvalidNumber> =>
  Either.gen(function* () {
    const given = withPlus(parameters)
    const number = given.fax_number
    const problem = number === undefined ? undefined : faxNumberProblem(number)
    if (number !== undefined && problem !== undefined) {
      return yield* Either.left(
        new InvalidNumber({
          culprit: number,
          detail: `fax_number ${problem}`,
          place: `/${names.number}`
        })
      )
    }
    const query = yield* decode(given)
    const backwards = rangeProblem(query)
    return backwards === undefined ? query : yield* Either.left(backwards)
  })
