import { isFinal, watch as watchJob } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { defineCommand } from "../args/defineCommand.js"
import * as Flag from "../args/Flag.js"
import { jsonFlag } from "../commonFlags.js"
import { concerning } from "../faxTrouble.js"
import { type JobJson, type MessageJson, messageJson } from "../format/messageJson.js"
import { adviceLines, jobTable } from "../format/messages.js"
import { findSend } from "../gateway/findSend.js"
import { jobWithReasons } from "../gateway/withReasons.js"
import { parseDuration } from "../input/duration.js"
import { provideClient } from "../settings/client.js"
import { connection, profileFlag } from "../settings/connection.js"
import type { ServerLine } from "../settings/serverLine.js"
import { makeLive, terminalSize } from "../terminal/live.js"
import { print, printJson, printLine } from "../terminal/output.js"
import { canRedraw } from "../terminal/style.js"
import { exitCodeOf, tellTroubleOnce } from "../waitForJob.js"

const timeout = Flag.parsed("timeout", "TIME", {
  summary: "How long to watch, like 90s, 5m or 2h (default 30m)",
  parse: parseDuration
})

/** As much of a job as fits the terminal, what still moves first. */
const screenOf = (messages: ReadonlyArray<MessageJson>, rows: number): string => {
  const room = Math.max(1, rows - 4)
  const shown =
    messages.length <= room
      ? messages
      : [...messages].sort(
          (one, other) =>
            Number(one.status !== "processing") - Number(other.status !== "processing")
        )
  const count = (status: string) => messages.filter((message) => message.status === status).length
  const hidden = messages.length - Math.min(room, messages.length)
  return [
    jobTable(shown.slice(0, room)).trimEnd(),
    `${count("delivered")} delivered, ${count("failed")} failed, ${count("processing")} processing${hidden > 0 ? ` (${hidden} more rows)` : ""}`
  ].join("\n")
}

export const watch = defineCommand({
  name: "watch",
  summary: "Follow a fax until it is finished",
  details:
    "In a terminal, updates a table in place. In a pipe, prints a line for each change: number and status, or the whole message with --json. Exits with 1 if the fax failed for any recipient.",
  words: { name: "SENDID", summary: "The send id that fax send printed", min: 1, max: 1 },
  flags: { timeout, profile: profileFlag, json: jsonFlag },
  examples: [
    { line: "fax watch b19b97b0e4bd50a3d1d2f0e4a3c45d1e", does: "Follow it live" },
    {
      line: "fax watch b19b97b0e4bd50a3d1d2f0e4a3c45d1e --json | jq -r .status",
      does: "Each change as a line of JSON"
    }
  ],
  run: (given) =>
    Effect.gen(function* () {
      const settings = yield* connection(given.profile)
      const sendId = yield* findSend(settings, given.words[0] ?? "")
      const line: ServerLine = { transport: undefined }
      const asJson = given.json
      const budget = given.timeout
      const known = new Map<string, MessageJson>()
      const live = canRedraw("stdout") && !asJson ? makeLive(print, process.stdout) : undefined
      const show = (message: MessageJson) =>
        asJson
          ? printJson(message)
          : live === undefined
            ? printLine(`${message.faxNumber}  ${message.status}`)
            : live.draw(screenOf([...known.values()], terminalSize(process.stdout).rows))
      yield* Stream.runForEach(
        watchJob(sendId, {
          ...(budget === undefined ? {} : { budget }),
          onTrouble: tellTroubleOnce()
        }),
        (message) => {
          const before = known.get(message.messageId)
          known.set(message.messageId, messageJson(message))
          const isNews = live !== undefined || before?.status !== message.status || isFinal(message)
          return isNews ? show(messageJson(message)) : Effect.void
        }
      ).pipe(
        provideClient(settings, line),
        Effect.ensuring(live === undefined ? Effect.void : Effect.ignore(print("\n"))),
        concerning(sendId)
      )
      const job: JobJson = { sendId, messages: [...known.values()] }
      const told = yield* jobWithReasons(settings, line, job)
      if (!asJson) yield* print(adviceLines(told.messages))
      return exitCodeOf(job)
    })
})
