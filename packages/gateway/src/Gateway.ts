import {
  CurrentClient,
  type FaxError,
  type FaxNumber,
  type MessageId,
  type Receipt,
  type SendError,
  SendFax,
  type SendId
} from "@faxingcenter/core"
import {
  cancel,
  type Delivery,
  type Finding,
  isOver,
  resend,
  resolve,
  type Step,
  type StepRefused
} from "@faxingcenter/core/delivery"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Acceptance } from "./accept/Acceptance.js"
import { ClientKeys } from "./admit/ClientKeys.js"
import { Dispatcher } from "./deliver/Dispatcher.js"
import { Transport } from "./deliver/transport/Transport.js"
import { ClusterNode } from "./store/cluster/ClusterNode.js"
import type { DatabaseError } from "./store/database/Database.js"
import { unavailable } from "./store/database/unavailable.js"
import { Contents, type DocumentRecord } from "./store/documents/Contents.js"
import { makeJobs } from "./store/faxes/Jobs.js"
import { type CallRecord, Messages, type StoredMessage } from "./store/faxes/Messages.js"
import {
  type MessageCriteria,
  type MessageListed,
  makeMessageList
} from "./store/faxes/messageList.js"
import { Policy } from "./store/faxes/Policy.js"
import { sendIdOf } from "./store/ids.js"
import type { SubmitOptions } from "./store/SubmitOptions.js"

/** Everything known about a message. */
export interface MessageDetail {
  readonly messageId: MessageId
  readonly sendId: SendId
  readonly faxNumber: FaxNumber
  readonly reference?: string
  readonly jobReference?: string
  readonly options: SubmitOptions
  /** With every attempt. */
  readonly delivery: Delivery
  /** What was noted of each attempt beside its outcome; by its fence. */
  readonly calls: ReadonlyArray<CallRecord>
  readonly documents: ReadonlyArray<DocumentRecord>
  /** The pages that its line sends, once they have been made of the documents. */
  readonly image?: { readonly pages: number; readonly sha256: string }
}

type ReadError = FaxError.NotFound | FaxError.Unauthorized | FaxError.Unavailable
type ChangeError = ReadError | StepRefused

/**
 * Who acts on a client's behalf, and their note, for the audit log.
 *
 * @example
 * ```ts
 * import { CurrentClient } from "@faxingcenter/core"
 * import { CurrentActor, Webhooks } from "@faxingcenter/gateway"
 * import { Effect } from "effect"
 *
 * // The audit log says that anna did it, and not the client.
 * const removeFor = (clientId: string, webhook: string) =>
 *   Effect.flatMap(Webhooks, ({ remove }) => remove(webhook)).pipe(
 *     Effect.provideService(CurrentClient, { clientId }),
 *     Effect.provideService(CurrentActor, { name: "anna" })
 *   )
 * ```
 */
export class CurrentActor extends Context.Reference<CurrentActor>()(
  "@faxingcenter/gateway/CurrentActor",
  { defaultValue: (): { readonly name: string; readonly note?: string } | undefined => undefined }
) {}

const actorOf = Effect.gen(function* () {
  const { clientId } = yield* CurrentClient.required
  const actor = yield* CurrentActor
  return actor ?? { name: clientId }
})

/**
 * What a gateway offers beyond FaxingCenter's API. Each client sees and changes its own messages only.
 *
 * @example
 * ```ts
 * import type { MessageId } from "@faxingcenter/core"
 * import { Gateway } from "@faxingcenter/gateway"
 * import { Effect } from "effect"
 *
 * const cancelUnlessOver = (id: MessageId) =>
 *   Effect.gen(function* () {
 *     const { cancel, detail } = yield* Gateway
 *     const { delivery } = yield* cancel(id).pipe(
 *       Effect.catchTag("StepRefused", () => detail(id))
 *     )
 *     return delivery.state._tag
 *   })
 * ```
 */
export class Gateway extends Context.Tag("@faxingcenter/gateway/Gateway")<
  Gateway,
  {
    /** The messages of the client, the newest first. */
    readonly list: (
      criteria: MessageCriteria
    ) => Effect.Effect<ReadonlyArray<MessageListed>, FaxError.Unavailable | FaxError.Unauthorized>
    readonly detail: (id: MessageId) => Effect.Effect<MessageDetail, ReadError>
    /** Ends it at once, or hangs up the call that is on; its detail tells what came of it. */
    readonly cancel: (id: MessageId) => Effect.Effect<MessageDetail, ChangeError>
    /** The same documents to the same number again, as a job of its own. */
    readonly resend: (
      id: MessageId,
      options: { readonly mayArriveTwice: boolean }
    ) => Effect.Effect<Receipt, ChangeError | SendError>
    /** Settles an unknown outcome by what a person found out. */
    readonly resolve: (id: MessageId, finding: Finding) => Effect.Effect<MessageDetail, ChangeError>
  }
