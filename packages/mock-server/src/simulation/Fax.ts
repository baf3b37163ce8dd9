import type { FaxNumber, Message, MessageId, SendId } from "@faxingcenter/core"
import * as DateTime from "effect/DateTime"
import { type Progress, progressAt } from "../line/progress.js"
import type { Job, JobMessage, ReceivedDocument } from "./Job.js"

/** A fax as tests and people see it: everything known about one message at one moment. */
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
  /** Pages of the whole fax, delivered or not; absent while nobody has counted them: see `countPages`. */
  readonly pageCount?: number
}

/** A fax whose pages are counted. */
export interface CountedFax extends Fax {
  readonly pageCount: number
}

/** Whether so many pages arrived as the fax has, which nobody has counted. */
export const isToBeCounted = ({ pages, status }: Fax): boolean =>
  status === "delivered" && pages === undefined

/** What is known of a fax once its pages are counted. */
export const withPages = (fax: Fax, pageCount: number): CountedFax => ({
  ...fax,
  pageCount,
  ...(isToBeCounted(fax) ? { pages: pageCount } : {}),
  attempts: fax.attempts.map((attempt) =>
    attempt.ends === "delivered" && attempt.pages === undefined
      ? { ...attempt, pages: pageCount }
      : attempt
  )
})

/** Members are added one by one: spreading them costs ten times as much, and a list has thousands. */
export const faxOf = (
  client: string,
  job: Job,
  message: JobMessage,
  now: number,
  pageCount: number | undefined
): Fax => {
  const { attempts, changesAt, endedAt, onHold, pages, reason, status } = progressAt(
    message.timetable,
    now,
    pageCount
  )
  const fax: { -readonly [K in keyof Fax]: Fax[K] } = {
    messageId: message.messageId,
    sendId: job.sendId,
    client,
    number: message.number,
    status,
    onHold,
    acceptedAt: job.acceptedAt,
    attempts,
    documents: job.documents
  }
  if (pageCount !== undefined) fax.pageCount = pageCount
  if (message.reference !== undefined) fax.reference = message.reference
  if (job.reference !== undefined) fax.jobReference = job.reference
  if (message.scenario !== undefined) fax.scenario = message.scenario
  if (reason !== undefined) fax.reason = reason
  if (pages !== undefined) fax.pages = pages
  if (endedAt !== undefined) fax.endedAt = endedAt
  if (changesAt !== undefined) fax.changesAt = changesAt
  return fax
}

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
