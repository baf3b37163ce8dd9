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
  summary: "Let a gateway call again, whoever paused its queue",
  details:
    "Where the gateway paused itself because its provider refused it, and still refuses it, the queue is paused again with the next call.",
  flags: { database: databaseFlag, config: configFlag, json: jsonFlag },
  examples: [{ line: "fax queue resume --database fax.db", does: "Calls go on" }],
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
