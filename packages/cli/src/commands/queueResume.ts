import { FaxQueue } from "@faxingcenter/gateway/manage"
import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { configFlag, databaseFlag } from "../serve/databaseFlag.js"
import { actor, withQueue } from "../serve/manage.js"
import { printJson, tell } from "../terminal/output.js"

export const queueResume = defineCommand({
  name: "queue resume",
  summary: "Resume a gateway's queue, whoever paused it",
  details:
    "If the gateway paused the queue because its provider refused it, and the provider still refuses, the next call pauses it again.",
  flags: { database: databaseFlag, config: configFlag, json: jsonFlag },
  examples: [{ line: "fax queue resume --database fax.db", does: "Calls resume" }],
  run: (given) =>
    Effect.gen(function* () {
      const wasPaused = yield* withQueue(
        given,
        Effect.flatMap(FaxQueue, ({ resume }) => resume(actor("queue")))
      )
      yield* given.json
        ? printJson({ paused: false, changed: wasPaused })
        : tell(wasPaused ? "Resumed the queue\n" : "The queue was not paused\n")
      return exitCodes.ok
    })
})
