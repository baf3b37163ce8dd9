import { routes } from "@faxingcenter/core/wire"
import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { gatewayOf } from "../gateway/gatewayClient.js"
import { profileFlag } from "../settings/connection.js"
import { printJson, tell } from "../terminal/output.js"

export const webhooksRemove = defineCommand({
  name: "webhooks remove",
  summary: "Let a gateway tell an address no more",
  words: {
    name: "WEBHOOK",
    summary: "Its id, as fax webhooks list prints it",
    min: 1,
    max: 1
  },
  flags: { profile: profileFlag, json: jsonFlag },
  examples: [{ line: "fax webhooks remove wh_4f2a", does: "It is not there any more" }],
  run: (given) =>
    Effect.gen(function* () {
      const [id = ""] = given.words
      const gateway = yield* gatewayOf(given.profile)
      yield* gateway.text(routes.at(routes.gateway.removeWebhook, { id }))
      yield* given.json ? printJson({ id, removed: true }) : tell(`Removed ${id}\n`)
      return exitCodes.ok
    })
})
