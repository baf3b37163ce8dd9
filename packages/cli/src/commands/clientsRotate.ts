import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { defineCommand } from "../args/defineCommand.js"
import * as Flag from "../args/Flag.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { clientIdOf } from "../serve/clientIdOf.js"
import { configFlag, databaseFlag } from "../serve/databaseFlag.js"
import { actor, withClients } from "../serve/manage.js"
import { print, printJson } from "../terminal/output.js"

const keepTokens = Flag.toggle("keep-tokens", {
  summary: "Keep tokens of the old secret valid until they expire"
})

export const clientsRotate = defineCommand({
  name: "clients rotate",
  summary: "Give a client a new secret",
  details:
    "The old secret and its tokens stop working at once. With --keep-tokens, tokens stay valid until they expire, after an hour at most.",
  words: { name: "NAME", summary: "Its name or its client id", min: 1, max: 1 },
  flags: { database: databaseFlag, config: configFlag, keepTokens, json: jsonFlag },
  examples: [{ line: "fax clients rotate billing --database fax.db", does: "A new secret" }],
  run: (given) =>
    Effect.gen(function* () {
      const [name = ""] = given.words
      const made = yield* withClients(given, (clients) =>
        Effect.flatMap(clientIdOf(clients, name), (id) =>
          clients.rotate(id, actor("clients"), { keepTokens: given.keepTokens })
        )
      )
      const clientSecret = Redacted.value(made.clientSecret)
      yield* given.json
        ? printJson({ clientId: made.clientId, clientSecret })
        : print(`client id      ${made.clientId}\nclient secret  ${clientSecret}\n`)
      return exitCodes.ok
    })
})
