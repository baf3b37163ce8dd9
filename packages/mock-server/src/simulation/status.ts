import { FaxError, itemsPerPage, type Message, pagerOf, type Status } from "@faxingcenter/core"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { currentTenant } from "./currentTenant.js"
import { type Fax, isToBeCounted, messageOf } from "./Fax.js"
import type { PageCounts } from "./PageCounts.js"
import type { Tenants } from "./Tenants.js"

/** Faxes as the contract has them: those that were delivered say how many pages, which are counted for that. */
const messagesOf = (
  counts: PageCounts,
  faxes: ReadonlyArray<Fax>
): Effect.Effect<ReadonlyArray<Message>> =>
  Effect.map(
    faxes.some(isToBeCounted) ? counts.countedAll(faxes) : Effect.succeed(faxes),
    (known) => known.map(messageOf)
  )

/** A page of faxes as the contract has it; `NotFound` when there is no such page. */
export const pageOf = Effect.fn("pageOf")(function* (
  counts: PageCounts,
  faxes: ReadonlyArray<Fax>,
  page: number
) {
  const pager = pagerOf(faxes.length, page)
  if (page < 1 || page > pager.last) {
    return yield* new FaxError.NotFound({
      culprit: String(page),
      detail: `There is no page ${page}; the last one is ${pager.last}`
    })
  }
  const from = (page - 1) * itemsPerPage
  return { messages: yield* messagesOf(counts, faxes.slice(from, from + itemsPerPage)), pager }
})

/** Ids are hexadecimal digits, which upper and lower case write alike; here they are made in lower. */
const asMade = (id: string): string => id.toLowerCase()

/** What has become of the faxes of the current client. Those of others do not exist for it. */
export const makeStatus = (tenants: Tenants): Context.Tag.Service<Status> => ({
  ofSend: Effect.fn("Status.ofSend")(function* (sendId, page = 1) {
    const {
      real,
      tenant: { inbox }
    } = yield* currentTenant(tenants)
    const faxes = inbox.faxesOf(asMade(sendId), real)
    return faxes === undefined
      ? yield* new FaxError.NotFound({ culprit: sendId, detail: "There is no job with this sid" })
      : yield* pageOf(tenants.pageCounts, faxes, page)
  }),

  ofMessage: Effect.fn("Status.ofMessage")(function* (messageId, sendId) {
    const {
      real,
      tenant: { inbox }
    } = yield* currentTenant(tenants)
    const fax = inbox.fax(asMade(messageId), real)
    const [message] =
      fax === undefined || (sendId !== undefined && fax.sendId !== asMade(sendId))
        ? []
        : yield* messagesOf(tenants.pageCounts, [fax])
    return (
      message ??
      (yield* new FaxError.NotFound({
        culprit: messageId,
        detail: "There is no message with this mid"
      }))
    )
  })
})
