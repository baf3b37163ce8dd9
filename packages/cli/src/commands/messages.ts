import { FailureReason } from "@faxingcenter/core/delivery"
import { routes } from "@faxingcenter/core/wire"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import * as Flag from "../args/Flag.js"
import { jsonFlag, limitFlag, quietFlag, wideFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { shortIds } from "../format/shortIds.js"
import { MessageList } from "../gateway/answers.js"
import { gatewayOf } from "../gateway/gatewayClient.js"
import { messagesTable } from "../gateway/messageText.js"
import { countryFlag, parseNumber } from "../input/faxNumber.js"
import { momentOf } from "../input/moment.js"
import { profileFlag } from "../settings/connection.js"
import { print, printJson, tell } from "../terminal/output.js"

const from = Flag.text("from", "DATE", {
  summary: "Accepted at or after this: today, yesterday, -7d, a day, a date and time (default -7d)"
})
const to = Flag.text("to", "DATE", {
  summary: "Accepted at or before this; a day is the whole day (default now)"
})
const number = Flag.text("number", "NUMBER", { summary: "To this number" })
const state = Flag.choice("state", "STATE", {
  summary: "In this state",
  choices: ["waiting", "calling", "in_doubt", "delivered", "failed"]
})
const reason = Flag.choice("reason", "REASON", {
  summary: "Failed for this reason",
  choices: FailureReason.literals
})
const reference = Flag.text("reference", "TEXT", {
  summary: "With this reference, of the recipient or the job"
})

export const messages = defineCommand({
  name: "messages",
  summary: "List the messages of a gateway with their states and reasons",
  details:
    "The newest messages come first. In a terminal, ids are shortened; every command accepts a short id as long as it is unambiguous.",
  flags: {
    from,
    to,
    number,
    state,
    reason,
    reference,
    limit: limitFlag(500),
    country: countryFlag,
    profile: profileFlag,
    wide: wideFlag,
    quiet: quietFlag,
    json: jsonFlag
  },
  examples: [
    { line: "fax messages --state in_doubt", does: "Messages whose outcome is being looked up" },
    { line: "fax messages --reason unknown_outcome", does: "Unknown outcomes to settle" }
  ],
  run: (given) =>
    Effect.gen(function* () {
      const now = yield* DateTime.now
      const first = yield* momentOf("from", now, given.from ?? "-7d")
      const last = yield* momentOf("to", now, given.to ?? "now")
      const gateway = yield* gatewayOf(given.profile)
      const country = given.country ?? gateway.settings.country
      const { messages: found } = yield* gateway.ask(MessageList, routes.gateway.messages, {
        query: {
          from: DateTime.formatIso(first),
          // Whole seconds are meant, and the end of a range is not in it.
          to: DateTime.formatIso(DateTime.add(last, { seconds: 1 })),
          number:
            given.number === undefined
              ? undefined
              : (yield* parseNumber(given.number, country)).number,
          state: given.state,
          reason: given.reason,
          reference: given.reference,
          limit: given.limit === undefined ? undefined : String(given.limit)
        }
      })
      if (given.json) yield* printJson({ messages: found })
      else if (found.length > 0) {
        const ids = found.map(({ messageId }) => messageId)
        yield* print(messagesTable(found, shortIds(ids, given.wide)))
      } else if (!given.quiet) yield* tell("Nothing found\n")
      return exitCodes.ok
    })
})
