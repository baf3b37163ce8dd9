import { FaxError, itemsPerPage, MessageId, pagerOf, SendId, Status } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Admission } from "../../admit/Admission.js"
import { unavailable } from "../../store/database/unavailable.js"
import { MessageIndex } from "../../store/faxes/MessageIndex.js"
import { sendIdOf } from "../../store/ids.js"

/** Ids are hexadecimal in either case; ours are stored in lower. */
const lower = <A extends string>(
  schema: { readonly make: (id: string, options: { disableValidation: true }) => A },
  id: A
): A => schema.make(id.toLowerCase(), { disableValidation: true })

const missing = (culprit: string, what: string) =>
  new FaxError.NotFound({ culprit, detail: `There is no such ${what}` })

const make = Effect.gen(function* () {
  const index = yield* MessageIndex
  const { admitCurrent } = yield* Admission

  const ofSend = Effect.fn("Status.ofSend")(function* (sendId: SendId, page = 1) {
    const client = yield* admitCurrent
    const id = lower(SendId, sendId)
    const { messages, total } = yield* index.ofJob(
      client,
      id,
      (page - 1) * itemsPerPage,
      itemsPerPage
    )
    if (total === 0) return yield* missing(sendId, "job")
    const pager = pagerOf(total, page)
    if (page > pager.last) return yield* missing(String(page), "page")
    return { messages, pager }
  })

  const ofMessage = Effect.fn("Status.ofMessage")(function* (
    messageId: MessageId,
    sendId?: SendId
  ) {
    const client = yield* admitCurrent
    const id = lower(MessageId, messageId)
    const isOfJob = sendId === undefined || sendIdOf(id) === lower(SendId, sendId)
    const message = isOfJob ? yield* index.one(client, id) : undefined
    return message ?? (yield* missing(messageId, "message"))
  })

  return Status.of({
    ofSend: (sendId, page) => Effect.catchTag(ofSend(sendId, page), "DatabaseError", unavailable),
    ofMessage: (messageId, sendId) =>
      Effect.catchTag(ofMessage(messageId, sendId), "DatabaseError", unavailable)
  })
})

/** The vendor's `Status` over the store; each client sees its own messages. */
export const layer = Layer.effect(Status, make)
