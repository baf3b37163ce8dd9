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
import { UsualSender } from "../store/Sender.js"
import { Line } from "./Line.js"
import { attemptKeyOf, type Call, type LineReport, Transport } from "./transport/Transport.js"

/** Attempts of messages as a transport is given them. */
export const makeCalls = Effect.gen(function* () {
  const contents = yield* Contents
  const jobs = yield* makeJobs
  const findJob = yield* jobs.findTogether
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
    message: StoredMessage,
    attempt: Attempt,
    image?: FaxImage,
    isProbe = false
  ): Effect.Effect<Call, DatabaseError> =>
    Effect.gen(function* () {
      const job = yield* findJob(sendIdOf(message.id))
      // Only where pages are sent does a fax say who it is from.
      const ofClient = render === undefined ? {} : yield* senderOf(message.client)
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
        number: message.delivery.destination,
        startedAt: attempt.startedAt,
        documents: documentsOf(job),
        from: { ...usualSender, ...ofClient, ...job?.options?.from },
        ...(image === undefined ? {} : { image }),
        ...(remoteId === undefined ? {} : { remoteId }),
        claimed: (remoteIds) => records.claimed(message.id, attempt.fence, remoteIds),
        report: (report) => {
          const noted = records.note(message, attempt.fence, report)
          const ofLine = report.line === undefined ? Effect.void : noteLine(report.line)
          // What the call is called must be known before anything else happens to it.
          if (report.remoteId !== undefined) {
            return Effect.zipRight(
              Effect.orDie(Effect.retry(noted, Schedule.spaced("1 second"))),
              ofLine
            )
          }
          return report.pages === undefined
            ? ofLine
            : Effect.zipRight(Effect.ignoreLogged(noted), ofLine)
        }
      }
    })

  return { callOf, imageOf }
})
