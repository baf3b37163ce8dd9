import { FaxError, type Message, type Page, type Status } from "@faxingcenter/core"
import { andThen, itemsPerPage, pagerOf } from "@faxingcenter/core/wire"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { type Fax, isToBeCounted, messageOf } from "./Fax.js"
import type { PageCounts } from "./PageCounts.js"
import type { Tenants } from "./Tenants.js"
import type { WithTenant } from "./withTenant.js"

/** Faxes as the contract has them: those that were delivered say how many pages, which are counted for that. */
const messagesOf = (
  counts: PageCounts,
  faxes: ReadonlyArray<Fax>
): Effect.Effect<ReadonlyArray<Message>> =>
  faxes.some(isToBeCounted)
    ? Effect.map(counts.countedAll(faxes), (counted) => counted.map(messageOf))
    : Effect.succeed(faxes.map(messageOf))

/** A page of faxes as the contract has it; `NotFound` when there is no such page. */
export const pageOf = (
  counts: PageCounts,
  faxes: ReadonlyArray<Fax>,
  page: number
): Effect.Effect<Page, FaxError.NotFound> => {
  const pager = pagerOf(faxes.length, page)
  if (page < 1 || page > pager.last) {
    return new FaxError.NotFound({
      culprit: String(page),
      detail: `There is no page ${page}; the last page is ${pager.last}`
    })
  }
  const from = (page - 1) * itemsPerPage
  return andThen(messagesOf(counts, faxes.slice(from, from + itemsPerPage)), (messages) =>
    Effect.succeed({ messages, pager })
  )
}

/** Ids are hexadecimal digits, which upper and lower case write alike; here they are made in lower. */
const asMade = (id: string): string => id.toLowerCase()

/** What has become of the faxes of the current client. Those of others do not exist for it. */
export const makeStatus = (
  tenants: Tenants,
  withTenant: WithTenant
): Context.Tag.Service<Status> => ({
  ofSend: (sendId, page = 1) =>
    withTenant(({ inbox }, real) => {
      const faxes = inbox.faxesOf(asMade(sendId), real)
      return faxes === undefined
        ? new FaxError.NotFound({ culprit: sendId, detail: "There is no job with this sid" })
        : pageOf(tenants.pageCounts, faxes, page)
    }),

  ofMessage: (messageId, sendId) =>
    withTenant(({ inbox }, real): Effect.Effect<Message, FaxError.NotFound> => {
      const fax = inbox.fax(asMade(messageId), real)
      if (fax === undefined || (sendId !== undefined && fax.sendId !== asMade(sendId))) {
        const detail = "There is no message with this mid"
        return new FaxError.NotFound({ culprit: messageId, detail })
      }
      return isToBeCounted(fax)
        ? Effect.map(tenants.pageCounts.counted(fax), messageOf)
        : Effect.succeed(messageOf(fax))
    })
})
