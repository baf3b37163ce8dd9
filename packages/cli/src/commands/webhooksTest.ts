import { routes } from "@faxingcenter/core/wire"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { defineCommand } from "../args/defineCommand.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { gatewayOf } from "../gateway/gatewayClient.js"
import { profileFlag } from "../settings/connection.js"
import { print, printJson } from "../terminal/output.js"

const Tested = Schema.Struct({
  ok: Schema.Boolean,
  status: Schema.optionalWith(Schema.Int, { exact: true }),
  detail: Schema.optionalWith(Schema.String, { exact: true })
})

export const webhooksTest = defineCommand({
  name: "webhooks test",
  summary: "Post a test event to a webhook of a gateway, and say what came of it",
  details:
    "Its type is webhook.test, and it is signed like any other. It is posted once, at once. Ends with 11 when the receiver did not take it.",
  words: { name: "WEBHOOK", summary: "Its id, as fax webhooks list prints it", min: 1, max: 1 },
  flags: { profile: profileFlag, json: jsonFlag },
  examples: [{ line: "fax webhooks test 5f3c", does: "Does its receiver answer?" }],
  run: (given) =>
    Effect.gen(function* () {
      const [id = ""] = given.words
      const gateway = yield* gatewayOf(given.profile)
      const result = yield* gateway.ask(Tested, routes.at(routes.gateway.testWebhook, { id }))
      const { detail, ok, status } = result
      yield* given.json
        ? printJson({ id, ...result })
        : print(
            `${ok ? "taken" : "not taken"}: ${status === undefined ? detail : `HTTP ${status}`}\n`
          )
      return ok ? exitCodes.ok : exitCodes.problemsFound
    })
})
