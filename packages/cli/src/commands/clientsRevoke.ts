import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { clientIdOf } from "../serve/clientIdOf.js"
import { configFlag, databaseFlag } from "../serve/databaseFlag.js"
import { actor, withClients } from "../serve/manage.js"
import { printJson, tellLine } from "../terminal/output.js"

export const clientsRevoke = defineCommand({
  name: "clients revoke",
  summary: "End a client's access",
  details:
    "The client's tokens stop working at once, on every node. Faxes that it has already sent are still delivered.",
  words: { name: "NAME", summary: "Its name or its client id", min: 1, max: 1 },
  flags: { database: databaseFlag, config: configFlag, json: jsonFlag },
  examples: [
    { line: "fax clients revoke billing --database fax.db", does: "It can send no more faxes" }
  ],
  run: (given) =>
    Effect.gen(function* () {
      const [name = ""] = given.words
      const clientId = yield* withClients(given, (clients) =>
        Effect.flatMap(clientIdOf(clients, name), (id) =>
          Effect.as(clients.revoke(id, actor("clients")), id)
        )
      )
      yield* given.json ? printJson({ clientId, revoked: true }) : tellLine(`Revoked ${clientId}`)
      return exitCodes.ok
    })
})
