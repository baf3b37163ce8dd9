import type { MessageStatus, SearchQuery } from "@faxingcenter/core"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import * as Flag from "../args/Flag.js"
import { formatFlag, formatOf, jsonFlag, quietFlag, wideFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { CommandFailed } from "../Failure.js"
import type { MessageJson } from "../format/messageJson.js"
import { messagesCsv, messagesNdjson } from "../format/messageLines.js"
import { adviceLines, searchTable } from "../format/messages.js"
import type { Format } from "../format/printJob.js"
import { findFaxes } from "../gateway/findFaxes.js"
import { countryFlag, parseNumber } from "../input/faxNumber.js"
import { momentOf } from "../input/moment.js"
import { givenToSearch, inTermsOfCommand } from "../input/placeInCommand.js"
import { connection, profileFlag } from "../settings/connection.js"
import type { ServerLine } from "../settings/serverLine.js"
import { print, printExact, printJson, tell, tellLine } from "../terminal/output.js"
import { UsageError } from "../UsageError.js"

const from = Flag.text("from", "DATE", {
  summary: "Sent at or after this: today, yesterday, -7d, a day, a date and time (default today)"
})
const to = Flag.text("to", "DATE", {
  summary: "Sent at or before this; a day is the whole day (default today)"
})
const number = Flag.text("number", "NUMBER", { summary: "Sent to this number" })
const status = Flag.choice("status", "STATUS", {
  summary: "In this status",
  choices: ["processing", "delivered", "failed"] satisfies ReadonlyArray<MessageStatus>
})
const reference = Flag.text("reference", "TEXT", {
  summary: "Gateway only: with this reference"
})
const page = Flag.integer("page", "N", {
  summary: "This page of 100 results (default 1)",
  min: 1,
  max: 1_000_000_000
})
const all = Flag.toggle("all", { short: "a", summary: "All pages" })

const render = (
  format: Exclude<Format, "json">,
  messages: ReadonlyArray<MessageJson>,
  wide: boolean,
  isGateway: boolean
): string => {
  switch (format) {
    case "table":
      return searchTable(messages, wide) + adviceLines(messages)
    case "csv":
      return messagesCsv(messages, isGateway)
    case "ndjson":
      return messagesNdjson(messages)
  }
}

export const search = defineCommand({
  name: "search",
  summary: "Find faxes by date, number and status",
  details:
    "Days are in your time zone. The newest faxes come first, 100 to a page; --all reads every page. In a terminal, ids are shortened; every command accepts a short id as long as it is unambiguous. --wide shows full ids.",
  flags: {
    from,
    to,
    number,
    status,
    reference,
    page,
    all,
    country: countryFlag,
    profile: profileFlag,
    wide: wideFlag,
    quiet: quietFlag,
    format: formatFlag,
    json: jsonFlag
  },
  examples: [
    { line: "fax search --from -7d --status failed", does: "Failures of the last week" },
    {
      line: "fax search --from 2014-04-01 --to 2014-04-30 --all --json",
      does: "A month, for a script"
    },
    { line: 'fax search --from yesterday --number "+1 386 234 5678"', does: "To one number" }
  ],
  run: (given) =>
    Effect.gen(function* () {
      const now = yield* DateTime.now
      const format = yield* formatOf(given)
      const range = {
        from: yield* momentOf("from", now, given.from ?? "today"),
        to: yield* momentOf("to", now, given.to ?? "today")
      }
      if (range.from.epochMillis > range.to.epochMillis) {
        return yield* new UsageError({
          message: "--from is after --to; exchange them"
        })
      }
      if (given.all && given.page !== undefined) {
        return yield* new UsageError({ message: "--all and --page contradict each other" })
      }
      const settings = yield* connection(given.profile)
      const wantedNumber = given.number
      const wantedStatus = given.status
      const country = given.country ?? settings.country
      const query: SearchQuery = {
        ...range,
        ...(wantedNumber === undefined
          ? {}
          : { number: (yield* parseNumber(wantedNumber, country)).number }),
        ...(wantedStatus === undefined ? {} : { status: wantedStatus })
      }
      const line: ServerLine = { transport: undefined }
      const { messages: found, total } = yield* findFaxes(
        settings,
        line,
        query,
        given.all ? undefined : (given.page ?? 1)
      ).pipe(Effect.mapError(inTermsOfCommand(givenToSearch)))
      if (given.reference !== undefined && line.transport === undefined) {
        return yield* new CommandFailed({
          exitCode: exitCodes.rejected,
          message: `${settings.baseUrl} does not report references; only gateways (fax serve) do`
        })
      }
      const shown =
        given.reference === undefined
          ? found
          : found.filter(({ reference }) => reference === given.reference)
      if (format === "json") yield* printJson({ messages: shown, total })
      else if (format !== "table" || shown.length > 0) {
        yield* (format === "csv" ? printExact : print)(
          render(format, shown, given.wide, line.transport !== undefined)
        )
      }
      if (given.quiet) return exitCodes.ok
      if (format === "table" && total === 0) yield* tell("Nothing found\n")
      if (format !== "json" && shown.length < total) {
        yield* tellLine(`${shown.length} of ${total}; --all shows every one`)
      }
      return exitCodes.ok
    })
})
