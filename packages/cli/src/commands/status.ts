import { Status, statusAll } from "@faxingcenter/core"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { defineCommand } from "../args/defineCommand.js"
import * as Flag from "../args/Flag.js"
import { formatFlag, formatOf, jsonFlag, quietFlag, timeoutFlag, waitFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { concerning } from "../faxTrouble.js"
import { type JobJson, messageJson } from "../format/messageJson.js"
import { printJob } from "../format/printJob.js"
import { findSend } from "../gateway/findSend.js"
import { jobWithReasons } from "../gateway/withReasons.js"
import { parseMessageId } from "../input/ids.js"
import { provideClient } from "../settings/client.js"
import { connection, profileFlag } from "../settings/connection.js"
import type { ServerLine } from "../settings/serverLine.js"
import { UsageError } from "../UsageError.js"
import { waitForJob } from "../waitForJob.js"

const message = Flag.text("message", "ID", {
  short: "m",
  summary: "Show a single message; the send id may be omitted"
})

export const status = defineCommand({
  name: "status",
  summary: "Show the status of a fax",
  words: { name: "SENDID", summary: "The send id that fax send printed", min: 0, max: 1 },
  flags: {
    message,
    wait: waitFlag,
    timeout: timeoutFlag,
    profile: profileFlag,
    quiet: quietFlag,
    format: formatFlag,
    json: jsonFlag
  },
  examples: [
    {
      line: "fax status b19b97b0e4bd50a3d1d2f0e4a3c45d1e",
      does: "Every recipient of a fax"
    },
    {
      line: "fax status b19b97b0e4bd50a3d1d2f0e4a3c45d1e --wait --timeout 10m --json",
      does: "Wait for the outcome, for a script"
    },
    { line: "fax status --message 5d1eb19b97b0e4bd50a3d1d2f0e4a3c4", does: "One recipient" }
  ],
  run: (given) =>
    Effect.gen(function* () {
      const [word] = given.words
      const messageText = given.message
      const wait = given.wait
      const format = yield* formatOf(given)
      const settings = yield* connection(given.profile)
      const sendId = word === undefined ? undefined : yield* findSend(settings, word)
      const line: ServerLine = { transport: undefined }
      const show = (job: JobJson) =>
        Effect.flatMap(jobWithReasons(settings, line, job), (told) =>
          printJob(format, told, line.transport !== undefined)
        )
      return yield* Effect.gen(function* () {
        const waiting = { timeout: given.timeout, quiet: given.quiet }

        if (messageText !== undefined) {
          const messageId = yield* parseMessageId(messageText)
          const found = yield* Effect.flatMap(Status, (service) =>
            service.ofMessage(messageId, sendId)
          )
          const job = { sendId: found.sendId, messages: [messageJson(found)] }
          const only = (whole: JobJson): JobJson => ({
            ...whole,
            messages: whole.messages.filter((candidate) => candidate.messageId === messageId)
          })
          if (wait) {
            return yield* concerning(found.sendId)(
              waitForJob(job, waiting, (whole) => show(only(whole)))
            )
          }
          yield* show(job)
          return exitCodes.ok
        }

        if (sendId === undefined) {
          return yield* new UsageError({
            message: "of which fax? Give its SENDID, or --message ID"
          })
        }
        if (wait) {
          return yield* concerning(sendId)(waitForJob({ sendId, messages: [] }, waiting, show))
        }
        const messages = yield* Stream.runCollect(statusAll(sendId))
        yield* show({ sendId, messages: Chunk.toReadonlyArray(messages).map(messageJson) })
        return exitCodes.ok
      }).pipe(provideClient(settings, line))
    })
})
