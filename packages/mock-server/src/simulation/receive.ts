import {
  Document,
  FaxError,
  type Receive,
  type ReceivedDocumentOptions,
  type ReceivedFaxId,
  type ReceivedQuery,
  receivedFileName
} from "@faxingcenter/core"
import type * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type { Arrival } from "./Arrivals.js"
import type { Tenant, Tenants } from "./Tenants.js"
import type { WithTenant } from "./withTenant.js"

/** Shows the pages of a TIFF as something else; where nothing can, `undefined`. */
export type ShowPages = (
  tiff: Uint8Array,
  format: "pdf" | "png",
  page: number
) => Effect.Effect<Uint8Array | undefined>

const usualLimit = 100

const matches =
  (query: ReceivedQuery) =>
  ({ fax }: Arrival): boolean =>
    (query.unread === undefined || fax.read !== query.unread) &&
    (query.to === undefined || fax.to === query.to) &&
    (query.from === undefined || fax.from === query.from) &&
    (query.since === undefined || DateTime.greaterThanOrEqualTo(fax.receivedAt, query.since)) &&
    (query.until === undefined || DateTime.lessThan(fax.receivedAt, query.until))

const notThere = (id: ReceivedFaxId) =>
  new FaxError.NotFound({ culprit: id, detail: "There is no such received fax" })

/** The faxes that came in for the current client. */
export const makeReceive = (
  tenants: Tenants,
  withTenant: WithTenant,
  show: ShowPages | undefined
): Context.Tag.Service<Receive> => {
  const { arrivals } = tenants
  const cameFor = ({ client, inbox }: Tenant, real: number) => arrivals.of(client, inbox.now(real))

  const withArrival = <A, E>(
    id: ReceivedFaxId,
    use: (arrival: Arrival, tenant: Tenant, now: number) => Effect.Effect<A, E>
  ): Effect.Effect<A, E | FaxError.NotFound | FaxError.Rejected> =>
    withTenant((tenant, real): Effect.Effect<A, E | FaxError.NotFound> => {
      const now = tenant.inbox.now(real)
      const found = arrivals.find(tenant.client, id, now)
      return found === undefined ? notThere(id) : use(found, tenant, now)
    })

  const documentOf = (
    { fax, tiff }: Arrival,
    { format = "tiff", page = 1 }: ReceivedDocumentOptions
  ) =>
    Effect.gen(function* () {
      const { receivedFaxId: id } = fax
      if (tiff === undefined) {
        return yield* new FaxError.NotFound({ culprit: id, detail: "No page of it arrived" })
      }
      const bytes =
        format === "tiff" ? tiff : yield* show?.(tiff, format, page) ?? Effect.succeed(undefined)
      if (bytes === undefined) {
        return yield* new FaxError.Rejected({
          status: 422,
          title: "Unprocessable Content",
          culprit: format,
          detail:
            show === undefined
              ? "This mock does not render pages; request tiff, or create the mock with pages: layer() from @faxingcenter/pages"
              : `It cannot be converted to ${format}, page ${page}; it is available as tiff`
        })
      }
      return Document.fromBytes(receivedFileName(id, { format, page }), bytes)
    })

  return {
    list: (query = {}) =>
      withTenant((tenant, real) => {
        const all = cameFor(tenant, real).filter(matches(query))
        const { before } = query
        const from =
          before === undefined
            ? 0
            : all.findIndex(({ fax }) => fax.receivedFaxId === before) + 1 || all.length
        const limit = query.limit ?? usualLimit
        const faxes = all.slice(from, from + limit).map(({ fax }) => fax)
        const next = all.length > from + limit ? faxes.at(-1)?.receivedFaxId : undefined
        return Effect.succeed({ faxes, ...(next === undefined ? {} : { next }) })
      }),
    get: (id) => withArrival(id, ({ fax }) => Effect.succeed(fax)),
    document: (id, options = {}) => withArrival(id, (arrival) => documentOf(arrival, options)),
    markRead: (id, read = true) =>
      withArrival(id, ({ fax, tiff }, { client }, now) => {
        const { readAt = DateTime.unsafeMake(now), ...rest } = fax
        const marked = { ...rest, read, ...(read || fax.readAt !== undefined ? { readAt } : {}) }
        arrivals.change(client, id, () => ({
          fax: marked,
          ...(tiff === undefined ? {} : { tiff })
        }))
        return Effect.succeed(marked)
      }),
    remove: (id) =>
      withArrival(id, (_, { client }) =>
        Effect.sync(() => arrivals.change(client, id, () => undefined))
      ),
    // Nobody is told by the mock; who asks is shown that it is there.
    redeliver: (id) => withArrival(id, ({ fax }) => Effect.succeed(fax))
  }
}
