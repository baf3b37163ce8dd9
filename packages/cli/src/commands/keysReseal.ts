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
    "After the first key was set and every node was started with it, this encrypts what was stored before. To retire a key: give every node the new one behind the old one and start it again; then put the new one in front and start every node again; then run this. When fax keys list shows that the old key seals nothing, take it away. Gateways may run meanwhile, and this may be broken off and begun again.",
  flags: { database: databaseFlag, config: configFlag, json: jsonFlag },
  examples: [
    { line: "fax keys reseal --database fax.db", does: "So that an old key can be taken away" }
  ],
  run: (given) =>
    Effect.gen(function* () {
      const { resealed, texts, unreadable } = yield* manage(given, ({ documentKeys }) =>
        documentKeys.length === 0
          ? new UsageError({
              message: "there is no key to seal with: set FAXINGCENTER_GATEWAY_DOCUMENT_KEYS"
            })
          : Effect.flatMap(Keys, (keys) => keys.reseal(actor("keys")))
      )
      yield* given.json
        ? printJson({ resealed, texts, unreadable })
        : print(`sealed anew  ${resealed}\ntexts        ${texts}\nunreadable   ${unreadable}\n`)
      return unreadable === 0 ? exitCodes.ok : exitCodes.problemsFound
    })
})
