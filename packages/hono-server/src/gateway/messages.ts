import { FaxError, MessageId } from "@faxingcenter/core"
import { FailureReason, type StepRefused } from "@faxingcenter/core/delivery"
import { Gateway } from "@faxingcenter/gateway"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { HonoRequest } from "hono"
import { json } from "../answer/answers.js"
import { encodeWith } from "../answer/encode.js"
import { shortBody } from "../body/shortBody.js"
import { authorized } from "../handler/authorized.js"
import type { GatewayHandler } from "./GatewayHandler.js"
import { GatewayMessage, gatewayMessageOf } from "./GatewayMessage.js"
import { GatewayReceipt } from "./GatewayReceipt.js"

const encodeMessage = encodeWith(GatewayMessage)
const encodeReceipt = encodeWith(GatewayReceipt)

const decodeId = Schema.decodeUnknown(MessageId)

/** The message that the address names. */
export const messageIdOf = (request: HonoRequest) => {
  const id = request.param("id") ?? ""
  return Effect.mapBoth(decodeId(id), {
    onFailure: () => new FaxError.NotFound({ culprit: id, detail: "There is no such message" }),
    onSuccess: (known) => MessageId.make(known.toLowerCase())
  })
}

const conflict = (refused: StepRefused) =>
  new FaxError.Rejected({
    status: 409,
    title: "Conflict",
    detail: refused.message,
    culprit: refused.reason
  })

/** `GET /messages/:id`: everything that is known of it, with every attempt. */
export const detail: GatewayHandler = (request) =>
  authorized(
    request,
    Effect.gen(function* () {
      const gateway = yield* Gateway
      const found = yield* gateway.detail(yield* messageIdOf(request))
      return json(200, yield* encodeMessage(gatewayMessageOf(found)))
    })
  )

/** `POST /messages/:id/cancel`: ends it, or hangs up the call that is on. */
export const cancel: GatewayHandler = (request) =>
  authorized(
    request,
    Effect.gen(function* () {
      const gateway = yield* Gateway
      const after = yield* gateway.cancel(yield* messageIdOf(request))
      return json(200, yield* encodeMessage(gatewayMessageOf(after)))
    }).pipe(Effect.catchTag("StepRefused", conflict))
  )

export const ResendRequest = Schema.Struct({
  /** Send it even though it arrived, or may have. */
  mayArriveTwice: Schema.optionalWith(Schema.Boolean, { exact: true })
}).annotations({ identifier: "ResendRequest" })

/** `POST /messages/:id/resend`: the same fax to the same number, as a job of its own. */
export const resend: GatewayHandler = (request, intake) =>
  authorized(
    request,
    Effect.gen(function* () {
      const gateway = yield* Gateway
      const id = yield* messageIdOf(request)
      const { mayArriveTwice = false } = yield* shortBody(request, intake, ResendRequest)
      const receipt = yield* Effect.uninterruptible(gateway.resend(id, { mayArriveTwice }))
      return json(201, yield* encodeReceipt(receipt))
    }).pipe(Effect.catchTag("StepRefused", conflict))
  )

export const ResolveRequest = Schema.Union(
  Schema.Struct({ status: Schema.Literal("delivered"), pages: Schema.NonNegativeInt }),
  Schema.Struct({ status: Schema.Literal("failed"), reason: FailureReason })
).annotations({ identifier: "ResolveRequest" })

/** `POST /messages/:id/resolve`: settles an unknown outcome by what a person found out. */
export const resolve: GatewayHandler = (request, intake) =>
  authorized(
    request,
    Effect.gen(function* () {
      const gateway = yield* Gateway
      const id = yield* messageIdOf(request)
      const found = yield* shortBody(request, intake, ResolveRequest)
      const after = yield* gateway.resolve(
        id,
        found.status === "delivered"
          ? { _tag: "Delivered", pages: found.pages }
          : { _tag: "Failed", reason: found.reason }
      )
      return json(200, yield* encodeMessage(gatewayMessageOf(after)))
    }).pipe(Effect.catchTag("StepRefused", conflict))
  )
