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
  summary: "Declare that a database was moved, not copied",
  details:
    "A database in a new place looks like a copy, so the line would be asked about every waiting fax. If no gateway has run on the old one since the move, run this before starting the gateway in the new place.",
  flags: { database: databaseFlag, config: configFlag, json: jsonFlag },
  examples: [
    { line: "fax moved --database /data/fax.db", does: "After it was moved to another disk" }
  ],
  run: (given) =>
    Effect.gen(function* () {
      const faxes = yield* onDatabase(given, (address) => wasMoved(address, actor("moved")))
      yield* given.json
        ? printJson({ faxes })
        : printLine(`${faxes} faxes are waiting, and are called without asking the line first`)
      return exitCodes.ok
    })
})
