import { FaxQueue } from "@faxingcenter/gateway/manage"
import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { configFlag, databaseFlag } from "../serve/databaseFlag.js"
import { actor, withQueue } from "../serve/manage.js"
import { noteFlag } from "../serve/noteFlag.js"
import { printJson, tell } from "../terminal/output.js"

export const queuePause = defineCommand({
  name: "queue pause",
  summary: "Stop a gateway from making calls until the queue is resumed",
  details:
    "Takes effect on every node immediately. Faxes are still accepted, calls in progress continue, and a fax whose deadline passes ends as expired.",
  flags: { note: noteFlag, database: databaseFlag, config: configFlag, json: jsonFlag },
  examples: [
    {
      line: 'fax queue pause --note "work on the trunk" --database fax.db',
      does: "No new calls from now on"
    }
  ],
  run: (given) =>
    Effect.gen(function* () {
      const wasNew = yield* withQueue(
        given,
        Effect.flatMap(FaxQueue, ({ pause }) => pause(actor("queue"), given.note))
      )
      yield* given.json
        ? printJson({ paused: true, changed: wasNew })
        : tell(wasNew ? "Paused the queue\n" : "The queue was already paused\n")
      return exitCodes.ok
    })
})
