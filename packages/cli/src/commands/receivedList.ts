import { Receive } from "@faxingcenter/core"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import * as Flag from "../args/Flag.js"
import { jsonFlag, limitFlag, quietFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { receivedJson, receivedTable } from "../format/receivedFax.js"
import { parseReceivedFaxId } from "../input/ids.js"
import { momentOf } from "../input/moment.js"
import { provideClient } from "../settings/client.js"
import { connection, profileFlag } from "../settings/connection.js"
import { print, printJson, tell, tellLine } from "../terminal/output.js"

const unread = Flag.toggle("unread", { summary: "Only those not marked as read" })
const caller = Flag.text("caller", "NUMBER", {
  summary: "From this number, as the line reported it"
})
const called = Flag.text("called", "NUMBER", {
  summary: "Received on this number, as the line reported it"
})
const from = Flag.text("from", "DATE", {
  summary: "Received at or after this: today, yesterday, -7d, a day, a date and time"
})
const to = Flag.text("to", "DATE", {
  summary: "Received at or before this; a day is the whole day"
})
const before = Flag.text("before", "ID", {
  summary: "Continue after this fax: next of the previous list"
})

export const receivedList = defineCommand({
  name: "received list",
  summary: "List the faxes that a gateway received",
  details:
    "The newest first. The mock also has received faxes: those added by a test or in its inbox.",
  flags: {
    unread,
    from,
    to,
    caller,
    called,
    before,
    limit: limitFlag(500),
    profile: profileFlag,
    quiet: quietFlag,
    json: jsonFlag
  },
  examples: [
    { line: "fax received list --unread", does: "Faxes not marked as read" },
    {
      line: "fax received list --called 13055550100 --from -7d",
      does: "One number's faxes of the last week"
    }
  ],
  run: (given) =>
    Effect.gen(function* () {
      const now = yield* DateTime.now
      const { called: calledNumber, caller: callerNumber, limit: most } = given
      const since = given.from === undefined ? undefined : yield* momentOf("from", now, given.from)
      const last = given.to === undefined ? undefined : yield* momentOf("to", now, given.to)
      const after = given.before === undefined ? undefined : yield* parseReceivedFaxId(given.before)
      const settings = yield* connection(given.profile)
      const { faxes, next } = yield* Effect.flatMap(Receive, (receive) =>
        receive.list({
          ...(given.unread ? { unread: true } : {}),
          ...(callerNumber === undefined ? {} : { from: callerNumber }),
          ...(calledNumber === undefined ? {} : { to: calledNumber }),
          ...(since === undefined ? {} : { since }),
          // Whole seconds are meant, and the end of a range is not in it.
          ...(last === undefined ? {} : { until: DateTime.add(last, { seconds: 1 }) }),
          ...(after === undefined ? {} : { before: after }),
          ...(most === undefined ? {} : { limit: most })
        })
      ).pipe(provideClient(settings))
      if (given.json) {
        yield* printJson({
          faxes: faxes.map((fax) => receivedJson(fax)),
          ...(next === undefined ? {} : { next })
        })
        return exitCodes.ok
      }
      if (faxes.length > 0) yield* print(receivedTable(faxes))
      if (given.quiet) return exitCodes.ok
      if (faxes.length === 0) yield* tell("Nothing received\n")
      if (next !== undefined) yield* tellLine(`There may be older ones: --before ${next}`)
      return exitCodes.ok
    })
})
