import { FaxQueue } from "@faxingcenter/gateway/manage"
import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { parseNumber } from "../input/faxNumber.js"
import { configFlag, databaseFlag } from "../serve/databaseFlag.js"
import { actor, withQueue } from "../serve/manage.js"
import { printJson, tell } from "../terminal/output.js"

export const queueRelease = defineCommand({
  name: "queue release",
  summary: "Let a gateway call a held number again",
  words: { name: "NUMBER", summary: "The fax number", min: 1, max: 1 },
  flags: { database: databaseFlag, config: configFlag, json: jsonFlag },
  examples: [
    { line: "fax queue release 13862345678 --database fax.db", does: "Calls to it resume" }
  ],
  run: (given) =>
    Effect.gen(function* () {
      const { number } = yield* parseNumber(given.words[0] ?? "", undefined)
      const wasHeld = yield* withQueue(
        given,
        Effect.flatMap(FaxQueue, ({ release }) => release(number, actor("queue")))
      )
      yield* given.json
        ? printJson({ number, held: false, changed: wasHeld })
        : tell(wasHeld ? `Released ${number}\n` : `${number} was not held\n`)
      return exitCodes.ok
    })
})
