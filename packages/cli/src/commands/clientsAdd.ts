import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { defineCommand } from "../args/defineCommand.js"
import * as Flag from "../args/Flag.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { configFlag, databaseFlag } from "../serve/databaseFlag.js"
import { actor, withClients } from "../serve/manage.js"
import { print, printJson } from "../terminal/output.js"

const perMinute = Flag.integer("per-minute", "N", {
  summary: "Limit on sends, searches and status requests together, per minute (default: no limit)",
  min: 1,
  max: 1_000_000
})

export const clientsAdd = defineCommand({
  name: "clients add",
  summary: "Let a program send through a gateway",
  details:
    "Prints the client's credentials. The secret is shown only once, because only a slow hash of it is stored. Creates the database file if it does not exist.",
  words: { name: "NAME", summary: "A name for the client, shown in lists", min: 1, max: 1 },
  flags: { database: databaseFlag, config: configFlag, perMinute, json: jsonFlag },
  examples: [
    { line: "fax clients add billing --database fax.db --json", does: "Credentials for a program" }
  ],
  run: (given) =>
    Effect.gen(function* () {
      const [name = ""] = given.words
      const limit = given.perMinute
      const made = yield* withClients(
        given,
        (clients) =>
          clients.add(
            { name, ...(limit === undefined ? {} : { perMinute: limit }) },
            actor("clients")
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
