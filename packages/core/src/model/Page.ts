import * as Schema from "effect/Schema"
import { Message } from "./Message.js"

const Count = Schema.NonNegativeInt

/** The position of a page among all results. Pages and item numbers count from 1. */
export const Pager = Schema.Struct({
  pageCount: Count,
  itemCountPerPage: Count,
  first: Count,
  current: Count,
  last: Count,
  currentItemCount: Count,
  totalItemCount: Count,
  firstItemNumber: Count,
  lastItemNumber: Count
}).annotations({ identifier: "Pager" })
export interface Pager extends Schema.Schema.Type<typeof Pager> {}

/** One page of messages. */
export const Page = Schema.Struct({
  messages: Schema.Array(Message),
  pager: Pager
}).annotations({ identifier: "Page" })
export interface Page extends Schema.Schema.Type<typeof Page> {}

/** Messages the service puts on one page. */
export const itemsPerPage = 100

/**
 * The pager of page `current` (from 1) of `total` messages; no results are one empty page.
 *
 * @example
 * ```ts
 * import type { Message, Page } from "@faxingcenter/core"
 * import { pagerOf } from "@faxingcenter/core/wire"
 *
 * // The second page of 230 messages, for an implementation of `Search`.
 * const secondPage = (messages: ReadonlyArray<Message>): Page => ({
 *   messages,
 *   pager: pagerOf(230, 2)
 * })
 * ```
 */
export const pagerOf = (total: number, current: number, perPage: number = itemsPerPage): Pager => {
  const pageCount = Math.max(1, Math.ceil(total / perPage))
  const before = (current - 1) * perPage
  const currentItemCount = Math.max(0, Math.min(perPage, total - before))
  return {
    pageCount,
    itemCountPerPage: perPage,
    first: 1,
    current,
    last: pageCount,
    currentItemCount,
    totalItemCount: total,
    firstItemNumber: currentItemCount === 0 ? 0 : before + 1,
    lastItemNumber: currentItemCount === 0 ? 0 : before + currentItemCount
  }
}
