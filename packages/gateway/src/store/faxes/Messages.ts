import { FaxError, FaxNumber, MessageId } from "@faxingcenter/core"
import type { Delivery, DeliveryPolicy } from "@faxingcenter/core/delivery"
import * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { allOrEach } from "../database/allOrEach.js"
import { commitSurely, isLost } from "../database/commitSurely.js"
import { Database, type DatabaseError, type Row } from "../database/Database.js"
import { join, list, raw, type Statement, sql } from "../database/sql.js"
import { newName } from "../ids.js"
import { Waker } from "../outbox/Waker.js"
import { AttemptRow, deliveryOf, MessageRow } from "./DeliveryRow.js"
import { dueInTurn } from "./dueInTurn.js"
import { Policy } from "./Policy.js"
import { rivalOf, turnWords } from "./turnWords.js"
import {
  type By,
  type Caller,
  type Step,
  savedMessage,
  saveScript,
  takenBy
} from "./updateMessage.js"

/** What is known of a call beside what the rules need. */
export interface CallRecord {
  readonly fence: number
  /** The node that began it. */
  readonly node: string
  /** The name of the transport that it was made by, if that was noted. */
  readonly transport?: string
  /** What the transport calls it. */
  readonly remoteId?: string
  /** Pages sent so far. */
  readonly pages?: number
  /** It stands for calls that may have been made since then, and that no record is left of. Milliseconds since 1970. */
  readonly unknownSince?: number
}

export interface StoredMessage {
  readonly id: MessageId
  readonly client: number
  readonly reference?: string
  /** Changes with every step, so that no step is taken on an old state. */
  readonly revision: string
  readonly delivery: Delivery
  readonly calls: ReadonlyArray<CallRecord>
  /**
   * A copy was put in the place of the database: since then it may have been called without a record, and the line is
   * asked first. Milliseconds since 1970.
   */
  readonly unknownSince?: number
}

/** A message that has an open attempt: it may be on the line to its number. */
export interface OnTheLine {
  readonly id: MessageId
  readonly client: number
  readonly number: FaxNumber
}

/** A message whose time to be called has come, and whose it is. */
export interface Due {
  readonly id: MessageId
  readonly client: number
}

const columns = raw(`id, client, number, reference, state, state_at, deadline, hours, asked, pages,
  reason, cancel_requested, fence, calls_allowed, revision, unknown_since`)
const decodeMessages = Schema.decodeUnknown(Schema.Array(MessageRow))
const decodeAttempts = Schema.decodeUnknown(Schema.Array(AttemptRow))
const decodeOnTheLine = Schema.decodeUnknown(
  Schema.Array(Schema.Struct({ id: MessageId, client: Schema.Int, number: FaxNumber }))
)
const decodeDue = Schema.decodeUnknown(
  Schema.Array(Schema.Struct({ id: MessageId, client: Schema.Int }))
)
const decodeNext = Schema.decodeUnknown(
  Schema.Array(Schema.Struct({ at: Schema.NullOr(Schema.Int) }))
)

const decodeRivals = Schema.decodeUnknown(
  Schema.Array(Schema.Struct({ id: MessageId, rival: Schema.NullOr(Schema.Int) }))
)

/** The sign keeps a planner from walking through all that the client ever sent. */
const its = (id: MessageId, client: number) => sql`id = ${id} AND +client = ${client}`

const unbounded = { concurrency: "unbounded" } as const

/** Steps that one commit makes durable at most. */
const mostSteps = 64

interface WithRivals {
  readonly message: StoredMessage
  readonly hasRivals: boolean
}

/** The messages of the store, and the one way to move them on. Times: milliseconds since 1970. */
export class Messages extends Context.Tag("@faxingcenter/gateway/Messages")<
  Messages,
  {
    /** `client`: who asks, whose own it then must be: another's takes no more work than one that there is not. */
    readonly load: (
      id: MessageId,
      client?: number
    ) => Effect.Effect<StoredMessage, DatabaseError | FaxError.NotFound>
    /**
     * Those of these that there are, each with whether a message of another client waits in front, due or not: only then
     * is there a turn to take. One that cannot be read fails alone.
     */
    readonly loadWithRivals: (
      ids: ReadonlyArray<MessageId>
    ) => Effect.Effect<ReadonlyArray<Exit.Exit<WithRivals | undefined, DatabaseError>>>
    /**
     * Those whose time to be called has come, the first of each number that is free: the oldest of each client, of
     * the one after `client` first, then the second of each, and so on.
     */
    readonly due: (
      now: number,
      limit: number,
      client: number
    ) => Effect.Effect<ReadonlyArray<StoredMessage>, DatabaseError>
    /** The same, without what is known of them. */
    readonly turns: (
      now: number,
      limit: number,
      client: number
    ) => Effect.Effect<ReadonlyArray<Due>, DatabaseError>
    /** Those that have an open attempt and are to be looked at again, the oldest first. */
    readonly toAsk: (
      now: number,
      limit: number
    ) => Effect.Effect<ReadonlyArray<StoredMessage>, DatabaseError>
    /** When the next time of any of them comes. */
    readonly nextWakeAfter: (now: number) => Effect.Effect<number | undefined, DatabaseError>
    readonly onTheLine: Effect.Effect<ReadonlyArray<OnTheLine>, DatabaseError>
    /** Those that one of these nodes is calling. */
    readonly callingFrom: (
      nodes: ReadonlyArray<string>
    ) => Effect.Effect<ReadonlyArray<StoredMessage>, DatabaseError>
    /**
     * Makes a step durable, with all that follows from it: the message as it is then, or nothing when
     * somebody else took a step before. `by` is who asked for it, where somebody did.
     */
    readonly save: (
      before: StoredMessage,
      after: Delivery,
      caller: Caller,
      by?: By
    ) => Effect.Effect<StoredMessage | undefined, DatabaseError>
    /** The same for steps on many messages, in one commit. One that cannot be committed fails alone. */
    readonly saveAll: (
      steps: ReadonlyArray<{ readonly before: StoredMessage; readonly after: Delivery }>,
      caller: Caller
    ) => Effect.Effect<ReadonlyArray<Exit.Exit<StoredMessage | undefined, DatabaseError>>>
  }
