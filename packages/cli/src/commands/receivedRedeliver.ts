import { Receive } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { receivedJson } from "../format/receivedFax.js"
import { parseReceivedFaxId, receivedIdWord } from "../input/ids.js"
import { provideClient } from "../settings/client.js"
import { connection, profileFlag } from "../settings/connection.js"
import { printJson, tellLine } from "../terminal/output.js"

export const receivedRedeliver = defineCommand({
  name: "received redeliver",
  summary: "Announce a received fax again, by event, webhook and mail",
  words: receivedIdWord,
  flags: { profile: profileFlag, json: jsonFlag },
  examples: [
    {
      line: "fax received redeliver 01a2085b0b4526870000000000000001",
      does: "For a program that missed it"
    }
  ],
  run: (given) =>
    Effect.gen(function* () {
      const id = yield* parseReceivedFaxId(given.words[0] ?? "")
      const settings = yield* connection(given.profile)
      const fax = yield* Effect.flatMap(Receive, (receive) => receive.redeliver(id)).pipe(
        provideClient(settings)
      )
      yield* given.json ? printJson(receivedJson(fax)) : tellLine(`${id} is announced again`)
      return exitCodes.ok
    })
})
