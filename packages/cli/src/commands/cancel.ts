import { routes } from "@faxingcenter/core/wire"
import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { MessageDetail } from "../gateway/answers.js"
import { findMessage } from "../gateway/findMessage.js"
import { gatewayOf } from "../gateway/gatewayClient.js"
import { profileFlag } from "../settings/connection.js"
import { printJson, tell } from "../terminal/output.js"

export const cancel = defineCommand({
  name: "cancel",
  summary: "Cancel a message that is waiting at a gateway, or hang up its call",
  details:
    "A waiting message fails as canceled. A call in progress is hung up and its result stands: a fax that arrived has arrived. A finished message cannot be canceled.",
  words: {
    name: "ID",
    summary: "A message id or its beginning, or the send id of a fax with one recipient",
    min: 1,
    max: 1
  },
  flags: { profile: profileFlag, json: jsonFlag },
  examples: [{ line: "fax cancel 01982f3a", does: "Cancel the remaining calls" }],
  run: (given) =>
    Effect.gen(function* () {
      const gateway = yield* gatewayOf(given.profile)
      const id = yield* findMessage(gateway, given.words[0] ?? "")
      const after = yield* gateway.ask(MessageDetail, routes.at(routes.gateway.cancel, { id }))
      yield* given.json
        ? printJson(after)
        : tell(
            after.state === "failed"
              ? `Canceled ${id}\n`
              : `Hanging up ${id}; fax message ${id} shows how the call ended\n`
          )
      return exitCodes.ok
    })
})
