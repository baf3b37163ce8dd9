import {
  type Attempt,
  type Delivery,
  type DeliveryPolicy,
  destinationKey,
  isOver,
  statusOf
} from "@faxingcenter/core/delivery"
import type * as Context from "effect/Context"
import { auditStatement, withSealedDetail } from "../clients/Audit.js"
import type { Results, Script } from "../database/Database.js"
import type { Dialect } from "../database/Dialect.js"
import { int, type Statement, sql, text } from "../database/sql.js"
import { orNull } from "../database/Texts.js"
import { acceptedAtOf } from "../ids.js"
import { eventStatement } from "../outbox/eventStatement.js"
import { happeningsOf } from "../outbox/GatewayEvent.js"
import type { Waker } from "../outbox/Waker.js"
import { attemptColumns, progressOf } from "./DeliveryRow.js"
import { stepForward } from "./frontOf.js"
import { mayBeCalled } from "./holds.js"
import type { CallRecord, StoredMessage } from "./Messages.js"
import { countSteps, type StepChange } from "./rollup.js"

/** Who asked for a step. */
export interface By {
  readonly actor: string
  readonly action: string
  readonly detail?: string
}

/** The node that takes a step, and by the name of its transport the way that its calls take. */
export interface Caller {
  readonly node: string
  readonly transport: string
  /** Whether it may call though the gateway itself has paused the queue, to find out whether it still must. */
  readonly isProbe?: boolean
}

/** A message after a step that this node took. Its next attempt stands for all calls that no record is left of. */
export const savedMessage = (
  { unknownSince, ...before }: StoredMessage,
  after: Delivery,
  caller: Caller,
  revision: string
): StoredMessage => {
  const isOpened = after.attempts.length > before.delivery.attempts.length
  const lost = unknownSince === undefined ? {} : { unknownSince }
  return {
    ...before,
    ...(isOpened || isOver(after) ? {} : lost),
    revision,
    delivery: after,
    calls: after.attempts.map((attempt): CallRecord => {
      const known = before.calls.find(({ fence }) => fence === attempt.fence)
      const pages = attemptColumns(attempt).pages ?? known?.pages
      return {
        ...(known ?? {
          fence: attempt.fence,
          node: caller.node,
          transport: caller.transport,
          ...lost
        }),
        ...(pages === undefined ? {} : { pages })
      }
    })
  }
}

const attemptStatements = (
  { calls, delivery, id }: StoredMessage,
  before: ReadonlyArray<Attempt>,
  { node, transport }: Caller,
  { texts }: Dialect,
  guard: Statement
): Script =>
  delivery.attempts.flatMap((attempt, i) => {
    const known = before[i]
    if (known === attempt || (known?.outcome !== undefined && known.fence === attempt.fence))
      return []
    const c = attemptColumns(attempt)
    return known === undefined
      ? [
          sql`INSERT INTO attempts (message, fence, node, transport, started_at, total_pages,
              unknown_since)
            SELECT ${text(id)}, ${int(c.fence)}, ${text(node)}, ${text(transport)},
              ${int(c.startedAt)}, ${int(c.totalPages)}, ${int(calls[i]?.unknownSince ?? null)}
            WHERE ${guard}`
        ]
      : [
          sql`UPDATE attempts SET ended_at = ${c.endedAt}, outcome = ${orNull(texts.sealed, c.outcome)},
              pages = COALESCE(${int(c.pages)}, pages)
            WHERE message = ${id} AND fence = ${c.fence} AND ${guard}`
        ]
  })

/** A step, as it is to be written down. */
export interface Step {
  readonly before: StoredMessage
  readonly saved: StoredMessage
  readonly caller: Caller
  /** Milliseconds since 1970. */
  readonly now: number
  readonly by: By | undefined
}

/** What steps are written down with; `lane` as in `Group`. */
interface Writing {
  readonly lane: number
  readonly dialect: Dialect
  readonly policy: DeliveryPolicy
  readonly waker: Context.Tag.Service<Waker>
}

const isOnTheLine = ({ saved }: Step): boolean =>
  ["Calling", "InDoubt"].includes(saved.delivery.state._tag)

