import { Receive } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { receivedJson, receivedText } from "../format/receivedFax.js"
import { parseReceivedFaxId, receivedIdWord } from "../input/ids.js"
import { provideClient } from "../settings/client.js"
import { connection, profileFlag } from "../settings/connection.js"
import { print, printJson } from "../terminal/output.js"

export const receivedShow = defineCommand({
  name: "received show",
  summary: "Show everything known about a received fax",
  words: receivedIdWord,
  flags: { profile: profileFlag, json: jsonFlag },
  examples: [
    {
      line: "fax received show 01a2085b0b4526870000000000000001",
      does: "Who sent it, at what speed, and whether it is complete"
    }
  ],
  run: (given) =>
    Effect.gen(function* () {
      const id = yield* parseReceivedFaxId(given.words[0] ?? "")
      const settings = yield* connection(given.profile)
      const fax = yield* Effect.flatMap(Receive, (receive) => receive.get(id)).pipe(
        provideClient(settings)
      )
      yield* given.json ? printJson(receivedJson(fax)) : print(receivedText(fax))
      return exitCodes.ok
    })
})
