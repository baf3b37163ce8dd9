import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { facts } from "../format/facts.js"
import { connection, profileFlag } from "../settings/connection.js"
import { print, printJson } from "../terminal/output.js"

export const whoami = defineCommand({
  name: "whoami",
  summary: "Show which account fax uses, and where it is configured",
  details: "Works offline. To check whether the account works, use fax doctor.",
  flags: { profile: profileFlag, json: jsonFlag },
  examples: [{ line: "fax whoami", does: "Which account would fax send from?" }],
  run: (given) =>
    Effect.gen(function* () {
      const { baseUrl, clientId, country, revision, source } = yield* connection(given.profile)
      yield* given.json
        ? printJson({
            clientId,
            baseUrl,
            revision,
            source,
            ...(country === undefined ? {} : { country })
          })
        : print(
            facts([
              ["account", clientId],
              ["address", baseUrl],
              ["revision", revision],
              ["country", country ?? "none"],
              ["from", source]
            ])
          )
      return exitCodes.ok
    })
})
