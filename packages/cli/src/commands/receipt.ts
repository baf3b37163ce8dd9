import { routes } from "@faxingcenter/core/wire"
import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import { jsonFlag } from "../commonFlags.js"
import { findMessage } from "../gateway/findMessage.js"
import { gatewayOf } from "../gateway/gatewayClient.js"
import { giveReceipt, receiptFile } from "../gateway/giveReceipt.js"
import { profileFlag } from "../settings/connection.js"

export const receipt = defineCommand({
  name: "receipt",
  summary: "Get a message's signed receipt from a gateway",
  details:
    "The receipt is a signed record (JWS) of the outcome and every attempt. fax verify checks it offline.",
  words: {
    name: "ID",
    summary: "A message id or its beginning, or the send id of a fax with one recipient",
    min: 1,
    max: 1
  },
  flags: { out: receiptFile, profile: profileFlag, json: jsonFlag },
  examples: [{ line: "fax receipt 01982f3a --out receipt.jws", does: "Keep it as evidence" }],
  run: (given) =>
    Effect.gen(function* () {
      const gateway = yield* gatewayOf(given.profile)
      const id = yield* findMessage(gateway, given.words[0] ?? "")
      const signed = (yield* gateway.text(routes.at(routes.gateway.deliveryReceipt, { id }))).trim()
      return yield* giveReceipt({ messageId: id }, signed, given)
    })
})
