import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import { type DocumentUnreadable, InvalidNumber, Rejected } from "../FaxError.js"
import { FaxNumber, faxNumberProblem } from "../model/FaxNumber.js"
import * as Core from "../model/SearchQuery.js"
import type * as Model from "../model/SendFax.js"
import { documentOf } from "./documents.js"
import type { DocumentInput, Fax, Recipient, SearchQuery } from "./types.js"

const badRequest = (culprit: string, detail: string) =>
  new Rejected({ status: 400, title: "Bad Request", culprit, detail })

/** An id as the services take it. */
export const idOf = <A>(schema: Schema.Schema<A, string>, id: string): Effect.Effect<A, Rejected> =>
  Effect.mapError(Schema.decode(schema)(id), () =>
    badRequest(id, "An id must be 32 hexadecimal digits")
  )

const numberOf = (number: string, place: string): Effect.Effect<FaxNumber, InvalidNumber> =>
  Effect.mapError(
    Schema.decode(FaxNumber)(number),
    () =>
      new InvalidNumber({
        culprit: number,
        detail: `Phone number is invalid: it ${faxNumberProblem(number) ?? "cannot be dialled"}`,
        place
      })
  )

const recipientOf = (
  to: string | Recipient,
  index: number
): Effect.Effect<Model.Recipient, InvalidNumber> => {
  const { number, reference } = typeof to === "string" ? { number: to, reference: undefined } : to
  return Effect.map(numberOf(number, `/to/${index}`), (dialled) => ({
    number: dialled,
    ...(reference === undefined ? {} : { reference })
  }))
}

const isList = <A>(value: A | ReadonlyArray<A>): value is ReadonlyArray<A> => Array.isArray(value)
const listOf = <A>(value: A | ReadonlyArray<A>): ReadonlyArray<A> =>
  isList(value) ? value : [value]

/** The fax as the services take it. */
export const sendFaxOf = (
  fax: Fax
): Effect.Effect<Model.SendFax, InvalidNumber | DocumentUnreadable> =>
  Effect.gen(function* () {
    return {
      recipients: yield* Effect.forEach(listOf<string | Recipient>(fax.to), recipientOf),
      documents: yield* Effect.forEach(listOf<DocumentInput>(fax.documents), documentOf),
      ...(fax.reference === undefined ? {} : { reference: fax.reference })
    }
  })

const dateOf = (name: string, date: Date): Effect.Effect<DateTime.Utc, Rejected> =>
  Option.match(DateTime.make(date), {
    onNone: () => badRequest(name, `${name} is not a valid date`),
    onSome: (value) => Effect.succeed(DateTime.toUtc(value))
  })

/** The query as the services take it. */
export const searchQueryOf = Effect.fnUntraced(function* (query: SearchQuery) {
  const { number, page, status, userId } = query
  return yield* Schema.validate(Core.SearchQuery)({
    from: yield* dateOf("from", query.from),
    to: yield* dateOf("to", query.to),
    ...(number === undefined ? {} : { number: yield* numberOf(number, "/number") }),
    ...(status === undefined ? {} : { status }),
    ...(userId === undefined ? {} : { userId }),
    ...(page === undefined ? {} : { page })
  }).pipe(
    Effect.mapError((error) => {
      const [issue] = ParseResult.ArrayFormatter.formatErrorSync(error)
      return badRequest(issue?.path.join(".") ?? "query", issue?.message ?? error.message)
    })
  )
})
