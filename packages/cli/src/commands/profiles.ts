import { defaultBaseUrl } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { table } from "../format/table.js"
import { readCredentials } from "../settings/CredentialsFile.js"
import { print, printJson, tell } from "../terminal/output.js"

export const profiles = defineCommand({
  name: "profiles",
  summary: "List the stored accounts",
  flags: { json: jsonFlag },
  examples: [
    { line: "fax profiles", does: "The current profile has a star" },
    {
      line: "fax login --profile mock --base-url http://127.0.0.1:8025",
      does: "Store another account"
    }
  ],
  run: (given) =>
    Effect.gen(function* () {
      const stored = yield* readCredentials
      const listed = Object.entries(stored?.profiles ?? {}).map(([name, profile]) => ({
        name,
        current: name === stored?.current,
        clientId: profile.clientId,
        baseUrl: profile.baseUrl ?? defaultBaseUrl
      }))
      if (given.json) yield* printJson({ profiles: listed })
      else if (listed.length === 0) yield* tell("No profiles; fax login stores one\n")
      else {
        yield* print(
          table(
            ["", "PROFILE", "ACCOUNT", "ADDRESS"],
            listed.map(({ baseUrl, clientId, current, name }) => [
              current ? "*" : "",
              name,
              clientId,
              baseUrl
            ])
          )
        )
      }
      return exitCodes.ok
    })
})
