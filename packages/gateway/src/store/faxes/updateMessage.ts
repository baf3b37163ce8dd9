import {
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
import { raw, type Statement, sql } from "../database/sql.js"
import { orNull } from "../database/Texts.js"
import { acceptedAtOf } from "../ids.js"
import { eventStatements } from "../outbox/eventStatement.js"
import { happeningsOf } from "../outbox/GatewayEvent.js"
import { isTaken } from "../outbox/isTaken.js"
import type { Waker } from "../outbox/Waker.js"
import { attemptColumns, progressOf } from "./DeliveryRow.js"
import { stepForward } from "./frontOf.js"
import { everyDestination } from "./holds.js"
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

const attemptTypes = {
  message: "text",
  fence: "bigint",
  node: "text",
  transport: "text",
  started_at: "bigint",
  total_pages: "bigint",
  ended_at: "bigint",
  outcome: "text",
  pages: "bigint",
  unknown_since: "bigint"
} as const
const attemptNames = Object.keys(attemptTypes).join(", ")

/** The attempts that a step began or ended, as rows. */
const attemptsOf = ({ before, saved }: Step, { texts }: Dialect) =>
  saved.delivery.attempts.flatMap((attempt, i) => {
    const known = before.delivery.attempts[i]
    const call = saved.calls[i]
    if (
      call === undefined ||
      known === attempt ||
      (known?.outcome !== undefined && known.fence === attempt.fence)
    )
      return []
    const c = attemptColumns(attempt)
    const row = [
      saved.id,
      c.fence,
      call.node,
      call.transport ?? null,
      c.startedAt,
      c.totalPages,
      c.endedAt,
      orNull(texts.sealed, c.outcome),
      c.pages,
      call.unknownSince ?? null,
      saved.revision
    ]
    return [{ isBegun: known === undefined, row }]
  })

const attemptStatements = (steps: ReadonlyArray<Step>, dialect: Dialect): Script => {
  const changed = steps.flatMap((step) => attemptsOf(step, dialect))
  const inserted = (isBegun: boolean, otherwise: Statement): Script => {
    const rows = changed.filter((one) => one.isBegun === isBegun).map(({ row }) => row)
    if (rows.length === 0) return []
    const table = dialect.rows({ ...attemptTypes, revision: "text" }, rows)
    return [
      sql`INSERT INTO attempts (${raw(attemptNames)}) SELECT ${raw(attemptNames)} FROM ${table}
        WHERE ${isTaken} ${otherwise}`
    ]
  }
  return [
    ...inserted(true, raw("")),
    // It is there: found as by no other statement, whatever PostgreSQL takes the tables for.
    ...inserted(
      false,
      raw(`ON CONFLICT (message, fence) DO UPDATE SET ended_at = excluded.ended_at,
        outcome = excluded.outcome, pages = COALESCE(excluded.pages, attempts.pages)`)
    )
  ]
}

const isOnTheLine = ({ saved }: Step): boolean =>
  ["Calling", "InDoubt"].includes(saved.delivery.state._tag)

const stepTypes = {
  message: "text",
  was: "text",
  revision: "text",
  destination: "text",
  /** Whether the message must be in front, and what may keep it from being called: as in `heeds`. */
  is_first: "bigint",
  heeds: "bigint",
  /** Nobody has to be asked any more. */
  is_asked: "bigint",
  status: "bigint",
  state: "text",
  state_at: "bigint",
  wake_at: "bigint",
  asked: "bigint",
  pages: "bigint",
  reason: "text",
  cancel_requested: "bigint",
  fence: "bigint",
  calls: "bigint",
  in_front: "bigint"
} as const

/** What keeps a step from being taken: nothing, a hold of its number, or that and any pause of the queue. */
const heeds = { nothing: 0, hold: 1, pause: 2 } as const

const stepRow = (
  step: Step,
  destination: string,
  policy: DeliveryPolicy
): ReadonlyArray<string | number | null> => {
  const { before, caller, saved } = step
  const { delivery: after, id, revision } = saved
  const p = progressOf(after, policy)
  const isOpened = after.attempts.length > before.delivery.attempts.length
  const isCalling = p.state === "Calling"
  return [
    id,
    before.revision,
    revision,
    destination,
    isOpened || isCalling ? 1 : 0,
    !isCalling ? heeds.nothing : caller.isProbe === true ? heeds.hold : heeds.pause,
    isOpened || isOver(after) ? 1 : 0,
    p.status,
    p.state,
    p.stateAt,
    p.wakeAt,
    p.asked,
    p.pages,
    p.reason,
    p.cancelRequested,
    p.fence,
    p.calls,
    isOnTheLine(step) ? 1 : null
  ]
}

/** Whether no hold keeps the step of the row `r` from being taken. */
const mayBeTaken = raw(
  `(r.heeds < ${heeds.pause} OR (SELECT 1 FROM holds WHERE destination = '${everyDestination}') IS NULL)
        AND (r.heeds < ${heeds.hold} OR (SELECT 1 FROM holds h WHERE h.destination = r.destination) IS NULL)`
)

/**
 * Takes these steps: each of them alone, and nothing of one if somebody else took a step before. The messages are looked up
 * and held in this order, however PostgreSQL then brings them together with what becomes of them.
 */
const stepsStatement = (dialect: Dialect, rows: Parameters<Dialect["rows"]>[1]): Statement =>
  sql`WITH steps AS MATERIALIZED (SELECT r.*, (SELECT m.id FROM messages m
        WHERE m.id = r.message AND m.revision = r.was AND (r.is_first = 0 OR m.in_front = 1)
        ${dialect.changing}) AS place
      FROM ${dialect.rows(stepTypes, rows)}
      WHERE ${mayBeTaken})
    UPDATE messages SET status = s.status, state = s.state, state_at = s.state_at, wake_at = s.wake_at,
      asked = s.asked, pages = s.pages, reason = s.reason, cancel_requested = s.cancel_requested,
      fence = s.fence, calls = s.calls, revision = s.revision, in_front = s.in_front,
      unknown_since = CASE WHEN s.is_asked = 1 THEN NULL ELSE messages.unknown_since END
    FROM steps s WHERE messages.id ${dialect.among(raw("SELECT place FROM steps"))} AND messages.id = s.place
    RETURNING messages.revision`

/** All that follows from a step for few of them: it does something only if the step was taken. */
const rareStatements = ({ by, now, saved }: Step, { dialect, waker }: Writing): Script => {
  const { delivery, id, revision } = saved
  const guard = sql`EXISTS (SELECT 1 FROM messages WHERE id = ${id} AND revision = ${revision})`
  return [
    ...(by === undefined
      ? []
      : [auditStatement(withSealedDetail(dialect.texts, { at: now, subject: id, ...by }), guard)]),
    ...(delivery.state._tag === "InDoubt" ? waker.wake([id], guard) : [])
  ]
}

/** What is told of these steps, as far as they were taken. */
const eventsOf = (steps: ReadonlyArray<Step>, dialect: Dialect): Script =>
  eventStatements(
    dialect,
    steps.flatMap(({ before, now: at, saved: { client, delivery, id: messageId, revision } }) =>
      happeningsOf(before.delivery, delivery).map((happening) => ({
        client,
        messageId,
        at,
        happening,
        revision
      }))
    )
  )

const destinationOf = ({ delivery }: StoredMessage, { texts }: Dialect): string =>
  texts.hashed(destinationKey(delivery.destination))

const changesOf = ({ before, saved }: Step): ReadonlyArray<StepChange> => {
  const from = statusOf(before.delivery)
  const to = statusOf(saved.delivery)
  const { client, id, revision } = saved
  return from === to ? [] : [{ client, from, to, acceptedAt: acceptedAtOf(id), id, revision }]
}

/** Steps on messages to as many destinations, in one commit. Each does nothing, if somebody else took a step before. */
export const saveScript = (steps: ReadonlyArray<Step>, writing: Writing): Script => {
  const { dialect, lane } = writing
  // Whoever adds faxes holds destinations in this order too, so that nobody waits for the other in a ring.
  const inOrder = steps
    .map((step) => ({ step, destination: destinationOf(step.saved, dialect) }))
    .sort((a, b) => (a.destination < b.destination ? -1 : a.destination > b.destination ? 1 : 0))
  const changes = steps.flatMap(changesOf)
  const left = inOrder.filter(({ step }) => !isOnTheLine(step))
  const now = Math.max(...steps.map((step) => step.now))
  return [
    // One statement for all of a kind.
    stepsStatement(
      dialect,
      inOrder.map(({ destination, step }) => stepRow(step, destination, writing.policy))
    ),
    ...attemptStatements(steps, dialect),
    ...eventsOf(steps, dialect),
    ...steps.flatMap((step) => rareStatements(step, writing)),
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

/** Which steps were taken, by what the commit that they went with gave: the revisions that they left. */
export const takenBy = (results: Results): ReadonlySet<unknown> =>
  new Set(results.flatMap((rows) => rows.map(({ revision }) => revision)))
