import * as DateTime from "effect/DateTime"
import type * as MessageModel from "../model/Message.js"
import type * as PageModel from "../model/Page.js"
import type * as ReceivedModel from "../model/ReceivedFax.js"
import type { Message, Page, ReceivedFax, ReceivedList } from "./types.js"

/** A message with `Date`s. */
export const messageOf = ({ receivedOn, sentOn, ...rest }: MessageModel.Message): Message => ({
  ...rest,
  sentOn: DateTime.toDateUtc(sentOn),
  ...(receivedOn === undefined ? {} : { receivedOn: DateTime.toDateUtc(receivedOn) })
})

/** A page of such messages. */
export const pageOf = ({ messages, pager }: PageModel.Page): Page => ({
  messages: messages.map(messageOf),
  pager
})

/** A received fax with `Date`s. */
export const receivedFaxOf = ({
  readAt,
  receivedAt,
  ...rest
}: ReceivedModel.ReceivedFax): ReceivedFax => ({
  ...rest,
  receivedAt: DateTime.toDateUtc(receivedAt),
  ...(readAt === undefined ? {} : { readAt: DateTime.toDateUtc(readAt) })
})

/** A list of such faxes. */
export const receivedListOf = ({ faxes, next }: ReceivedModel.ReceivedList): ReceivedList => ({
  faxes: faxes.map(receivedFaxOf),
  ...(next === undefined ? {} : { next })
})
