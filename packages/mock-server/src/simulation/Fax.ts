import type { FaxNumber, Message, MessageId, SendId } from "@faxingcenter/core"
import { DateTime } from "effect"
import { type Progress, progressAt } from "../line/progress.js"
import type { Job, JobMessage, ReceivedDocument } from "./Job.js"

/** A fax as tests and people look at it: everything that is known of one message, at one moment. */
export interface Fax extends Progress {
  readonly messageId: MessageId
  readonly sendId: SendId
  readonly client: string
  readonly number: FaxNumber
  /** The sender's own, of this recipient. */
  readonly reference?: string
  /** The sender's own, of the whole job. */
  readonly jobReference?: string
  /** Name of the scenario that gave it its fate, if one did. */
  readonly scenario?: string
  /** Epoch milliseconds. */
  readonly acceptedAt: number
  readonly documents: ReadonlyArray<ReceivedDocument>
  /** Pages of the whole fax, delivered or not. */
  readonly pageCount: number
}

export const faxOf = (client: string, job: Job, message: JobMessage, now: number): Fax => ({
  ...progressAt(message.timetable, now),
  messageId: message.messageId,
  sendId: job.sendId,
  client,
  number: message.number,
  ...(message.reference === undefined ? {} : { reference: message.reference }),
  ...(message.scenario === undefined ? {} : { scenario: message.scenario }),
  ...(job.reference === undefined ? {} : { jobReference: job.reference }),
  acceptedAt: job.acceptedAt,
  documents: job.documents,
  pageCount: message.timetable.pages
})

/** The service keeps New York's summer time, as in the examples of the contract. */
const utcOffset = -4 * 60 * 60 * 1000

/** The moment on the wire, which counts whole seconds. */
const wholeSeconds = (epochMillis: number): DateTime.Zoned =>
  DateTime.unsafeMakeZoned(secondOf(epochMillis), { timeZone: utcOffset })

/** The second that a moment lies in, in epoch milliseconds. */
export const secondOf = (epochMillis: number): number => Math.floor(epochMillis / 1000) * 1000

/** What the contract says of a fax: three states, and nothing of reasons. */
export const messageOf = (fax: Fax): Message => ({
  sendId: fax.sendId,
  messageId: fax.messageId,
  faxNumber: fax.number,
  status: fax.status,
  sentOn: wholeSeconds(fax.acceptedAt),
  ...(fax.status === "processing" ? {} : { attempts: fax.attempts.length, pages: fax.pages ?? 0 }),
  ...(fax.status === "delivered" && fax.endedAt !== undefined
    ? { receivedOn: wholeSeconds(fax.endedAt) }
    : {})
})
