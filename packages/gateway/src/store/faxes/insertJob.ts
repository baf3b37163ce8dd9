import type { MessageId, Receipt, SendFax, SendId } from "@faxingcenter/core"
import {
  accept,
  type Delivery,
  type DeliveryPolicy,
  destinationKey,
  type NewDelivery,
  statusOf
} from "@faxingcenter/core/delivery"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { type AuditRecord, auditStatement, withSealedDetail } from "../clients/Audit.js"
import { Database, type Script } from "../database/Database.js"
import type { Dialect } from "../database/Dialect.js"
import { type Statement, sql } from "../database/sql.js"
import { orNull } from "../database/Texts.js"
import type { DocumentRecord } from "../documents/Contents.js"
import { keepContents, type Pending } from "../documents/contentRows.js"
import { acceptedAtOf, messageIdOf } from "../ids.js"
import { eventStatement } from "../outbox/eventStatement.js"
import { Waker } from "../outbox/Waker.js"
import { SubmitOptions } from "../SubmitOptions.js"
import { hoursOf, progressOf } from "./DeliveryRow.js"
import { leadersOf, type Newcomer, standBack } from "./frontOf.js"
import { Policy } from "./Policy.js"
import { type Change, countChanges } from "./rollup.js"

interface NewMessage {
  readonly id: MessageId
  readonly reference: string | undefined
  readonly delivery: Delivery
}

/** A job that is complete but for its commit. */
export interface NewJob {
  readonly id: SendId
  readonly client: number
  readonly reference: string | undefined
  readonly options: SubmitOptions
  readonly documents: ReadonlyArray<DocumentRecord>
  readonly messages: ReadonlyArray<NewMessage>
  /** Of its documents. */
  readonly contents: ReadonlyArray<Pending>
  /** Who asked for it, where a person did. */
  readonly audit: AuditRecord | undefined
  readonly idempotency: { readonly key: string; readonly fingerprint: string } | undefined
}

/** The messages of a fax that is accepted now. */
export const messagesOf = (
  id: SendId,
  fax: SendFax,
  options: SubmitOptions,
  policy: DeliveryPolicy
): ReadonlyArray<NewMessage> => {
  const now = DateTime.unsafeMake(acceptedAtOf(id))
  const { sendAt, deadline, window } = options
  const limits: Omit<NewDelivery, "destination"> = {
    ...(sendAt === undefined ? {} : { sendAt }),
    ...(deadline === undefined ? {} : { deadline }),
    ...(window === undefined ? {} : { window })
  }
  return fax.recipients.map(({ number, reference }, place) => ({
    id: messageIdOf(id, place),
    reference,
    delivery: accept({ destination: number, ...limits }, policy, now)
  }))
}

export const receiptOf = (job: NewJob): Receipt => ({
  sendId: job.id,
  messages: job.messages.map(({ id, delivery }) => ({
    messageId: id,
    faxNumber: delivery.destination,
    status: "processing"
  })),
  documentCount: job.documents.length
})

const encodeOptions = Schema.encodeSync(Schema.parseJson(SubmitOptions))
const optionsOf = (options: SubmitOptions) =>
  Object.keys(options).length === 0 ? null : encodeOptions(options)

/** A client whose access was taken away has no key any more, without which no job can be written. */
const jobRows = (dialect: Dialect, jobs: ReadonlyArray<NewJob>): Statement =>
  sql`INSERT INTO jobs (id, client, reference, documents, options)
    SELECT id, (SELECT key FROM clients WHERE key = r.client AND revoked_at IS NULL), reference,
      documents, options FROM ${dialect.rows(
        { id: "text", client: "bigint", reference: "text", documents: "text", options: "text" },
        jobs.map((job) => [
          job.id,
          job.client,
          orNull(dialect.texts.matchable, job.reference),
          dialect.texts.sealed(JSON.stringify(job.documents)),
          orNull(dialect.texts.sealed, optionsOf(job.options))
        ])
      )}`

/** A message as it is added. */
interface Row extends Newcomer {
  readonly id: MessageId
  readonly cells: ReadonlyArray<string | number | null>
}

/** In the order of destinations: transactions that add to the same ones never wait for each other in a ring. */
const rowsOf = (
  { texts }: Dialect,
  jobs: ReadonlyArray<NewJob>,
  policy: DeliveryPolicy
): ReadonlyArray<Row> =>
  jobs
    .flatMap((job) =>
      job.messages.map(({ id, reference, delivery }) => {
        const { status, state, stateAt, wakeAt, reason } = progressOf(delivery, policy)
        const destination = texts.hashed(destinationKey(delivery.destination))
        return {
          id,
          destination,
          wakeAt,
          cells: [
            id,
            job.client,
            texts.matchable(delivery.destination),
            destination,
            orNull(texts.matchable, reference),
            status,
            state,
            stateAt,
            wakeAt,
            DateTime.toEpochMillis(delivery.deadline),
            hoursOf(delivery),
            reason,
            delivery.callsAllowed
          ]
        }
      })
    )
    .sort((one, other) =>
      one.destination < other.destination ? -1 : one.destination > other.destination ? 1 : 0
    )

