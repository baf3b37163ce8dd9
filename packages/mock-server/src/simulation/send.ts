import {
  Document,
  FaxError,
  type FaxNumber,
  MessageId,
  type Receipt,
  type Send,
  type SendError,
  type SendFax,
  SendId
} from "@faxingcenter/core"
import { andThen, members } from "@faxingcenter/core/wire"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { Fate, Refusal } from "../line/Fate.js"
import { fateOf as fateOfNumber } from "../line/fateOf.js"
import type { JobMessage, ReceivedDocument } from "./Job.js"
import { noPauses } from "./PackedJobs.js"
import type { RandomHex } from "./randomHex.js"
import type { Tenant, Tenants } from "./Tenants.js"
import type { WithTenant } from "./withTenant.js"

/** A scenario of the client goes before what belongs to the number. */
const fateOf = (
  { scenarios }: Tenant,
  number: FaxNumber,
  documents: ReadonlyArray<ReceivedDocument>
): { readonly fate: Fate; readonly scenario?: string } =>
  scenarios.forRecipient(number, () => documents.map(({ fileName }) => fileName)) ?? {
    fate: fateOfNumber(number)
  }

const empty = (fileName: string, order: number) =>
  new FaxError.DocumentMissing({
    culprit: fileName,
    detail: "the document has no data",
    place: `/${members.send.documents}/${order}/${members.send.fileData}`
  })

type Received = Effect.Effect<ReadonlyArray<ReceivedDocument>, SendError>

/** Reads documents; those that are in memory at once. */
const received = (documents: ReadonlyArray<Document.Document>): Received => {
  const inMemory: Array<ReceivedDocument> = []
  for (const [order, { bytes, fileName }] of documents.entries()) {
    if (bytes === undefined) return read(documents)
    if (bytes.length === 0) return empty(fileName, order)
    inMemory.push({ fileName, order, bytes })
  }
  return Effect.succeed(inMemory)
}

const read = (documents: ReadonlyArray<Document.Document>): Received =>
  Effect.forEach(documents, (document, order) =>
    Effect.flatMap(
      Document.readBytes(document),
      (bytes): Effect.Effect<ReceivedDocument, SendError> =>
        bytes.length === 0
          ? empty(document.fileName, order)
          : Effect.succeed({ fileName: document.fileName, order, bytes })
    )
  )

const refusalBy = (fate: Fate & { readonly refuse: Refusal }, number: FaxNumber, index: number) =>
  fate.refuse === "insufficient_funds"
    ? new FaxError.InsufficientFunds({
        detail: "The account has no funds for this fax; top it up"
      })
    : new FaxError.InvalidNumber({
        culprit: number,
        detail: "the number cannot be dialled",
        place: `/${members.send.recipients}/${index}`
      })

/** Takes a job whole or not at all: nothing is kept before every recipient and document is good. */
export const makeSend = (
  tenants: Tenants,
  randomHex: RandomHex,
  withTenant: WithTenant
): Context.Tag.Service<Send> => {
  const take = (
    tenant: Tenant,
    real: number,
    { recipients, reference }: SendFax,
    documents: ReadonlyArray<ReceivedDocument>
  ): Effect.Effect<Receipt, SendError> => {
    const acceptedAt = tenant.inbox.now(real)
    const sendId = SendId.make(randomHex(32), { disableValidation: true })
    const messages: Array<JobMessage> = []
    for (const [index, recipient] of recipients.entries()) {
      const { fate, scenario } = fateOf(tenant, recipient.number, documents)
      if ("refuse" in fate) return refusalBy(fate, recipient.number, index)
      messages.push({
        messageId: MessageId.make(randomHex(32), { disableValidation: true }),
        number: recipient.number,
        ...(recipient.reference === undefined ? {} : { reference: recipient.reference }),
        ...(scenario === undefined ? {} : { scenario }),
        timetable: { acceptedAt, course: fate.calls, pauses: noPauses }
      })
    }
    tenants.receive(tenant, {
      sendId,
      acceptedAt,
      ...(reference === undefined ? {} : { reference }),
      documents,
      messages
    })
    return Effect.succeed({
      sendId,
      messages: messages.map(({ messageId, number }) => ({
        messageId,
        faxNumber: number,
        status: "processing"
      })),
      documentCount: documents.length
    })
  }

  return {
    submit: (fax) =>
      andThen(received(fax.documents), (documents) => {
        const bytes = documents.reduce((sum, document) => sum + document.bytes.length, 0)
        const refusal = tenants.refusalOf(fax.recipients.length, bytes)
        // Not before the documents are read: meanwhile, a client that has nothing may have given way to another.
        return refusal ?? withTenant((tenant, real) => take(tenant, real, fax, documents))
      })
  }
}
