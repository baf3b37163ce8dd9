import { Receipt, type SendId } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Database, type DatabaseError } from "../database/Database.js"
import { list, sql } from "../database/sql.js"
import { DocumentRecord } from "../documents/Contents.js"
import { pastMessagesOf } from "../ids.js"
import { SubmitOptions } from "../SubmitOptions.js"

const JobRecord = Schema.Struct({
  id: Receipt.fields.sendId,
  reference: Schema.NullOr(Schema.String),
  documents: Schema.parseJson(Schema.Array(DocumentRecord)),
  options: Schema.NullOr(Schema.parseJson(SubmitOptions)),
  /** The pages that were made of them for the line, if they were. */
  pages: Schema.NullOr(Schema.Int),
  image: Schema.NullOr(Schema.parseJson(DocumentRecord))
})
/** What was sent, beside to whom. */
export type JobRecord = typeof JobRecord.Type
const decodeJobs = Schema.decodeUnknown(Schema.Array(JobRecord))

const decodeKeys = Schema.decodeUnknown(
  Schema.Array(Schema.Struct({ fingerprint: Schema.String, job: Receipt.fields.sendId }))
)

const decodeAnswered = Schema.decodeUnknown(
  Schema.Array(
    Schema.Struct({
      documents: Schema.parseJson(Schema.Array(Schema.Unknown)),
      id: Receipt.fields.messages.value.fields.messageId,
      number: Receipt.fields.messages.value.fields.faxNumber
    })
  )
)

const found = (
  { dialect, query }: Database["Type"],
  ids: ReadonlyArray<SendId>
): Effect.Effect<ReadonlyMap<SendId, JobRecord>, DatabaseError> =>
  Effect.flatMap(
    query(sql`SELECT id, reference, documents, options, pages, image FROM jobs
      LEFT JOIN fax_images ON fax_images.job = jobs.id WHERE id ${dialect.among(
        sql`SELECT id FROM ${dialect.rows(
          { id: "text" },
          ids.map((id) => [id])
        )}`
      )}`),
    (rows) =>
      Effect.map(
        Effect.orDie(decodeJobs(rows)),
        (jobs) => new Map(jobs.map((job) => [job.id, job]))
      )
  )

/** The jobs of the store. */
export const makeJobs = Effect.map(Database, (db) => ({
  find: (id: SendId): Effect.Effect<JobRecord | undefined, DatabaseError> =>
    Effect.map(found(db, [id]), (jobs) => jobs.get(id)),
  findAll: (ids: ReadonlyArray<SendId>) => found(db, ids),
  isStored: (id: SendId): Effect.Effect<boolean, DatabaseError> =>
    Effect.map(db.query(sql`SELECT id FROM jobs WHERE id = ${id}`), (rows) => rows.length > 0),
  /** The job that a client sent under an idempotency key, and what its request was. */
  ofKey: (client: number, key: string) =>
    Effect.flatMap(
      db.query(
        sql`SELECT fingerprint, job FROM idempotency WHERE client = ${client}
          AND key IN ${list(db.dialect.texts.anyOf(key))}`
      ),
      (rows) => Effect.map(Effect.orDie(decodeKeys(rows)), ([known]) => known)
    ),
  /** What was answered when it was accepted. */
  receiptOf: (sendId: SendId): Effect.Effect<Receipt, DatabaseError> =>
    Effect.flatMap(
      db.query(sql`SELECT j.documents, m.id, m.number FROM jobs j
        JOIN messages m ON m.id > j.id AND m.id < ${pastMessagesOf(sendId)}
        WHERE j.id = ${sendId} ORDER BY m.id`),
      (rows) =>
        Effect.map(Effect.orDie(decodeAnswered(rows)), (answered) => ({
          sendId,
          messages: answered.map(({ id, number }) => ({
            messageId: id,
            faxNumber: number,
            status: "processing" as const
          })),
          documentCount: answered[0]?.documents.length ?? 0
        }))
    )
}))
