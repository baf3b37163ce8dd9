import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import {
  type DocumentMissing,
  type DocumentUnreadable,
  InvalidNumber,
  type Rejected
} from "../FaxError.js"
import { andThen } from "../model/andThen.js"
import { badRequest, badRequestAt } from "../model/badRequest.js"
import { faxNumberProblem, isFaxNumber } from "../model/FaxNumber.js"
import { IdempotencyKey } from "../model/IdempotencyKey.js"
import { ReceivedFaxId } from "../model/Ids.js"
import { inOrder } from "../model/inOrder.js"
import type * as Received from "../model/ReceivedFax.js"
import type * as Core from "../model/SearchQuery.js"
import { type Recipient as ModelRecipient, SendFax } from "../model/SendFax.js"
import { documentsOf } from "./documents.js"
import { problemOfFax, problemOfReceived, problemOfSearch } from "./members.js"
import type { DocumentInput, Fax, ReceivedQuery, Recipient, SearchQuery } from "./types.js"

/** An id as the services take it. */
export const idOf = <A>(
  schema: Schema.Schema<A, string>,
  name: string,
  id: string
): Effect.Effect<A, Rejected> =>
  Effect.mapError(Schema.decode(schema)(id), () =>
    badRequest(String(id), `${name} must be 32 hexadecimal digits`)
  )

const notDialled = (number: string, place: string): InvalidNumber =>
  new InvalidNumber({
    culprit: number,
    detail: `Phone number is invalid: it ${faxNumberProblem(number) ?? "cannot be dialled"}`,
    place
  })

const isList = <A>(value: A | ReadonlyArray<A>): value is ReadonlyArray<A> => Array.isArray(value)
const listOf = <A>(value: A | ReadonlyArray<A>): ReadonlyArray<A> =>
  isList(value) ? value : [value]

/** Places of a fax as this face calls them. */
const ownPlace = (place: string) =>
  place.replace(/^recipients/, "to").replace(/\.fileName$/, ".name")

/** A document beside its place in the send; that of a file of the web is where it stands. */
const placed = (input: DocumentInput) => ({
  input,
  order: "order" in input ? input.order : undefined
})

type DraftError = InvalidNumber | DocumentUnreadable | DocumentMissing | Rejected

/** The fax as the services take it: an `Either`, unless a file has to be opened for it. */
export const sendFaxOf = (fax: Fax): Effect.Effect<SendFax, DraftError> => {
  const problem = problemOfFax(fax)
  if (problem !== undefined) return problem
  const recipients: Array<ModelRecipient> = []
  for (const [index, to] of listOf<string | Recipient>(fax.to).entries()) {
    const { number, reference = undefined } = typeof to === "string" ? { number: to } : to
    if (!isFaxNumber(number)) return notDialled(number, `/to/${index}`)
    recipients.push(reference === undefined ? { number } : { number, reference })
  }
  const inputs = inOrder(listOf<DocumentInput>(fax.documents).map(placed))
  if (Either.isLeft(inputs)) return Effect.fail(inputs.left)
  return andThen(documentsOf(inputs.right.map(({ input }) => input)), (documents) =>
    SendFax.make({ recipients, documents, reference: fax.reference }, ownPlace)
  )
}

const isKey = Schema.is(IdempotencyKey)

/** The key of a send as the services take it. */
export const keyOf = (
  key: string | undefined
): Either.Either<IdempotencyKey | undefined, Rejected> =>
  key === undefined || isKey(key)
    ? Either.right(key)
    : Either.left(
        badRequest(key.slice(0, 255), "idempotencyKey must have 1 to 255 visible ASCII characters")
      )

/** The query as the services take it. */
export const searchQueryOf = Effect.fnUntraced(function* (query: SearchQuery) {
  const problem = problemOfSearch(query)
  if (problem !== undefined) return yield* problem
  const { number, page, status, userId } = query
  if (number !== undefined && !isFaxNumber(number)) return yield* notDialled(number, "/number")
  if (query.from > query.to) return yield* badRequestAt("from", "from is after to; exchange them")
  const found: Core.SearchQuery = {
    from: DateTime.unsafeMake(query.from),
    to: DateTime.unsafeMake(query.to),
    ...(number === undefined ? {} : { number }),
    ...(status === undefined ? {} : { status }),
    ...(userId === undefined ? {} : { userId }),
    ...(page === undefined ? {} : { page })
  }
  return found
})

/** The query for received faxes as the services take it. */
export const receivedQueryOf = Effect.fnUntraced(function* (query: ReceivedQuery = {}) {
  const problem = problemOfReceived(query)
  if (problem !== undefined) return yield* problem
  const { before, from, limit, since, to, unread, until } = query
  const found: Received.ReceivedQuery = {
    ...(unread === undefined ? {} : { unread }),
    ...(to === undefined ? {} : { to }),
    ...(from === undefined ? {} : { from }),
    ...(since === undefined ? {} : { since: DateTime.unsafeMake(since) }),
    ...(until === undefined ? {} : { until: DateTime.unsafeMake(until) }),
    ...(before === undefined ? {} : { before: yield* idOf(ReceivedFaxId, "before", before) }),
    ...(limit === undefined ? {} : { limit })
  }
  return found
})
