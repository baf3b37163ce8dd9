import { FaxQueue } from "@faxingcenter/gateway/manage"
import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { parseNumber } from "../input/faxNumber.js"
import { configFlag, databaseFlag } from "../serve/databaseFlag.js"
import { actor, withQueue } from "../serve/manage.js"
import { noteFlag } from "../serve/noteFlag.js"
import { printJson, tell } from "../terminal/output.js"

export const queueHold = defineCommand({
  name: "queue hold",
  summary: "Stop a gateway from calling a number until it is released",
  details:
    "Applies to every spelling of the number. Its faxes are still accepted, and wait; a fax whose deadline passes ends as expired. A call in progress continues.",
  words: { name: "NUMBER", summary: "The fax number", min: 1, max: 1 },
  flags: { note: noteFlag, database: databaseFlag, config: configFlag, json: jsonFlag },
  examples: [
    {
      line: 'fax queue hold 13862345678 --note "they moved" --database fax.db',
      does: "No more calls to this number"
    }
  ],
  run: (given) =>
    Effect.gen(function* () {
      const { number } = yield* parseNumber(given.words[0] ?? "", undefined)
      const wasNew = yield* withQueue(
        given,
        Effect.flatMap(FaxQueue, ({ hold }) => hold(number, actor("queue"), given.note))
      )
      yield* given.json
        ? printJson({ number, held: true, changed: wasNew })
        : tell(wasNew ? `Holding ${number}\n` : `${number} was already held\n`)
      return exitCodes.ok
    })
})
