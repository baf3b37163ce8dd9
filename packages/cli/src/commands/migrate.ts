import { moveToPostgres } from "@faxingcenter/gateway/manage"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { defineCommand } from "../args/defineCommand.js"
import * as Flag from "../args/Flag.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { table } from "../format/table.js"
import { configFlag, databaseFlag } from "../serve/databaseFlag.js"
import { isPostgres } from "../serve/databasePlace.js"
import { onDatabase } from "../serve/manage.js"
import { print, printJson } from "../terminal/output.js"
import { UsageError } from "../UsageError.js"

const to = Flag.text("to", "URL", {
  summary: "The empty PostgreSQL database to fill: postgres://..."
})

export const migrate = defineCommand({
  name: "migrate",
  summary: "Move a gateway from SQLite to PostgreSQL",
  details:
    "Stop the gateway first. Everything is copied and then compared, table by table, by row count and hash. If it is interrupted, run it again: it resumes, and no gateway starts on the PostgreSQL database until it is finished. Once finished, running it again compares again, or reports that a gateway has run there since. Start the gateway on PostgreSQL with the same keys. If the old gateway did not record that it stopped, the line is asked about every waiting fax before it is called. The file keeps its faxes; a gateway started on it again treats it as a copy.",
  flags: { to, database: databaseFlag, config: configFlag, json: jsonFlag },
  examples: [
    {
      line: "fax migrate --database fax.db --to postgres://fax@db.example.com/fax",
      does: "All faxes, clients and webhooks"
    }
  ],
  run: (given) =>
    Effect.gen(function* () {
      const target = given.to
      if (target === undefined || !isPostgres(target)) {
        return yield* new UsageError({ message: "where to? Give --to postgres://..." })
      }
      const tables = yield* onDatabase(given, (address) =>
        moveToPostgres(address, Redacted.make(target))
      )
      yield* given.json
        ? printJson({ tables })
        : print(
            table(
              ["TABLE", "ROWS", "SHA-256"],
              tables.map(({ rows, sha256, table: name }) => [name, String(rows), sha256])
            )
          )
      return exitCodes.ok
    })
})
