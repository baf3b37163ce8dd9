import { FaxError, type MessageId, type SendId } from "@faxingcenter/core"
import {
  type Attempt,
  type Delivery,
  type DeliveryPolicy,
  destinationKey,
  statusOf
} from "@faxingcenter/core/delivery"
import * as Arr from "effect/Array"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { auditStatement } from "../clients/Audit.js"
import { commitSurely } from "../database/commitSurely.js"
import { Database, type DatabaseError, type Row, type Script } from "../database/Database.js"
import { int, raw, type Statement, sql, text } from "../database/sql.js"
import { eventStatement } from "../outbox/eventStatement.js"
import { happeningsOf } from "../outbox/GatewayEvent.js"
import { Waker } from "../outbox/Waker.js"
import { AttemptRow, attemptColumns, deliveryOf, MessageRow, progressOf } from "./DeliveryRow.js"
import { acceptedAtOf, newName, pastMessagesOf } from "./ids.js"
import { Policy } from "./Policy.js"
import { countChanges } from "./rollup.js"

/** What is known of a call beside what the rules need. */
export interface CallRecord {
  readonly fence: number
  /** The node that began it. */
  readonly node: string
  /** What the transport calls it. */
  readonly remoteId?: string
  /** Pages sent so far. */
  readonly pages?: number
}

export interface StoredMessage {
  readonly id: MessageId
  readonly client: number
  readonly reference?: string
  /** Changes with every step, so that no step is taken on an old state. */
  readonly revision: string
  readonly delivery: Delivery
  readonly calls: ReadonlyArray<CallRecord>
}

const columns = raw(`id, client, number, reference, state, state_at, deadline, hours, asked, pages,
  reason, cancel_requested, fence, calls_allowed, revision`)
const decodeMessages = Schema.decodeUnknown(Schema.Array(MessageRow))
const decodeAttempts = Schema.decodeUnknown(Schema.Array(AttemptRow))
/** The messages of the store, and the one way to move them on. */
export class Messages extends Context.Tag("@faxingcenter/gateway/Messages")<
  Messages,
  {
    readonly load: (
      id: MessageId
    ) => Effect.Effect<StoredMessage, DatabaseError | FaxError.NotFound>
    readonly ofJob: (id: SendId) => Effect.Effect<ReadonlyArray<StoredMessage>, DatabaseError>
    /** Those that this condition on their table holds for. */
    readonly where: (
      condition: Statement
    ) => Effect.Effect<ReadonlyArray<StoredMessage>, DatabaseError>
    /**
     * Makes a step durable, with all that follows from it; false when somebody else took one before.
     * `by` is who asked for it, where somebody did.
     */
    readonly save: (
      before: StoredMessage,
      after: Delivery,
      node: string,
      by?: { readonly actor: string; readonly action: string }
    ) => Effect.Effect<boolean, DatabaseError>
  }
>() {}

const callOf = (row: typeof AttemptRow.Type): CallRecord => ({
  fence: row.fence,
  node: row.node,
  ...(row.remote_id === null ? {} : { remoteId: row.remote_id }),
  ...(row.pages === null ? {} : { pages: row.pages })
})

const stored = (row: typeof MessageRow.Type, attempts: ReadonlyArray<typeof AttemptRow.Type>) =>
  Effect.map(
    deliveryOf(row, attempts),
    (delivery): StoredMessage => ({
      id: row.id,
      client: row.client,
      ...(row.reference === null ? {} : { reference: row.reference }),
      revision: row.revision,
      delivery,
      calls: attempts.map(callOf)
    })
  )

const attemptStatements = (
  id: MessageId,
  before: ReadonlyArray<Attempt>,
  after: ReadonlyArray<Attempt>,
  node: string,
  guard: Statement
): Script =>
  after.flatMap((attempt, i) => {
    const known = before[i]
    if (known === attempt || (known?.outcome !== undefined && known.fence === attempt.fence))
      return []
    const c = attemptColumns(attempt)
    return known === undefined
      ? [
          sql`INSERT INTO attempts (message, fence, node, started_at)
            SELECT ${text(id)}, ${int(c.fence)}, ${text(node)}, ${int(c.startedAt)} WHERE ${guard}`
        ]
      : [
          sql`UPDATE attempts SET ended_at = ${c.endedAt}, outcome = ${c.outcome},
              pages = COALESCE(${int(c.pages)}, pages)
            WHERE message = ${id} AND fence = ${c.fence} AND ${guard}`
        ]
  })

