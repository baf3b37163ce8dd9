import type { Attempt } from "@faxingcenter/core/delivery"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type { DatabaseError } from "../store/database/Database.js"
import { Contents } from "../store/documents/Contents.js"
import { makeCallRecords } from "../store/faxes/callRecords.js"
import { sendIdOf } from "../store/faxes/ids.js"
import { makeJobs } from "../store/faxes/Jobs.js"
import type { StoredMessage } from "../store/faxes/Messages.js"
import { attemptKeyOf, type Call } from "./transport/Transport.js"

/** An attempt of a message as a transport is given it. */
export const makeCallOf = Effect.gen(function* () {
  const contents = yield* Contents
  const jobs = yield* makeJobs
  const records = yield* makeCallRecords

  return (message: StoredMessage, attempt: Attempt): Effect.Effect<Call, DatabaseError> =>
    Effect.map(jobs.find(sendIdOf(message.id)), (job): Call => {
      const remoteId = message.calls.find(({ fence }) => fence === attempt.fence)?.remoteId
      return {
        attemptKey: attemptKeyOf(message.id, attempt.fence),
        messageId: message.id,
        number: message.delivery.destination,
        startedAt: attempt.startedAt,
        documents: (job?.documents ?? []).map(contents.document),
        ...(remoteId === undefined ? {} : { remoteId }),
        claimed: (remoteIds) => records.claimed(message.id, attempt.fence, remoteIds),
        report: (report) => {
          const noted = records.note(message, attempt.fence, report)
          // What the call is called must be known before anything else happens to it.
          return report.remoteId === undefined
            ? Effect.ignoreLogged(noted)
            : Effect.orDie(Effect.retry(noted, Schedule.spaced("1 second")))
        }
      }
    })
})