>() {}

const make = Effect.gen(function* () {
  const jobs = yield* makeJobs
  const messageList = yield* makeMessageList
  const acceptance = yield* Acceptance
  const clients = yield* ClientKeys
  const contents = yield* Contents
  const dispatcher = yield* Dispatcher
  const messages = yield* Messages
  const node = yield* ClusterNode
  const policy = yield* Policy
  const caller = { node: node.id, transport: (yield* Transport).name }

  const load = Effect.fn("Gateway.load")(function* (id: MessageId) {
    const { clientId } = yield* CurrentClient.required
    const client = yield* clients.keyOf(clientId)
    return yield* messages.load(id, client)
  })

  const detailOf = Effect.fn("Gateway.detailOf")(function* (message: StoredMessage) {
    const { id, delivery, calls, reference } = message
    const sendId = sendIdOf(id)
    const job = yield* jobs.find(sendId)
    const detail: MessageDetail = {
      messageId: id,
      sendId,
      faxNumber: delivery.destination,
      ...(reference === undefined ? {} : { reference }),
      ...(job?.reference == null ? {} : { jobReference: job.reference }),
      options: job?.options ?? {},
      delivery,
      calls,
      documents: job?.documents ?? [],
      ...(job?.image == null ? {} : { image: { pages: job.pages ?? 0, sha256: job.image.sha256 } })
    }
    return detail
  })

  const change = (
    id: MessageId,
    action: string,
    decide: (delivery: Delivery, now: DateTime.Utc) => Step
  ): Effect.Effect<
    StoredMessage,
    FaxError.NotFound | FaxError.Unauthorized | StepRefused | DatabaseError
  > =>
    Effect.gen(function* () {
      const before = yield* load(id)
      const now = yield* DateTime.now
      const after = yield* decide(before.delivery, now)
      const { name, note } = yield* actorOf
      const by = { actor: name, action, ...(note === undefined ? {} : { detail: note }) }
      const saved = yield* messages.save(before, after, caller, by)
      return saved ?? (yield* change(id, action, decide))
    })

  return Gateway.of({
    list: (criteria) =>
      Effect.gen(function* () {
        const { clientId } = yield* CurrentClient.required
        return yield* messageList.list(yield* clients.keyOf(clientId), criteria)
      }).pipe(Effect.catchTag("DatabaseError", unavailable)),
    detail: (id) =>
      load(id).pipe(Effect.flatMap(detailOf), Effect.catchTag("DatabaseError", unavailable)),
    cancel: (id) =>
      Effect.gen(function* () {
        const message = yield* change(id, "message.cancel", cancel)
        if (!isOver(message.delivery)) yield* dispatcher.hangUp(message)
        return yield* detailOf(message)
      }).pipe(Effect.catchTag("DatabaseError", unavailable)),
    resolve: (id, finding) =>
      change(id, "message.resolve", (delivery, now) => resolve(delivery, finding, now)).pipe(
        Effect.flatMap(detailOf),
        Effect.catchTag("DatabaseError", unavailable)
      ),
    resend: (id, again) =>
      Effect.gen(function* () {
        const message = yield* load(id)
        const now = yield* DateTime.now
        const { window } = yield* resend(message.delivery, again, policy, now)
        const { name } = yield* actorOf
        const { documents, faxNumber, options, reference, jobReference } = yield* detailOf(message)
        return yield* acceptance.submit(
          yield* SendFax.make({
            recipients: [{ number: faxNumber, ...(reference === undefined ? {} : { reference }) }],
            documents: documents.map(contents.document),
            reference: jobReference
          }),
          {
            ...(window === undefined ? {} : { window }),
            ...(options.from === undefined ? {} : { from: options.from })
          },
          (sendId) => ({
            at: now.epochMillis,
            actor: name,
            action: "message.resend",
            subject: id,
            detail: sendId
          })
        )
      }).pipe(Effect.catchTag("DatabaseError", unavailable))
  })
})

export const layer = Layer.effect(Gateway, make)
