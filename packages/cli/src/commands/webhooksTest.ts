import { routes } from "@faxingcenter/core/wire"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { defineCommand } from "../args/defineCommand.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { gatewayOf } from "../gateway/gatewayClient.js"
import { profileFlag } from "../settings/connection.js"
import { printJson, printLine } from "../terminal/output.js"

const Tested = Schema.Struct({
  ok: Schema.Boolean,
  status: Schema.optionalWith(Schema.Int, { exact: true }),
  detail: Schema.optionalWith(Schema.String, { exact: true })
})

export const webhooksTest = defineCommand({
  name: "webhooks test",
  summary: "Post a test event to a webhook and show the result",
  details:
    "The event has the type webhook.test, is signed like any other, and is posted once, immediately. Exits with 11 if the receiver did not accept it.",
  words: { name: "WEBHOOK", summary: "Webhook id from fax webhooks list", min: 1, max: 1 },
  flags: { profile: profileFlag, json: jsonFlag },
  examples: [{ line: "fax webhooks test 5f3c", does: "Check that the receiver answers" }],
  run: (given) =>
    Effect.gen(function* () {
      const [id = ""] = given.words
      const gateway = yield* gatewayOf(given.profile)
      const result = yield* gateway.ask(Tested, routes.at(routes.gateway.testWebhook, { id }))
      const { detail, ok, status } = result
      yield* given.json
        ? printJson({ id, ...result })
        : printLine(
            `${ok ? "accepted" : "not accepted"}: ${status === undefined ? detail : `HTTP ${status}`}`
          )
      return ok ? exitCodes.ok : exitCodes.problemsFound
    })
})
