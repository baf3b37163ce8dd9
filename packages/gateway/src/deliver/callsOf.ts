import type { Attempt } from "@faxingcenter/core/delivery"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { makeSenderOf } from "../store/clients/senderOf.js"
import type { DatabaseError } from "../store/database/Database.js"
import { Contents } from "../store/documents/Contents.js"
import { type FaxImage, FaxImages } from "../store/documents/FaxImages.js"
import { makeCallRecords } from "../store/faxes/callRecords.js"
import { type JobRecord, makeJobs } from "../store/faxes/Jobs.js"
import type { StoredMessage } from "../store/faxes/Messages.js"
import { sendIdOf } from "../store/ids.js"
import { type Sender, UsualSender } from "../store/Sender.js"
import { Line } from "./Line.js"
import { attemptKeyOf, type Call, type LineReport, Transport } from "./transport/Transport.js"

/** An attempt that is to be given to a transport. */
interface Dialling {
  readonly message: StoredMessage
  readonly attempt: Attempt
  readonly image?: FaxImage | undefined
  readonly isProbe?: boolean
}

/** Attempts of messages as a transport is given them. */
export const makeCalls = Effect.gen(function* () {
  const contents = yield* Contents
  const jobs = yield* makeJobs
  const records = yield* makeCallRecords
  const images = yield* FaxImages
  const usualSender = yield* UsualSender
  const senderOf = yield* makeSenderOf
  const line = yield* Line
  const { render } = yield* Transport

  const documentsOf = (job: JobRecord | undefined) => (job?.documents ?? []).map(contents.document)

  /** The pages of a message, for a line that has them made. */
  const imageOf = ({ id }: StoredMessage) => {
    if (render === undefined) return Effect.succeed(undefined)
    const sendId = sendIdOf(id)
    const made = Effect.flatMap(jobs.find(sendId), (job) => render(documentsOf(job)))
    return images.make(sendId, made)
  }

  const callOf = (
    { attempt, image, isProbe = false, message }: Dialling,
    job: JobRecord | undefined,
    ofClient: Sender
  ): Call => {
    let hasProbed = !isProbe
    // What it says first answers the question that a probe is made for.
    const noteLine = (report: LineReport) =>
      Effect.suspend(() => {
        const noted = line.note(report, !hasProbed)
        hasProbed = true
        return noted
      })
    const remoteId = message.calls.find(({ fence }) => fence === attempt.fence)?.remoteId
    return {
      attemptKey: attemptKeyOf(message.id, attempt.fence),
      messageId: message.id,
      client: message.client,
      number: message.delivery.destination,
      startedAt: attempt.startedAt,
      documents: documentsOf(job),
      from: { ...usualSender, ...ofClient, ...job?.options?.from },
      ...(image === undefined ? {} : { image }),
      ...(remoteId === undefined ? {} : { remoteId }),
      claimed: (remoteIds) => records.claimed(message.id, attempt.fence, remoteIds),
      report: (report) => {
        const ofLine = report.line === undefined ? Effect.void : noteLine(report.line)
        if (report.remoteId === undefined && report.pages === undefined) return ofLine
        const noted = records.note(message, attempt.fence, report)
        // What the call is called must be known before anything else happens to it.
        return Effect.zipRight(
          report.remoteId === undefined
            ? Effect.ignoreLogged(noted)
            : Effect.orDie(Effect.retry(noted, Schedule.spaced("1 second"))),
          ofLine
        )
      }
    }
  }

  /** In their order. */
  const callsOf = (
    dialling: ReadonlyArray<Dialling>
  ): Effect.Effect<ReadonlyArray<Call>, DatabaseError> =>
    Effect.gen(function* () {
      const found = yield* jobs.findAll([
        ...new Set(dialling.map(({ message }) => sendIdOf(message.id)))
      ])
      // Only where pages are sent does a fax say who it is from.
      const clients =
        render === undefined ? [] : [...new Set(dialling.map(({ message }) => message.client))]
      const senders = new Map(
        yield* Effect.forEach(clients, (client) =>
          Effect.map(senderOf(client), (sender) => [client, sender] as const)
        )
      )
      return dialling.map((one) =>
        callOf(one, found.get(sendIdOf(one.message.id)), senders.get(one.message.client) ?? {})
      )
    })

  return { callsOf, imageOf }
})
