import { backUp } from "@faxingcenter/gateway/manage"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { defineCommand } from "../args/defineCommand.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { databaseFailed } from "../serve/databaseFailed.js"
import { configFlag, databaseFlag } from "../serve/databaseFlag.js"
import { checkStored, isPostgres } from "../serve/databasePlace.js"
import { loadSettings } from "../serve/loadSettings.js"
import { printJson, printLine } from "../terminal/output.js"
import { UsageError } from "../UsageError.js"

export const backup = defineCommand({
  name: "backup",
  summary: "Copy a gateway's SQLite database while it runs",
  details:
    "The copy is a consistent snapshot, checked, flushed to disk and readable only by its owner. Encrypted data stays encrypted: keep the keys elsewhere. To restore it, stop the gateway and replace the database with the copy: the gateway then asks the line about every waiting fax before it calls. For PostgreSQL, use pg_dump.",
  words: { name: "FILE", summary: "File to write the copy to; it must not exist", min: 1, max: 1 },
  flags: { database: databaseFlag, config: configFlag, json: jsonFlag },
  examples: [
    {
      line: "fax backup fax-backup.db --database fax.db",
      does: "Back up fax.db while the gateway runs on it"
    }
  ],
  run: (given) =>
    Effect.gen(function* () {
      const { config, database } = given
      const [file = ""] = given.words
      const settings = yield* loadSettings(database === undefined ? {} : { database }, config)
      const address = Redacted.value(settings.database)
      if (isPostgres(address)) {
        return yield* new UsageError({ message: "copy a PostgreSQL database with pg_dump" })
      }
      yield* checkStored(settings.database, false)
      const made = yield* Effect.mapError(backUp(address, file), databaseFailed)
      yield* given.json
        ? printJson(made)
        : printLine(`${made.file}  ${made.messages} messages, ${made.bytes} bytes`)
      return exitCodes.ok
    })
})
