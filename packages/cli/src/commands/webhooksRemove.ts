import { routes } from "@faxingcenter/core/wire"
import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { gatewayOf } from "../gateway/gatewayClient.js"
import { profileFlag } from "../settings/connection.js"
import { printJson, tellLine } from "../terminal/output.js"

export const webhooksRemove = defineCommand({
  name: "webhooks remove",
  summary: "Remove a webhook from a gateway",
  words: {
    name: "WEBHOOK",
    summary: "Webhook id from fax webhooks list",
    min: 1,
    max: 1
  },
  flags: { profile: profileFlag, json: jsonFlag },
  examples: [{ line: "fax webhooks remove wh_4f2a", does: "The receiver no longer exists" }],
  run: (given) =>
    Effect.gen(function* () {
      const [id = ""] = given.words
      const gateway = yield* gatewayOf(given.profile)
      yield* gateway.text(routes.at(routes.gateway.removeWebhook, { id }))
      yield* given.json ? printJson({ id, removed: true }) : tellLine(`Removed ${id}`)
      return exitCodes.ok
    })
})
