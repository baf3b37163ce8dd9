import { wasMoved } from "@faxingcenter/gateway/manage"
import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { configFlag, databaseFlag } from "../serve/databaseFlag.js"
import { actor, onDatabase } from "../serve/manage.js"
import { printJson, printLine } from "../terminal/output.js"

export const moved = defineCommand({
  name: "moved",
  summary: "Say that a database was moved, and is not a copy",
  details:
    "A database in a new place looks like a copy, so the line would be asked about every fax that waits. If no gateway has run on it in its old place since it was moved, run this before the gateway starts in the new one.",
  flags: { database: databaseFlag, config: configFlag, json: jsonFlag },
  examples: [
    { line: "fax moved --database /data/fax.db", does: "After it was moved to another disk" }
  ],
  run: (given) =>
    Effect.gen(function* () {
      const faxes = yield* onDatabase(given, (address) => wasMoved(address, actor("moved")))
      yield* given.json
        ? printJson({ faxes })
        : printLine(`${faxes} faxes wait, and are called without asking the line first`)
      return exitCodes.ok
    })
})
