import {
  Document,
  FaxError,
  type FaxNumber,
  MessageId,
  type Receipt,
  type Recipient,
  type Send,
  SendId
} from "@faxingcenter/core"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { Course, Fate } from "../line/Fate.js"
import { fateOf as fateOfNumber } from "../line/fateOf.js"
import { currentTenant } from "./currentTenant.js"
import type { Job, ReceivedDocument } from "./Job.js"
import type { RandomHex } from "./randomHex.js"
import type { Tenant, Tenants } from "./Tenants.js"

/** A scenario of the client goes before what belongs to the number. */
const fateOf = (
  { scenarios }: Tenant,
  number: FaxNumber,
  documents: ReadonlyArray<ReceivedDocument>
): { readonly fate: Fate; readonly scenario?: string } =>
  scenarios.forRecipient(
    number,
    documents.map(({ fileName }) => fileName)
  ) ?? { fate: fateOfNumber(number) }

const receive = (document: Document.Document, index: number) =>
  Effect.gen(function* () {
    const bytes = yield* Document.readBytes(document)
    return bytes.length === 0
      ? yield* new FaxError.DocumentMissing({
          culprit: document.fileName,
          detail: "the document has no data",
          place: `/documents/${index}/file_data`
        })
      : { fileName: document.fileName, order: index, bytes }
  })

const courseOf = (fate: Fate, { number }: Recipient, index: number) => {
  if (!("refuse" in fate)) return Effect.succeed(fate.calls)
  return fate.refuse === "insufficient_funds"
    ? new FaxError.InsufficientFunds({
        detail: "The account has no funds for this fax; top it up"
      })
    : new FaxError.InvalidNumber({
        culprit: number,
        detail: "the number cannot be dialled",
        place: `/receipients/${index}`
      })
}

/** Takes a job whole or not at all: nothing is kept before every recipient and document is good. */
export const makeSend = (tenants: Tenants, randomHex: RandomHex): Context.Tag.Service<Send> => ({
  submit: Effect.fn("Send.submit")(function* (fax) {
    const documents = yield* Effect.forEach(fax.documents, receive)
    const bytes = documents.reduce((sum, document) => sum + document.bytes.length, 0)
    yield* tenants.accepts(fax.recipients.length, bytes)

    // Not before the documents are read: meanwhile, a client that has nothing may have given way to another.
    const { real, tenant } = yield* currentTenant(tenants)
    const now = tenant.inbox.now(real)
    const sendId = SendId.make(yield* randomHex(32))
    const messages = yield* Effect.forEach(fax.recipients, (recipient, index) =>
      Effect.gen(function* () {
        const { fate, scenario } = fateOf(tenant, recipient.number, documents)
        const course: Course = yield* courseOf(fate, recipient, index)
        return {
          messageId: MessageId.make(yield* randomHex(32)),
          number: recipient.number,
          ...(recipient.reference === undefined ? {} : { reference: recipient.reference }),
          ...(scenario === undefined ? {} : { scenario }),
          timetable: { acceptedAt: now, course, pauses: [] }
        }
      })
    )
    const job: Job = {
      sendId,
      acceptedAt: now,
      ...(fax.reference === undefined ? {} : { reference: fax.reference }),
      documents,
      messages
    }
    tenants.add(tenant, job)
    const receipt: Receipt = {
      sendId,
      messages: messages.map(({ messageId, number }) => ({
        messageId,
        faxNumber: number,
        status: "processing"
      })),
      documentCount: documents.length
    }
    return receipt
  })
})
