import { Receive } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { parseReceivedFaxId, receivedIdWord } from "../input/ids.js"
import { provideClient } from "../settings/client.js"
import { connection, profileFlag } from "../settings/connection.js"
import { printJson, tellLine } from "../terminal/output.js"

export const receivedDelete = defineCommand({
  name: "received delete",
  summary: "Delete a received fax with its pages, permanently",
  words: receivedIdWord,
  flags: { profile: profileFlag, json: jsonFlag },
  examples: [
    {
      line: "fax received delete 01a2085b0b4526870000000000000001",
      does: "It can no longer be fetched"
    }
  ],
  run: (given) =>
    Effect.gen(function* () {
      const id = yield* parseReceivedFaxId(given.words[0] ?? "")
      const settings = yield* connection(given.profile)
      yield* Effect.flatMap(Receive, (receive) => receive.remove(id)).pipe(provideClient(settings))
      yield* given.json
        ? printJson({ receivedFaxId: id, deleted: true })
        : tellLine(`${id} is deleted`)
      return exitCodes.ok
    })
})
