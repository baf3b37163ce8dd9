import {
  CurrentClient,
  FaxError,
  type MessageId,
  type Receipt,
  type SendError
} from "@faxingcenter/core"
import type { FailureReason, Finding, StepRefused } from "@faxingcenter/core/delivery"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Transport } from "../deliver/transport/Transport.js"
import { CurrentActor, Gateway, type MessageDetail } from "../Gateway.js"
import { unavailable } from "../store/database/unavailable.js"
import {
  type ListedMessage,
  type MessageFilter,
  type MessageList,
  makeEveryClient
} from "../store/faxes/everyClient.js"
import { makeFaxCounts } from "../store/faxes/faxCounts.js"
import type { GatewayEvent } from "../store/outbox/GatewayEvent.js"
import { Events } from "../tell/events/Events.js"

/** What a gateway is doing now, and the last day's results. */
export interface Overview {
  readonly at: DateTime.Utc
  /** The way to the line: `simulated` calls nobody. */
  readonly transport: string
  /** Messages without a final state. */
  readonly open: { readonly waiting: number; readonly calling: number; readonly inDoubt: number }
  /** Since when the message that has waited longest for its call is due. */
  readonly oldestDue?: DateTime.Utc
  /** Calls that are on, or whose outcome is not known yet; the newest 200. */
  readonly onTheLine: ReadonlyArray<ListedMessage>
  /** Messages accepted in each hour of the last day, by their status now. */
  readonly hours: ReadonlyArray<{
    readonly start: DateTime.Utc
    readonly processing: number
    readonly delivered: number
    readonly failed: number
  }>
  /** Why faxes of the last day failed; of the newest 20,000 faxes at most. */
  readonly reasons: ReadonlyArray<{ readonly reason: FailureReason; readonly n: number }>
}

/** A message of any client, with its history. */
export interface SupervisedMessage extends MessageDetail {
  readonly clientId: string
  readonly clientName: string
  /** From the outbox, as long as they are kept. */
  readonly events: ReadonlyArray<GatewayEvent>
}

type ReadError = FaxError.NotFound | FaxError.Unauthorized | FaxError.Unavailable
type ChangeError = ReadError | StepRefused

/**
 * The messages of all clients, for operators. What somebody does here is in the audit log under their own
 * name.
 *
 * @example
 * ```ts
 * import { Supervision } from "@faxingcenter/gateway/manage"
 * import { Effect } from "effect"
 *
 * // The faxes whose outcome nobody knows, and a person has to settle.
 * const toSettle = Effect.flatMap(Supervision, ({ find }) =>
 *   find({ reason: "unknown_outcome" }, undefined, 50)
 * )
 * ```
 */
export class Supervision extends Context.Tag("@faxingcenter/gateway/Supervision")<
  Supervision,
  {
    readonly overview: Effect.Effect<Overview, FaxError.Unavailable>
    /** The newest first, before that message; `limit` at most. */
    readonly find: (
      filter: MessageFilter,
      before: MessageId | undefined,
      limit: number
    ) => Effect.Effect<MessageList, FaxError.Unavailable>
    readonly message: (id: MessageId) => Effect.Effect<SupervisedMessage, ReadError>
    readonly cancel: (id: MessageId, operator: string) => Effect.Effect<MessageDetail, ChangeError>
    readonly resolve: (
      id: MessageId,
      finding: Finding,
      operator: string,
      note?: string
    ) => Effect.Effect<MessageDetail, ChangeError>
    readonly resend: (
      id: MessageId,
      options: { readonly mayArriveTwice: boolean },
      operator: string
    ) => Effect.Effect<Receipt, ChangeError | SendError>
  }
>() {}

const dayMillis = Duration.toMillis("24 hours")
const hourMillis = Duration.toMillis("1 hour")
const shownCalls = 200

const make = Effect.gen(function* () {
  const counts = yield* makeFaxCounts
  const everyClient = yield* makeEveryClient
  const events = yield* Events
  const gateway = yield* Gateway
  const transport = yield* Transport

  const clientOf = Effect.fn("Supervision.clientOf")(
    function* (id: MessageId) {
      const client = yield* everyClient.clientOf(id)
      return (
        client ??
        (yield* new FaxError.NotFound({ culprit: id, detail: "There is no such message" }))
      )
    },
    Effect.catchTag("DatabaseError", unavailable)
  )

  /** Does it for the client of a message, under the operator's name. */
  const inPlaceOf = <A, E, R>(
    id: MessageId,
    name: string,
    act: Effect.Effect<A, E, R>,
    note?: string
  ) =>
    Effect.flatMap(clientOf(id), ({ clientId }) =>
      act.pipe(
        Effect.provideService(CurrentClient, { clientId }),
        Effect.provideService(CurrentActor, { name, ...(note === undefined ? {} : { note }) })
      )
    )

  const hoursOf = (
    counted: ReadonlyArray<{ readonly start: number; readonly status: number; readonly n: number }>,
    from: number
  ): Overview["hours"] =>
    Array.from({ length: 24 }, (_, at) => {
      const start = from + at * hourMillis
      const of = (status: number) =>
        counted.find((one) => one.start === start && one.status === status)?.n ?? 0
      return {
        start: DateTime.unsafeMake(start),
        processing: of(1),
        delivered: of(2),
        failed: of(3)
      }
    })

  return Supervision.of({
    overview: Effect.gen(function* () {
      const at = yield* DateTime.now
      const from = at.epochMillis - (at.epochMillis % hourMillis) + hourMillis - dayMillis
      const { oldestDue: oldest, open } = yield* counts
      const { messages } = yield* everyClient.list({ state: "Calling" }, undefined, shownCalls)
      const doubts = yield* everyClient.list({ state: "InDoubt" }, undefined, shownCalls)
      const hours = yield* everyClient.hoursSince(from)
      const reasons = yield* everyClient.reasonsSince(from)
      return {
        at,
        transport: transport.name,
        open,
        ...(oldest === 0 || oldest > at.epochMillis
          ? {}
          : { oldestDue: DateTime.unsafeMake(oldest) }),
        onTheLine: [...messages, ...doubts.messages],
        hours: hoursOf(hours, from),
        reasons
      }
    }).pipe(Effect.catchTag("DatabaseError", unavailable)),
    find: (filter, before, limit) =>
      Effect.catchTag(everyClient.list(filter, before, limit), "DatabaseError", unavailable),
    message: (id) =>
      Effect.gen(function* () {
        const client = yield* clientOf(id)
        const detail = yield* Effect.provideService(gateway.detail(id), CurrentClient, {
          clientId: client.clientId
        })
        const happened = yield* Effect.catchTag(
          events.after(undefined, { messageId: id }),
          "DatabaseError",
          unavailable
        )
        return { ...detail, ...client, events: happened }
      }),
    cancel: (id, operator) => inPlaceOf(id, operator, gateway.cancel(id)),
    resolve: (id, finding, operator, note) =>
      inPlaceOf(id, operator, gateway.resolve(id, finding), note),
    resend: (id, options, operator) => inPlaceOf(id, operator, gateway.resend(id, options))
  })
})

export const layer = Layer.effect(Supervision, make)
