import { FaxError, MessageId, SendId, Status } from "@faxingcenter/core"
import { itemsPerPage, pagerOf } from "@faxingcenter/core/wire"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Admission } from "../../admit/Admission.js"
import { spanned } from "../../measure/spanned.js"
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

  const ofSend = (client: number, sendId: SendId, page: number) =>
    Effect.flatMap(
      index.ofJob(client, lower(SendId, sendId), (page - 1) * itemsPerPage, itemsPerPage),
      ({ messages, total }) => {
        if (total === 0) return missing(sendId, "job")
        const pager = pagerOf(total, page)
        return page > pager.last
          ? missing(String(page), "page")
          : Effect.succeed({ messages, pager })
      }
    )

  const ofMessage = (client: number, messageId: MessageId, sendId: SendId | undefined) => {
    const id = lower(MessageId, messageId)
    const isOfJob = sendId === undefined || sendIdOf(id) === lower(SendId, sendId)
    if (!isOfJob) return missing(messageId, "message")
    return Effect.flatMap(index.one(client, id), (message) =>
      message === undefined ? missing(messageId, "message") : Effect.succeed(message)
    )
  }

  return Status.of({
    ofSend: (sendId, page = 1) =>
      Effect.flatMap(admitCurrent, (client) => ofSend(client, sendId, page)).pipe(
        Effect.catchTag("DatabaseError", unavailable),
        spanned("Status.ofSend")
      ),
    ofMessage: (messageId, sendId) =>
      Effect.flatMap(admitCurrent, (client) => ofMessage(client, messageId, sendId)).pipe(
        Effect.catchTag("DatabaseError", unavailable),
        spanned("Status.ofMessage")
      )
  })
})

/** The vendor's `Status` over the store; each client sees its own messages. */
export const layer = Layer.effect(Status, make)
