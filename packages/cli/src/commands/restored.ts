import { wasRestored } from "@faxingcenter/gateway/manage"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import * as Flag from "../args/Flag.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { momentOf } from "../input/moment.js"
import { configFlag, databaseFlag } from "../serve/databaseFlag.js"
import { actor, onDatabase } from "../serve/manage.js"
import { printJson, printLine } from "../terminal/output.js"
import { UsageError } from "../UsageError.js"

const since = Flag.text("since", "TIME", {
  summary: "When the snapshot was taken: a date and time, or -2h"
})

export const restored = defineCommand({
  name: "restored",
  summary: "Declare that a database was restored to an earlier state",
  details:
    "Backups and copied files are recognised without this command. Snapshots of a machine or disk are not, nor is PostgreSQL after point-in-time recovery: run this before the gateway starts. The line is then asked about every waiting fax before it is called.",
  flags: { since, database: databaseFlag, config: configFlag, json: jsonFlag },
  examples: [
    {
      line: "fax restored --since 2026-11-29T03:00:00Z --database fax.db",
      does: "After the machine was reset to a snapshot of that time"
    }
  ],
  run: (given) =>
    Effect.gen(function* () {
      if (given.since === undefined) {
        return yield* new UsageError({ message: "when was the snapshot taken? Give --since TIME" })
      }
      const moment = yield* momentOf("from", yield* DateTime.now, given.since)
      const faxes = yield* onDatabase(given, (address) =>
        wasRestored(address, moment, actor("restored"))
      )
      yield* given.json
        ? printJson({ since: DateTime.formatIso(moment), faxes })
        : printLine(`${faxes} faxes are waiting; the line is asked about each before it is called`)
      return exitCodes.ok
    })
})