const make = Effect.gen(function* () {
  const db = yield* Database
  const waker = yield* Waker
  const policy: DeliveryPolicy = yield* Policy

  const where = Effect.fn("Messages.where")(function* (condition: Statement) {
    const found = yield* db.query(sql`SELECT ${columns} FROM messages WHERE ${condition}`)
    if (found.length === 0) return []
    const rows = yield* Effect.orDie(decodeMessages(found))
    const called = rows.filter((row) => row.fence > 0)
    const attempts: ReadonlyArray<Row> =
      called.length === 0
        ? []
        : yield* db.query(sql`SELECT message, fence, node, started_at, ended_at, outcome, remote_id, pages
            FROM attempts WHERE message IN (SELECT id FROM ${db.dialect.rows(
              { id: "text" },
              called.map(({ id }) => [id])
            )}) ORDER BY message, fence`)
    const byMessage = Arr.groupBy(yield* Effect.orDie(decodeAttempts(attempts)), (a) => a.message)
    return yield* Effect.orDie(Effect.forEach(rows, (row) => stored(row, byMessage[row.id] ?? [])))
  })

  const script = (
    before: StoredMessage,
    after: Delivery,
    node: string,
    now: number,
    revision: string,
    by: { readonly actor: string; readonly action: string } | undefined
  ): Script => {
    const { id, client } = before
    const p = progressOf(after, policy)
    const was = statusOf(before.delivery)
    const status = statusOf(after)
    // Later statements only do something if the first did.
    const guard = sql`EXISTS (SELECT 1 FROM messages WHERE id = ${id} AND revision = ${revision})`
    const acceptedAt = acceptedAtOf(id)
    const count = (of: typeof status, by: number) => ({ client, status: of, acceptedAt, by })
    return [
      sql`UPDATE messages SET status = ${p.status}, state = ${p.state}, state_at = ${p.stateAt},
          wake_at = ${p.wakeAt}, asked = ${p.asked}, pages = ${p.pages}, reason = ${p.reason},
          cancel_requested = ${p.cancelRequested}, fence = ${p.fence}, calls = ${p.calls},
          revision = ${revision}
        WHERE id = ${id} AND revision = ${before.revision} RETURNING id`,
      ...(by === undefined ? [] : [auditStatement({ at: now, subject: id, ...by }, guard)]),
      ...attemptStatements(id, before.delivery.attempts, after.attempts, node, guard),
      ...(was === status
        ? []
        : [countChanges(db.dialect, [count(was, -1), count(status, 1)], 0, guard)]),
      ...happeningsOf(before.delivery, after).map((happening) =>
        eventStatement(db.dialect, { client, messageId: id, at: now, happening }, guard)
      ),
      ...(p.wakeAt === null || p.state === "Calling"
        ? []
        : waker.wake([{ messageId: id, at: p.wakeAt }], guard)),
      ...(p.state === "Calling" || p.state === "InDoubt"
        ? []
        : waker.wakeNext(destinationKey(after.destination), guard))
    ]
  }

  return Messages.of({
    where,
    load: (id) =>
      Effect.flatMap(where(sql`id = ${id}`), ([message]) =>
        message === undefined
          ? Effect.fail(new FaxError.NotFound({ culprit: id, detail: "There is no such message" }))
          : Effect.succeed(message)
      ),
    ofJob: (id) => where(sql`id > ${id} AND id < ${pastMessagesOf(id)} ORDER BY id`),
    save: Effect.fn("Messages.save")(function* (before, after, node, by) {
      const now = DateTime.toEpochMillis(yield* DateTime.now)
      const revision = newName()
      const wasSaved = yield* commitSurely(
        () => script(before, after, node, now, revision, by),
        sql`SELECT id FROM messages WHERE id = ${before.id} AND revision = ${revision}`
      ).pipe(Effect.provideService(Database, db))
      yield* db.notify("events")
      yield* db.notify("wake")
      return wasSaved
    })
  })
})

export const layer = Layer.effect(Messages, make)
