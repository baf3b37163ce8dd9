import { Keys } from "@faxingcenter/gateway/manage"
import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { table } from "../format/table.js"
import { configFlag, databaseFlag } from "../serve/databaseFlag.js"
import { manage } from "../serve/manage.js"
import { print, printJson } from "../terminal/output.js"

const stateOf = (key: { readonly isCurrent: boolean; readonly isConfigured: boolean }) =>
  key.isCurrent ? "seals" : key.isConfigured ? "opens" : "not configured"

export const keysList = defineCommand({
  name: "keys list",
  summary: "Show which keys a gateway's data is encrypted with",
  details:
    "A key that no data is encrypted with can be removed from FAXINGCENTER_GATEWAY_DOCUMENT_KEYS. The entry without a name counts unencrypted data.",
  flags: { database: databaseFlag, config: configFlag, json: jsonFlag },
  examples: [
    { line: "fax keys list --database fax.db", does: "Check whether an old key is still needed" }
  ],
  run: (given) =>
    Effect.gen(function* () {
      const keys = yield* manage(given, ({ documentKeys }) =>
        Effect.map(
          Effect.flatMap(Keys, ({ uses }) => uses),
          (uses) => {
            const names = new Set<string | null>([
              ...documentKeys.map(({ id }) => id),
              ...uses.map(({ keyId }) => keyId)
            ])
            return [...names].map((name) => {
              const use = uses.find(({ keyId }) => keyId === name)
              return {
                name,
                isConfigured: name === null || documentKeys.some(({ id }) => id === name),
                isCurrent: name === (documentKeys[0]?.id ?? null),
                contents: use?.contents ?? 0,
                secrets: use?.secrets ?? 0
              }
            })
          }
        )
      )
      yield* given.json
        ? printJson({
            keys: keys.map(({ name, ...key }) => (name === null ? key : { name, ...key }))
          })
        : print(
            table(
              ["KEY", "STATE", "DOCUMENT PARTS", "SECRETS"],
              keys.map((key) => [
                key.name ?? "(none)",
                stateOf(key),
                String(key.contents),
                String(key.secrets)
              ])
            )
          )
      return exitCodes.ok
    })
})
