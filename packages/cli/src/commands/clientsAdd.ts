import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import { defineCommand } from "../args/defineCommand.js"
import * as Flag from "../args/Flag.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { CommandFailed } from "../Failure.js"
import { configFlag, databaseFlag } from "../serve/databaseFlag.js"
import { actor, withClients } from "../serve/manage.js"
import { print, printJson } from "../terminal/output.js"
import { UsageError } from "../UsageError.js"

const perMinute = Flag.integer("per-minute", "N", {
  summary: "Limit on sends, searches and status requests together, per minute (default: no limit)",
  min: 1,
  max: 1_000_000
})

const senderFlag = (name: "station-id" | "header", summary: string, maxLength: number) =>
  Flag.parsed(name, "TEXT", {
    summary,
    parse: (text) =>
      /^[ -~]+$/.test(text) && text.length <= maxLength
        ? Either.right(text)
        : Either.left(`is not 1 to ${maxLength} printable ASCII characters`)
  })
const stationId = senderFlag(
  "station-id",
  "Station id (TSI) of its faxes, usually its fax number (default: the gateway's)",
  20
)
const header = senderFlag(
  "header",
  "Header line above each page of its faxes (default: the gateway's)",
  80
)

export const clientsAdd = defineCommand({
  name: "clients add",
  summary: "Let a program send through a gateway",
  details:
    "Prints the client's credentials. The secret is shown only once, because only a slow hash of it is stored. No two clients with access have the same name; case and spaces make no difference. Creates the database file if it does not exist.",
  words: { name: "NAME", summary: "A name for the client, which no other has", min: 1, max: 1 },
  flags: {
    database: databaseFlag,
    config: configFlag,
    perMinute,
    stationId,
    header,
    json: jsonFlag
  },
  examples: [
    { line: "fax clients add billing --database fax.db --json", does: "Credentials for a program" }
  ],
  run: (given) =>
    Effect.gen(function* () {
      const [name = ""] = given.words
      if (name.trim() === "" || name.length > 100) {
        return yield* new UsageError({ message: "NAME must have 1 to 100 characters" })
      }
      const limit = given.perMinute
      const from = {
        ...(given.stationId === undefined ? {} : { stationId: given.stationId }),
        ...(given.header === undefined ? {} : { header: given.header })
      }
      const made = yield* withClients(
        given,
        (clients) =>
          Effect.catchTag(
            clients.add(
              { name, from, ...(limit === undefined ? {} : { perMinute: limit }) },
              actor("clients")
            ),
            "ClientNameTaken",
            ({ message }) => new CommandFailed({ exitCode: exitCodes.usage, message })
          ),
        true
      )
      const clientSecret = Redacted.value(made.clientSecret)
      yield* given.json
        ? printJson({ name, clientId: made.clientId, clientSecret })
        : print(`client id      ${made.clientId}\nclient secret  ${clientSecret}\n`)
      return exitCodes.ok
    })
})
