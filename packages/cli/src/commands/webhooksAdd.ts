import { routes } from "@faxingcenter/core/wire"
import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import * as Flag from "../args/Flag.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { present } from "../format/present.js"
import { WebhookAdded } from "../gateway/answers.js"
import { gatewayOf } from "../gateway/gatewayClient.js"
import { profileFlag } from "../settings/connection.js"
import { print, printJson } from "../terminal/output.js"

const type = Flag.texts("type", "TYPE", {
  summary: "Event type to post; repeatable (default: message.delivered and message.failed)"
})

export const webhooksAdd = defineCommand({
  name: "webhooks add",
  summary: "Have a gateway post events to an address",
  details:
    "Prints the secret that signs all webhooks of the account (Standard Webhooks). Receivers verify webhooks with it.",
  words: { name: "URL", summary: "Address to post to", min: 1, max: 1 },
  flags: { type, profile: profileFlag, json: jsonFlag },
  examples: [
    { line: "fax webhooks add https://shop.example/fax", does: "Delivered and failed messages" }
  ],
  run: (given) =>
    Effect.gen(function* () {
      const gateway = yield* gatewayOf(given.profile)
      const made = yield* gateway.ask(WebhookAdded, routes.gateway.addWebhook, {
        body: {
          url: given.words[0] ?? "",
          ...(given.type.length === 0 ? {} : { types: given.type })
        }
      })
      yield* given.json
        ? printJson(present(made))
        : print(`webhook  ${made.id}\nurl      ${made.url}\nsecret   ${made.secret}\n`)
      return exitCodes.ok
    })
})
