import { Keys } from "@faxingcenter/gateway/manage"
import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { configFlag, databaseFlag } from "../serve/databaseFlag.js"
import { actor, manage } from "../serve/manage.js"
import { print, printJson } from "../terminal/output.js"
import { UsageError } from "../UsageError.js"

export const keysReseal = defineCommand({
  name: "keys reseal",
  summary: "Re-encrypt a gateway's data with its first key",
  details:
    "After the first key was set and every node was started with it, this encrypts what was stored before. To retire a key: add the new key after the old one on every node and restart it; then put the new key first and restart every node; then run this command. When fax keys list shows that the old key encrypts nothing, remove it. Gateways may keep running, and the command can be interrupted and repeated.",
  flags: { database: databaseFlag, config: configFlag, json: jsonFlag },
  examples: [{ line: "fax keys reseal --database fax.db", does: "Before removing an old key" }],
  run: (given) =>
    Effect.gen(function* () {
      const { resealed, texts, unreadable } = yield* manage(given, ({ documentKeys }) =>
        documentKeys.length === 0
          ? new UsageError({
              message: "there is no key to encrypt with: set FAXINGCENTER_GATEWAY_DOCUMENT_KEYS"
            })
          : Effect.flatMap(Keys, (keys) => keys.reseal(actor("keys")))
      )
      yield* given.json
        ? printJson({ resealed, texts, unreadable })
        : print(`sealed anew  ${resealed}\ntexts        ${texts}\nunreadable   ${unreadable}\n`)
      return unreadable === 0 ? exitCodes.ok : exitCodes.problemsFound
    })
})