>() {}

const callOf = (row: typeof AttemptRow.Type): CallRecord => ({
  fence: row.fence,
  node: row.node,
  ...(row.transport === null ? {} : { transport: row.transport }),
  ...(row.remote_id === null ? {} : { remoteId: row.remote_id }),
  ...(row.pages === null ? {} : { pages: row.pages }),
  ...(row.unknown_since === null ? {} : { unknownSince: row.unknown_since })
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
      calls: attempts.map(callOf),
      ...(row.unknown_since === null ? {} : { unknownSince: row.unknown_since })
    })
  )

const make = Effect.gen(function* () {
  const db = yield* Database
  const waker = yield* Waker
  const policy: DeliveryPolicy = yield* Policy
  const commitSteps = yield* db.together<Arr.NonEmptyReadonlyArray<Step>>({
    scriptOf: (groups, lane) =>
      saveScript(groups.flat(), { lane, dialect: db.dialect, policy, waker }),
    maxItems: mostSteps,
    sizeOf: (steps) => steps.length,
    ownerOf: ([{ before }]) => before.client,
    // One after the other: those that come meanwhile go together, in fewer and larger commits.
    lanes: 1
  })
  const longestAskPauseMillis = 2 * Duration.toMillis(policy.askEvery.longest)
  const rival = rivalOf(db.dialect)
  const { toCall } = turnWords(db.dialect)

  const assembled = Effect.fn("Messages.assembled")(function* (found: ReadonlyArray<Row>) {
    if (found.length === 0) return []
    const rows = yield* Effect.orDie(decodeMessages(found))
    const called = rows.filter((row) => row.fence > 0)
    const attempts: ReadonlyArray<Row> =
      called.length === 0
        ? []
        : yield* db.query(sql`SELECT message, fence, node, transport, started_at, total_pages, ended_at,
              outcome, remote_id, pages, unknown_since
            FROM attempts WHERE message IN (SELECT id FROM ${db.dialect.rows(
              { id: "text" },
              called.map(({ id }) => [id])
            )}) ORDER BY message, fence`)
    const byMessage = Arr.groupBy(yield* Effect.orDie(decodeAttempts(attempts)), (a) => a.message)
    return yield* Effect.orDie(Effect.forEach(rows, (row) => stored(row, byMessage[row.id] ?? [])))
  })

  const where = (condition: Statement) =>
    Effect.flatMap(db.query(sql`SELECT ${columns} FROM messages WHERE ${condition}`), assembled)

  const missing = (id: MessageId) =>
    new FaxError.NotFound({ culprit: id, detail: "There is no such message" })
  const first = (id: MessageId, [message]: ReadonlyArray<StoredMessage>) =>
    message === undefined ? Effect.fail(missing(id)) : Effect.succeed(message)

  const turns = Effect.fn("Messages.turns")(function* (now: number, limit: number, client: number) {
    return yield* Effect.orDie(
      decodeDue(yield* db.query(dueInTurn(db.dialect, now, limit, client)))
    )
  })

  const withRivals = (ids: ReadonlyArray<MessageId>) =>
    Effect.gen(function* () {
      const rows = yield* db.query(sql`SELECT ${columns}, ${rival} FROM messages m
        WHERE id ${db.dialect.among(
          sql`SELECT id FROM ${db.dialect.rows(
            { id: "text" },
            ids.map((id) => [id])
          )}`
        )}`)
      const rivals = yield* Effect.orDie(decodeRivals(rows))
      const rivalled = new Set(rivals.flatMap((row) => (row.rival === null ? [] : [row.id])))
      const found = new Map(
        (yield* assembled(rows)).map((message) => [
          message.id,
          { message, hasRivals: rivalled.has(message.id) }
        ])
      )
      return ids.map((id) => found.get(id))
    })

  /** Whether each of these steps was taken. */
  const take = (steps: ReadonlyArray<Step>) =>
    Arr.isNonEmptyReadonlyArray(steps)
      ? Effect.map(commitSteps(steps), (results) => {
          const taken = takenBy(results)
          return steps.map(({ saved }) => taken.has(saved.revision))
        })
      : Effect.succeed([])

  /** The same, each alone where they cannot be committed together, and whether or not the answer is lost. */
  const takeSurely = (
    steps: ReadonlyArray<Step>
  ): Effect.Effect<ReadonlyArray<Exit.Exit<boolean, DatabaseError>>> =>
    Effect.matchCauseEffect(take(steps), {
      onSuccess: (taken) => Effect.succeed(taken.map((isTaken) => Exit.succeed(isTaken))),
      onFailure: (cause): Effect.Effect<ReadonlyArray<Exit.Exit<boolean, DatabaseError>>> => {
        if (isLost(cause)) {
          return Effect.forEach(steps, ({ saved }) => Effect.exit(findOut(saved, cause)), unbounded)
        }
        return steps.length === 1 || Cause.isInterrupted(cause)
          ? Effect.succeed(steps.map(() => Exit.failCause(cause)))
          : Effect.map(
              Effect.forEach(steps, (one) => takeSurely([one]), unbounded),
              (exits) => exits.flat()
            )
      }
    })

  const findOut = (saved: StoredMessage, lost: Cause.Cause<DatabaseError>) =>
    commitSurely(
      Effect.failCause(lost),
      sql`SELECT id FROM messages WHERE id = ${saved.id} AND revision = ${saved.revision}`
    ).pipe(Effect.provideService(Database, db))

  const save = Effect.fn("Messages.save")(function* (
    changes: ReadonlyArray<{ readonly before: StoredMessage; readonly after: Delivery }>,
    caller: Caller,
    by: By | undefined
  ) {
    const now = DateTime.toEpochMillis(yield* DateTime.now)
    const steps = changes.map(({ after, before }): Step => {
      const saved = savedMessage(before, after, caller, newName())
      return { before, saved, caller, now, by }
    })
    const exits: Array<Exit.Exit<StoredMessage | undefined, DatabaseError>> = []
    for (const some of Arr.chunksOf(steps, mostSteps)) {
      const taken = yield* takeSurely(some)
      for (const [exit, { saved }] of Arr.zip(taken, some)) {
        exits.push(Exit.map(exit, (isTaken) => (isTaken ? saved : undefined)))
      }
    }
    yield* db.notify("events")
    yield* db.notify("wake")
    return exits
  })

  return Messages.of({
    load: (id, client) =>
      Effect.flatMap(where(client === undefined ? sql`id = ${id}` : its(id, client)), (found) =>
        first(id, found)
      ),
    loadWithRivals: (ids) => allOrEach(ids, withRivals),
    due: (now, limit, client) =>
      Effect.flatMap(turns(now, limit, client), (found) =>
        found.length === 0
          ? Effect.succeed([])
          : where(sql`id IN ${list(found.map(({ id }) => id))}`)
      ),
    turns,
    toAsk: (now, limit) =>
      // One in doubt is asked about within minutes: what is put off for longer was put off by a clock that was set back.
      where(sql`state IN ('Calling', 'InDoubt')
        AND (wake_at <= ${now} OR (state = 'InDoubt' AND wake_at > ${now + longestAskPauseMillis}))
        ORDER BY wake_at LIMIT ${limit}`),
    nextWakeAfter: (now) =>
      Effect.flatMap(
        db.query(sql`SELECT MIN(at) AS at FROM (
          SELECT (SELECT wake_at FROM messages WHERE ${toCall} AND wake_at > ${now}
            ORDER BY wake_at, id LIMIT 1) AS at
          UNION ALL SELECT MIN(wake_at) FROM messages
            WHERE state IN ('Calling', 'InDoubt') AND wake_at > ${now}) n`),
        (rows) => Effect.map(Effect.orDie(decodeNext(rows)), ([next]) => next?.at ?? undefined)
      ),
    onTheLine: Effect.flatMap(
      db.query(
        raw("SELECT id, client, number FROM messages WHERE state IN ('Calling', 'InDoubt')")
      ),
      (rows) => Effect.orDie(decodeOnTheLine(rows))
    ),
    callingFrom: (nodes) => {
      const theirs = join(
        nodes.map((id) => sql`${id}`),
        ", "
      )
      return where(sql`state = 'Calling' AND id IN
        (SELECT message FROM attempts WHERE ended_at IS NULL AND node IN (${theirs}))`)
    },
    save: (before, after, caller, by) =>
      Effect.flatMap(
        save([{ before, after }], caller, by),
        ([exit]) => exit ?? Effect.succeed(undefined)
      ),
    saveAll: (steps, caller) => save(steps, caller, undefined)
  })
})

export const layer = Layer.scoped(Messages, make)
