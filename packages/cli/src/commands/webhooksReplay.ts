import { routes } from "@faxingcenter/core/wire"
import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { gatewayOf } from "../gateway/gatewayClient.js"
import { profileFlag } from "../settings/connection.js"
import { printJson, tellLine } from "../terminal/output.js"

export const webhooksReplay = defineCommand({
  name: "webhooks replay",
  summary: "Repeat a webhook post",
  words: {
    name: "POST",
    summary: "Post id from fax webhooks list --deliveries",
    min: 1,
    max: 1
  },
  flags: { profile: profileFlag, json: jsonFlag },
  examples: [{ line: "fax webhooks replay 01982f3a.5f3c", does: "After the receiver was down" }],
  run: (given) =>
    Effect.gen(function* () {
      const [id = ""] = given.words
      const gateway = yield* gatewayOf(given.profile)
      yield* gateway.text(routes.at(routes.gateway.replayWebhook, { id }))
      yield* given.json ? printJson({ id, replayed: true }) : tellLine(`Posting ${id} again`)
      return exitCodes.ok
    })
})
