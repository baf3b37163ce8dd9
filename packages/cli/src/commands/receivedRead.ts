import { Receive } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import * as Flag from "../args/Flag.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { receivedJson } from "../format/receivedFax.js"
import { parseReceivedFaxId, receivedIdWord } from "../input/ids.js"
import { provideClient } from "../settings/client.js"
import { connection, profileFlag } from "../settings/connection.js"
import { printJson, tellLine } from "../terminal/output.js"

const undo = Flag.toggle("undo", { summary: "Mark it unread again" })

export const receivedRead = defineCommand({
  name: "received read",
  summary: "Mark a received fax as read",
  words: receivedIdWord,
  flags: { undo, profile: profileFlag, json: jsonFlag },
  examples: [
    {
      line: "fax received read 01a2085b0b4526870000000000000001",
      does: "Done with it: --unread no longer lists it"
    }
  ],
  run: (given) =>
    Effect.gen(function* () {
      const id = yield* parseReceivedFaxId(given.words[0] ?? "")
      const settings = yield* connection(given.profile)
      const fax = yield* Effect.flatMap(Receive, (receive) =>
        receive.markRead(id, !given.undo)
      ).pipe(provideClient(settings))
      yield* given.json
        ? printJson(receivedJson(fax))
        : tellLine(`${id} is marked ${fax.read ? "read" : "unread"}`)
      return exitCodes.ok
    })
})
