import { PublicKey, Receipts, SignedReceipt } from "@faxingcenter/gateway"
import * as Effect from "effect/Effect"
import { json } from "../answers.js"
import { authorized } from "../authorized.js"
import { encodeWith } from "../encode.js"
import type { GatewayHandler } from "./GatewayHandler.js"
import { messageIdOf } from "./messages.js"

const encodeReceipt = encodeWith(SignedReceipt)
const encodeKey = encodeWith(PublicKey)

/** `GET /messages/:id/receipt`: what became of it, signed. */
export const receipt: GatewayHandler = (request) =>
  authorized(
    request,
    Effect.gen(function* () {
      const receipts = yield* Receipts
      const signed = yield* receipts.of(yield* messageIdOf(request))
      return json(200, yield* encodeReceipt(signed))
    })
  )

/** `GET /receipt-key`: what receipts are verified with, for everybody. */
export const receiptKey: GatewayHandler = () =>
  Effect.gen(function* () {
    const receipts = yield* Receipts
    return json(200, yield* encodeKey(yield* receipts.publicKey))
  })
