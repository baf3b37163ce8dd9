import { FaxNumber, MessageId } from "@faxingcenter/core"
import {
  Attempt,
  callsMade,
  Delivery,
  type DeliveryPolicy,
  SendWindow,
  statusOf,
  wakeAt
} from "@faxingcenter/core/delivery"
import * as DateTime from "effect/DateTime"
import * as Schema from "effect/Schema"
import { acceptedAtOf } from "../ids.js"
import { codeOf } from "./statusCode.js"

/** A message as its table has it. */
export const MessageRow = Schema.Struct({
  id: MessageId,
  client: Schema.Int,
  number: FaxNumber,
  reference: Schema.NullOr(Schema.String),
  state: Schema.String,
  state_at: Schema.Int,
  deadline: Schema.Int,
  hours: Schema.NullOr(Schema.String),
  asked: Schema.Int,
  pages: Schema.NullOr(Schema.Int),
  reason: Schema.NullOr(Schema.String),
  cancel_requested: Schema.Int,
  fence: Schema.Int,
  calls_allowed: Schema.Int,
  revision: Schema.String,
  unknown_since: Schema.NullOr(Schema.Int)
})

/** An attempt as its table has it; `pages` are those that have gone over so far. */
export const AttemptRow = Schema.Struct({
  message: MessageId,
  fence: Schema.Int,
  node: Schema.String,
  transport: Schema.NullOr(Schema.String),
  started_at: Schema.Int,
  total_pages: Schema.NullOr(Schema.Int),
  ended_at: Schema.NullOr(Schema.Int),
  outcome: Schema.NullOr(Schema.String),
  remote_id: Schema.NullOr(Schema.String),
  pages: Schema.NullOr(Schema.Int),
  unknown_since: Schema.NullOr(Schema.Int)
})

const stateOf = (row: typeof MessageRow.Type): unknown => {
  const at = row.state_at
  switch (row.state) {
    case "Waiting":
      return { _tag: "Waiting", notBefore: at }
    case "InDoubt":
      return { _tag: "InDoubt", askAt: at, asked: row.asked }
    case "Delivered":
      return { _tag: "Delivered", at, pages: row.pages }
    case "Failed":
      return { _tag: "Failed", at, reason: row.reason }
    default:
      return { _tag: row.state }
  }
}

const parsed = (name: string, json: string | null) =>
  json === null ? {} : { [name]: JSON.parse(json) as unknown }

const decode = Schema.decodeUnknown(Delivery)

/** What the rules need to know of a message; the schema of core is the judge of what was stored. */
export const deliveryOf = (
  row: typeof MessageRow.Type,
  attempts: ReadonlyArray<typeof AttemptRow.Type>
) =>
  decode({
    destination: row.number,
    acceptedAt: acceptedAtOf(row.id),
    deadline: row.deadline,
    ...parsed("window", row.hours),
    callsAllowed: row.calls_allowed,
    cancelRequested: row.cancel_requested !== 0,
    fence: row.fence,
    attempts: attempts.map((attempt) => ({
      fence: attempt.fence,
      startedAt: attempt.started_at,
      ...(attempt.total_pages === null ? {} : { totalPages: attempt.total_pages }),
      ...(attempt.ended_at === null ? {} : { endedAt: attempt.ended_at }),
      ...parsed("outcome", attempt.outcome)
    })),
    state: stateOf(row)
  })

/** The columns of a message that a step may change. */
export interface Progress {
  readonly status: number
  readonly state: string
  readonly stateAt: number
  readonly wakeAt: number | null
  readonly asked: number
  readonly pages: number | null
  readonly reason: string | null
  readonly cancelRequested: number
  readonly fence: number
  readonly calls: number
}

export const progressOf = (delivery: Delivery, policy: DeliveryPolicy): Progress => {
  const { state } = delivery
  const wake = wakeAt(delivery, policy)
  const started = delivery.attempts.at(-1)?.startedAt ?? delivery.acceptedAt
  const at =
    state._tag === "Waiting"
      ? state.notBefore
      : state._tag === "InDoubt"
        ? state.askAt
        : state._tag === "Calling"
          ? started
          : state.at
  return {
    status: codeOf(statusOf(delivery)),
    state: state._tag,
    stateAt: DateTime.toEpochMillis(at),
    wakeAt: wake === undefined ? null : DateTime.toEpochMillis(wake),
    asked: state._tag === "InDoubt" ? state.asked : 0,
    pages: state._tag === "Delivered" ? state.pages : null,
    reason: state._tag === "Failed" ? state.reason : null,
    cancelRequested: delivery.cancelRequested ? 1 : 0,
    fence: delivery.fence,
    calls: callsMade(delivery)
  }
}

const encodeWindow = Schema.encodeSync(Schema.parseJson(SendWindow))
export const hoursOf = ({ window }: Delivery): string | null =>
  window === undefined ? null : encodeWindow(window)

const encodeAttempt = Schema.encodeSync(Attempt)

/** An attempt as it is written; its outcome as JSON. */
export const attemptColumns = (attempt: Attempt) => {
  const { fence, startedAt, totalPages, endedAt, outcome } = encodeAttempt(attempt)
  return {
    fence,
    startedAt,
    totalPages: totalPages ?? null,
    endedAt: endedAt ?? null,
    outcome: outcome === undefined ? null : JSON.stringify(outcome),
    pages: outcome === undefined || outcome._tag === "NotDialled" ? null : outcome.pages
  }
}
