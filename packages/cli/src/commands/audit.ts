import { Clients } from "@faxingcenter/gateway"
import { Audit, type AuditEntry } from "@faxingcenter/gateway/manage"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { defineCommand } from "../args/defineCommand.js"
import * as Flag from "../args/Flag.js"
import { jsonFlag, limitFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { localOf } from "../format/moment.js"
import { table } from "../format/table.js"
import { parseMoment } from "../input/moment.js"
import { clientIdOf } from "../serve/clientIdOf.js"
import { configFlag, databaseFlag } from "../serve/databaseFlag.js"
import { withQueue } from "../serve/manage.js"
import { jsonLine, print, printJson, tell } from "../terminal/output.js"
import { UsageError } from "../UsageError.js"

const since = Flag.text("since", "DATE", {
  summary: "At or after this: today, yesterday, -7d, -2h, a day, a date and time"
})
const client = Flag.text("client", "NAME", {
  summary: "Only entries by or about this client, by name or id"
})
const format = Flag.choice("format", "FORMAT", {
  short: "f",
  summary: "Output format (default table)",
  choices: ["table", "json", "ndjson"]
})

const entryJson = ({ action, actor, at, detail, subject }: AuditEntry) => ({
  at: DateTime.formatIso(at),
  actor,
  action,
  subject,
  ...(detail === null ? {} : { detail })
})
type EntryJson = ReturnType<typeof entryJson>

const auditTable = (entries: ReadonlyArray<EntryJson>): string =>
  table(
    ["AT", "ACTOR", "ACTION", "SUBJECT", "DETAIL"],
    entries.map(({ action, actor, at, detail, subject }) => [
      localOf(at),
      actor,
      action,
      subject,
      detail ?? ""
    ])
  )

export const audit = defineCommand({
  name: "audit",
  summary: "Show the audit log of a gateway",
  details:
    "Lists clients added, rotated and revoked; messages canceled, resent and resolved; databases restored and moved; webhooks added, removed and replayed; signing secrets renewed; documents re-encrypted. Shows the latest entries, oldest first.",
  flags: {
    database: databaseFlag,
    config: configFlag,
    since,
    client,
    limit: limitFlag(1_000_000),
    format,
    json: jsonFlag
  },
  examples: [
    { line: "fax audit --database fax.db --since -7d", does: "The last week" },
    {
      line: "fax audit --database fax.db --client billing --format ndjson",
      does: "One client's entries, one JSON object per line"
    }
  ],
  run: (given) =>
    Effect.gen(function* () {
      const wantsJson = given.json
      const wanted = given.format ?? (wantsJson ? "json" : "table")
      if (wantsJson && wanted !== "json") {
        return yield* new UsageError({
          message: `--json and --format ${wanted} contradict each other`
        })
      }
      const from = given.since
      const now = yield* DateTime.now
      const moment =
        from === undefined
          ? undefined
          : yield* Either.mapLeft(
              parseMoment("from", now)(from),
              (problem) => new UsageError({ message: `--since ${from} ${problem}` })
            )
      const name = given.client
      const limit = given.limit ?? 100
      const entries = yield* withQueue(
        given,
        Effect.gen(function* () {
          const id = name === undefined ? undefined : yield* clientIdOf(yield* Clients, name)
          return yield* (yield* Audit).list({
            limit,
            ...(id === undefined ? {} : { client: id }),
            ...(moment === undefined ? {} : { since: moment })
          })
        })
      )
      const shown = entries.map(entryJson)
      if (wanted === "json") yield* printJson({ entries: shown })
      else if (wanted === "ndjson") {
        yield* print(shown.map(jsonLine).join(""))
      } else if (shown.length > 0) yield* print(auditTable(shown))
      else yield* tell("Nothing found\n")
      return exitCodes.ok
    })
})
