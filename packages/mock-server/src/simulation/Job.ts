import type { FaxNumber, MessageId, SendId } from "@faxingcenter/core"
import type { Timetable } from "../line/progress.js"

/** A document as it was received. */
export interface ReceivedDocument {
  readonly fileName: string
  readonly order: number
  readonly bytes: Uint8Array
}

/** One recipient of a job. */
export interface JobMessage {
  readonly messageId: MessageId
  readonly number: FaxNumber
  readonly reference?: string
  /** The scenario that gave it its fate. */
  readonly scenario?: string
  readonly timetable: Timetable
}

/** An accepted send. */
export interface Job {
  readonly sendId: SendId
  /** Epoch milliseconds on the client's clock. */
  readonly acceptedAt: number
  readonly reference?: string
  readonly documents: ReadonlyArray<ReceivedDocument>
  readonly messages: ReadonlyArray<JobMessage>
}

/** What it takes to keep it, near enough: the data of its documents, and every text of the sender's own. */
export const bytesOf = ({ documents, messages, reference = "" }: Job): number =>
  documents.reduce((sum, { bytes, fileName }) => sum + bytes.length + fileName.length, 0) +
  messages.reduce((sum, message) => sum + (message.reference?.length ?? 0), reference.length)