/**
 * Who finds another in front of its destination stays behind: that one lets it in when it leaves. Nobody is in front of a
 * destination that is held.
 */
const insertMessages = (
  dialect: Dialect,
  rows: ReadonlyArray<Row>,
  leaders: ReadonlySet<Row>
): Statement =>
  sql`WITH fronts AS (SELECT destination FROM messages WHERE in_front = 1
      AND destination IN (SELECT destination FROM ${dialect.rows(
        { destination: "text" },
        [...leaders].map(({ destination }) => [destination])
      )}) ${dialect.holding})
    INSERT INTO messages (id, client, number, destination, reference, status, state, state_at,
      wake_at, deadline, hours, asked, pages, reason, cancel_requested, fence, calls, calls_allowed,
      revision, in_front)
    SELECT id, client, number, destination, reference, status, state, state_at, wake_at, deadline,
      hours, 0, NULL, reason, 0, 0, 0, calls_allowed, '',
      CASE WHEN leads = 1 AND destination NOT IN (SELECT destination FROM fronts)
        AND NOT EXISTS (SELECT 1 FROM holds h WHERE h.destination = r.destination) THEN 1 END
    FROM ${dialect.rows(
      {
        id: "text",
        client: "bigint",
        number: "text",
        destination: "text",
        reference: "text",
        status: "bigint",
        state: "text",
        state_at: "bigint",
        wake_at: "bigint",
        deadline: "bigint",
        hours: "text",
        reason: "text",
        calls_allowed: "bigint",
        leads: "bigint"
      },
      rows.map((row) => [...row.cells, leaders.has(row) ? 1 : 0])
    )}`

const keyRows = (dialect: Dialect, jobs: ReadonlyArray<NewJob>): Script => {
  const rows = jobs.flatMap(({ id, client, idempotency }) =>
    idempotency === undefined
      ? []
      : [
          [
            client,
            dialect.texts.matchable(idempotency.key),
            idempotency.fingerprint,
            id,
            acceptedAtOf(id)
          ]
        ]
  )
  return rows.length === 0
    ? []
    : [
        sql`INSERT INTO idempotency (client, key, fingerprint, job, at)
          SELECT client, key, fingerprint, job, at FROM ${dialect.rows(
            { client: "bigint", key: "text", fingerprint: "text", job: "text", at: "bigint" },
            rows
          )}`
      ]
}

const changeOf = (job: NewJob, { id, delivery }: NewMessage): Change => ({
  client: job.client,
  status: statusOf(delivery),
  acceptedAt: acceptedAtOf(id),
  by: 1
})

/** One that can never be called before its deadline ends with its acceptance, and that is announced. */
const ends = (dialect: Dialect, jobs: ReadonlyArray<NewJob>): Script =>
  jobs.flatMap(({ client, messages }) =>
    messages.flatMap(({ id, delivery: { state } }) =>
      state._tag === "Failed"
        ? [
            eventStatement(dialect, {
              client,
              messageId: id,
              at: acceptedAtOf(id),
              happening: state
            })
          ]
        : []
    )
  )

/** Stores new jobs, at most `maxJobs` with one commit. Fails with `conflict` if an idempotency key is taken. */
export const makeInsertJob = Effect.fn("insertJob.makeInsertJob")(function* (maxJobs: number) {
  const { dialect, together } = yield* Database
  const policy = yield* Policy
  const waker = yield* Waker

  /** All that many jobs need to be accepted, in a number of statements that hardly depends on theirs. */
  const scriptOf = (jobs: ReadonlyArray<NewJob>, lane: number): Script => {
    const rows = rowsOf(dialect, jobs, policy)
    const leaders = leadersOf(rows)
    return [
      ...keyRows(dialect, jobs),
      jobRows(dialect, jobs),
      standBack(dialect, [...leaders]),
      insertMessages(dialect, rows, leaders),
      ...keepContents(jobs.flatMap(({ contents }) => contents)),
      ...jobs.flatMap(({ audit }) =>
        audit === undefined ? [] : [auditStatement(withSealedDetail(dialect.texts, audit))]
      ),
      ...ends(dialect, jobs),
      countChanges(
        dialect,
        jobs.flatMap((job) => job.messages.map((message) => changeOf(job, message))),
        lane
      ),
      ...waker.wake([...leaders].map(({ id }) => id))
    ]
  }
  return yield* together<NewJob>({ scriptOf, maxItems: maxJobs, ownerOf: ({ client }) => client })
})
