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
  summary:
    "Sends, searches and requests for a status that it may make in a minute together (default: no limit). Nothing else counts.",
  min: 1,
  max: 1_000_000
})

export const clientsAdd = defineCommand({
  name: "clients add",
  summary: "Let a program send through a gateway",
  details:
    "Prints its credentials. The secret is shown once: only a slow hash of it is stored. A database file that is not there yet is made.",
  words: { name: "NAME", summary: "What the client is called in lists", min: 1, max: 1 },
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
