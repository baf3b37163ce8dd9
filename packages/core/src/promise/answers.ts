import * as DateTime from "effect/DateTime"
import type * as MessageModel from "../model/Message.js"
import type * as PageModel from "../model/Page.js"
import type { Message, Page } from "./types.js"

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
