import {
  CurrentClient,
  type FaxError,
  type MessageId,
  type ReceivedFaxId
} from "@faxingcenter/core"
import { statusOf } from "@faxingcenter/core/delivery"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { ClientKeys } from "../../admit/ClientKeys.js"
import { Gateway, type MessageDetail } from "../../Gateway.js"
import { Reception } from "../../receive/Reception.js"
import { unavailable } from "../../store/database/unavailable.js"
import { Secrets } from "../../store/documents/Secrets.js"
import type { AttemptEvidence, DeliveryReceipt } from "./DeliveryReceipt.js"
import type { ReceptionReceipt } from "./ReceptionReceipt.js"
import { newSigningKey, type PublicKey, publicKeyOf } from "./SigningKey.js"
import { type Signed, signReceipt, signReception } from "./signReceipt.js"

/**
 * Signs the outcomes of messages.
 *
 * @example
 * ```ts
 * import type { MessageId } from "@faxingcenter/core"
 * import { DeliveryReceipts } from "@faxingcenter/gateway"
 * import { Effect } from "effect"
 *
 * // As text, to be given to whoever wants proof.
 * const receiptOf = (id: MessageId) =>
 *   Effect.flatMap(DeliveryReceipts, (receipts) => receipts.of(id)).pipe(Effect.map(({ jws }) => jws))
 * ```
 */
export class DeliveryReceipts extends Context.Tag("@faxingcenter/gateway/DeliveryReceipts")<
  DeliveryReceipts,
  {
    /** What is known of a message of the current client, signed. */
    readonly of: (
      id: MessageId
    ) => Effect.Effect<
      Signed<DeliveryReceipt>,
      FaxError.NotFound | FaxError.Unauthorized | FaxError.Unavailable
    >
    /** What came in, for the current client, signed. */
    readonly ofReceived: (
      id: ReceivedFaxId
    ) => Effect.Effect<
      Signed<ReceptionReceipt>,
      FaxError.NotFound | FaxError.Unauthorized | FaxError.Unavailable
    >
    /** What receipts are verified with. It is made once, and stays. */
    readonly publicKey: Effect.Effect<PublicKey, FaxError.Unavailable>
  }
>() {}

/** The name of the transport that telephones nobody. */
const simulated = "simulated"

const attemptsOf = ({ calls, delivery }: MessageDetail): ReadonlyArray<AttemptEvidence> =>
  delivery.attempts.map(({ endedAt, fence, outcome, startedAt }) => {
    const call = calls.find((one) => one.fence === fence)
    return {
      startedAt,
      ...(endedAt === undefined ? {} : { endedAt }),
      ...(outcome === undefined ? {} : { outcome }),
      ...(call?.remoteId === undefined ? {} : { remoteId: call.remoteId }),
      ...(call?.transport === undefined ? {} : { transport: call.transport })
    }
  })

const receiptOf = (detail: MessageDetail, issuedAt: DateTime.Utc): DeliveryReceipt => {
  const { delivery, documents, faxNumber, image, jobReference, messageId, reference, sendId } =
    detail
  const { acceptedAt, state } = delivery
  const attempts = attemptsOf(detail)
  return {
    version: 3,
    issuedAt,
    sendId,
    messageId,
    ...(jobReference === undefined ? {} : { sendReference: jobReference }),
    ...(reference === undefined ? {} : { reference }),
    faxNumber,
    status: statusOf(delivery),
    simulated: attempts.some(({ transport }) => transport === simulated),
    acceptedAt,
    ...(state._tag === "Delivered" || state._tag === "Failed" ? { endedAt: state.at } : {}),
    ...(state._tag === "Failed" ? { reason: state.reason } : {}),
    ...(state._tag === "Delivered" ? { pages: state.pages } : {}),
    documents: documents.map(({ fileName, order, sha256, size }) => ({
      fileName,
      order,
      size,
      sha256
    })),
    ...(image === undefined ? {} : { image: { pages: image.pages, sha256: image.sha256 } }),
    attempts
  }
}

const make = Effect.gen(function* () {
  const gateway = yield* Gateway
  const keys = yield* ClientKeys
  const reception = yield* Reception
  const secrets = yield* Secrets
  const key = Effect.map(secrets.all("receipts", newSigningKey), ([newest]) => newest).pipe(
    Effect.catchTags({ DatabaseError: unavailable, Unreadable: Effect.die })
  )

  return DeliveryReceipts.of({
    of: Effect.fn("DeliveryReceipts.of")(function* (id) {
      const detail = yield* gateway.detail(id)
      const receipt = receiptOf(detail, yield* DateTime.now)
      return yield* Effect.orDie(signReceipt(receipt, yield* key))
    }),
    ofReceived: Effect.fn("DeliveryReceipts.ofReceived")(function* (id) {
      const { clientId } = yield* CurrentClient.required
      const owner = yield* Effect.catchTag(keys.keyOf(clientId), "DatabaseError", unavailable)
      const { fax, line } = yield* reception.evidence(id, owner)
      const { read: _, readAt: __, ...came } = fax
      const issuedAt = yield* DateTime.now
      const receipt = { version: 1, issuedAt, clientId, line, ...came } as const
      return yield* Effect.orDie(signReception(receipt, yield* key))
    }),
    publicKey: Effect.flatMap(key, (own) => Effect.orDie(publicKeyOf(own)))
  })
})

export const layer = Layer.effect(DeliveryReceipts, make)
