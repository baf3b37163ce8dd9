import { DeliveryReceipts } from "@faxingcenter/gateway"
import { PublicKey } from "@faxingcenter/gateway/receipts"
import * as Effect from "effect/Effect"
import { json } from "../answer/answers.js"
import { encodeWith } from "../answer/encode.js"
import { authorized } from "../handler/authorized.js"
import { receivedIdOf } from "../received/receivedHandlers.js"
import type { GatewayHandler } from "./GatewayHandler.js"
import { messageIdOf } from "./messages.js"

const encodeKey = encodeWith(PublicKey)

const headers = { "content-type": "application/jose", "x-content-type-options": "nosniff" }

/** `GET /messages/:id/receipt`: what became of it, as a JWS that is signed. */
export const receipt: GatewayHandler = (request) =>
  authorized(
    request,
    Effect.gen(function* () {
      const receipts = yield* DeliveryReceipts
      const { jws } = yield* receipts.of(yield* messageIdOf(request))
      return new Response(jws, { headers })
    })
  )

/** `GET /received/:id/receipt`: what came in, as a JWS that is signed. */
export const receptionReceipt: GatewayHandler = (request) =>
  authorized(
    request,
    Effect.gen(function* () {
      const receipts = yield* DeliveryReceipts
      const { jws } = yield* receipts.ofReceived(yield* receivedIdOf(request))
      return new Response(jws, { headers })
    })
  )

/** `GET /receipt-key`: what receipts are verified with, for everybody. */
export const receiptKey: GatewayHandler = () =>
  Effect.gen(function* () {
    const receipts = yield* DeliveryReceipts
    return json(200, yield* encodeKey(yield* receipts.publicKey))
  })