/** All that follows from one step alone: nothing, if somebody else took a step before. */
const stepScript = (step: Step, { dialect, policy, waker }: Writing): Script => {
  const { before, by, caller, now, saved } = step
  const { client, delivery: after, id, revision } = saved
  const p = progressOf(after, policy)
  // Later statements only do something if the first did.
  const guard = sql`EXISTS (SELECT 1 FROM messages WHERE id = ${id} AND revision = ${revision})`
  const isOpened = after.attempts.length > before.delivery.attempts.length
  // Nobody has to be asked any more.
  const isAsked = isOpened || isOver(after)
  const destination = destinationOf(saved, dialect)
  return [
    sql`UPDATE messages SET status = ${p.status}, state = ${p.state}, state_at = ${p.stateAt},
        wake_at = ${p.wakeAt}, asked = ${p.asked}, pages = ${p.pages}, reason = ${p.reason},
        cancel_requested = ${p.cancelRequested}, fence = ${p.fence}, calls = ${p.calls},
        revision = ${revision}, in_front = ${isOnTheLine(step) ? 1 : null}
        ${isAsked ? sql`, unknown_since = NULL` : sql``}
      WHERE id = ${id} AND revision = ${before.revision}
        ${isOpened || p.state === "Calling" ? sql`AND in_front = 1` : sql``}
        ${p.state === "Calling" ? sql`AND ${mayBeCalled(destination, caller.isProbe === true)}` : sql``}
      RETURNING revision`,
    ...(by === undefined
      ? []
      : [auditStatement(withSealedDetail(dialect.texts, { at: now, subject: id, ...by }), guard)]),
    ...attemptStatements(saved, before.delivery.attempts, caller, dialect, guard),
    ...happeningsOf(before.delivery, after).map((happening) =>
      eventStatement(dialect, { client, messageId: id, at: now, happening }, guard)
    ),
    ...(p.state === "InDoubt" ? waker.wake([id], guard) : [])
  ]
}

const destinationOf = ({ delivery }: StoredMessage, { texts }: Dialect): string =>
  texts.hashed(destinationKey(delivery.destination))

const countsOf = ({ before, saved }: Step): ReadonlyArray<StepChange> => {
  const was = statusOf(before.delivery)
  const status = statusOf(saved.delivery)
  if (was === status) return []
  const { client, id, revision } = saved
  const count = (of: typeof status, by: number): StepChange => ({
    client,
    status: of,
    acceptedAt: acceptedAtOf(id),
    by,
    id,
    revision
  })
  return [count(was, -1), count(status, 1)]
}

/** Steps on messages to as many destinations, in one commit. Each does nothing, if somebody else took a step before. */
export const saveScript = (steps: ReadonlyArray<Step>, writing: Writing): Script => {
  const { dialect, lane } = writing
  // Whoever adds faxes holds destinations in this order too, so that nobody waits for the other in a ring.
  const inOrder = steps
    .map((step) => ({ step, destination: destinationOf(step.saved, dialect) }))
    .sort((a, b) => (a.destination < b.destination ? -1 : a.destination > b.destination ? 1 : 0))
  const changes = steps.flatMap(countsOf)
  const left = inOrder.filter(({ step }) => !isOnTheLine(step))
  const now = Math.max(...steps.map((step) => step.now))
  return [
    ...inOrder.flatMap(({ step }) => stepScript(step, writing)),
    // Also where a step was not taken: who stands in front already stays, and is woken once too often.
    ...stepForward(
      dialect,
      left.map(({ destination, step }) => ({ destination, last: step.saved.client })),
      now
    ),
    ...writing.waker.wakeNext(left.map(({ destination }) => destination)),
    // Last, as whoever counts in the same lane waits for the commit.
    ...(changes.length === 0 ? [] : [countSteps(dialect, changes, lane)])
  ]
}

/** Whether this step was taken, by what the commit that it went with gave. */
export const isSaved = ({ revision }: StoredMessage, results: Results): boolean =>
  results.some((rows) => rows.some((row) => row.revision === revision))
