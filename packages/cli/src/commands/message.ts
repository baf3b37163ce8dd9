import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { messageDetail } from "../gateway/findMessage.js"
import { gatewayOf } from "../gateway/gatewayClient.js"
import { messageText } from "../gateway/messageText.js"
import { profileFlag } from "../settings/connection.js"
import { print, printJson } from "../terminal/output.js"

export const message = defineCommand({
  name: "message",
  summary: "Show everything a gateway knows about a message",
  words: {
    name: "ID",
    summary: "A message id or its beginning, or the send id of a fax with one recipient",
    min: 1,
    max: 1
  },
  flags: { profile: profileFlag, json: jsonFlag },
  examples: [{ line: "fax message 01982f3a", does: "Why it failed, and what to do" }],
  run: (given) =>
    Effect.gen(function* () {
      const found = yield* messageDetail(yield* gatewayOf(given.profile), given.words[0] ?? "")
      yield* given.json ? printJson(found) : print(messageText(found))
      return exitCodes.ok
    })
})
