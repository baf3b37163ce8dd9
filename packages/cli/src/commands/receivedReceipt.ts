import { routes } from "@faxingcenter/core/wire"
import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import { jsonFlag } from "../commonFlags.js"
import { gatewayOf } from "../gateway/gatewayClient.js"
import { giveReceipt, receiptFile } from "../gateway/giveReceipt.js"
import { parseReceivedFaxId, receivedIdWord } from "../input/ids.js"
import { profileFlag } from "../settings/connection.js"

export const receivedReceipt = defineCommand({
  name: "received receipt",
  summary: "Get a received fax's signed receipt from a gateway",
  details:
    "The receipt is a signed record (JWS) of when the fax came, from whom, and the hash of its pages. fax verify checks it offline.",
  words: receivedIdWord,
  flags: { out: receiptFile, profile: profileFlag, json: jsonFlag },
  examples: [
    {
      line: "fax received receipt 01a2085b0b4526870000000000000001 --out received.jws",
      does: "Keep it as evidence"
    }
  ],
  run: (given) =>
    Effect.gen(function* () {
      const id = yield* parseReceivedFaxId(given.words[0] ?? "")
      const gateway = yield* gatewayOf(given.profile)
      const signed = yield* gateway.text(routes.at(routes.gateway.receptionReceipt, { id }))
      return yield* giveReceipt({ receivedFaxId: id }, signed.trim(), given)
    })
})
