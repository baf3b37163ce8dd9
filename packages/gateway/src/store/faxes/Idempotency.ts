import { FaxError, type Receipt, Receipt as ReceiptSchema, type SendId } from "@faxingcenter/core"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { Database, type DatabaseError } from "../database/Database.js"
import { sql } from "../database/sql.js"
import { pastMessagesOf } from "./ids.js"

const Remembered = Schema.Array(
  Schema.Struct({ fingerprint: Schema.String, job: ReceiptSchema.fields.sendId })
)
const decodeRemembered = Schema.decodeUnknown(Remembered)

const Answered = Schema.Array(
  Schema.Struct({
    documents: Schema.parseJson(Schema.Array(Schema.Unknown)),
    id: ReceiptSchema.fields.messages.value.fields.messageId,
    number: ReceiptSchema.fields.messages.value.fields.faxNumber
  })
)
const decodeAnswered = Schema.decodeUnknown(Answered)

const inProgress = new FaxError.Rejected({
  status: 409,
  title: "Conflict",
  detail: "The first request with this Idempotency-Key is still in progress; repeat it later"
})

const reused = new FaxError.Rejected({
  status: 422,
  title: "Unprocessable Content",
  detail: "This Idempotency-Key was used for another request; take a new key for each fax"
})

interface Request {
  readonly client: number
  readonly key: string
}

/** The `Idempotency-Key` of the IETF draft: a send that is repeated gets the answer of the first. */
export class Idempotency extends Context.Tag("@faxingcenter/gateway/Idempotency")<
  Idempotency,
  {
    /** Runs what has this key, unless something that has it is running. */
    readonly exclusively: (
      request: Request
    ) => <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E | FaxError.Rejected, R>
    /** The receipt of the send that had this key before, if any had. */
    readonly recall: (
      request: Request,
      fingerprint: string
    ) => Effect.Effect<Receipt | undefined, DatabaseError | FaxError.Rejected>
  }
>() {}

const make = Effect.gen(function* () {
  const db = yield* Database
  const running = new Set<string>()

  const receiptOf = Effect.fn("Idempotency.receiptOf")(function* (sendId: SendId) {
    const rows = yield* db.query(sql`SELECT j.documents, m.id, m.number FROM jobs j
      JOIN messages m ON m.id > j.id AND m.id < ${pastMessagesOf(sendId)}
      WHERE j.id = ${sendId} ORDER BY m.id`)
    const answered = yield* Effect.orDie(decodeAnswered(rows))
    const receipt: Receipt = {
      sendId,
      messages: answered.map(({ id, number }) => ({
        messageId: id,
        faxNumber: number,
        status: "processing"
      })),
      documentCount: answered[0]?.documents.length ?? 0
    }
    return receipt
  })

  return Idempotency.of({
    exclusively: ({ client, key }) => {
      const name = `${client} ${key}`
      const enter = Effect.suspend(() => {
        if (running.has(name)) return inProgress
        running.add(name)
        return Effect.void
      })
      return (effect) =>
        Effect.acquireUseRelease(
          enter,
          () => effect,
          () => Effect.sync(() => running.delete(name))
        )
    },
    recall: Effect.fn("Idempotency.recall")(function* ({ client, key }, fingerprint) {
      const rows = yield* db.query(
        sql`SELECT fingerprint, job FROM idempotency WHERE client = ${client} AND key = ${key}`
      )
      const [before] = yield* Effect.orDie(decodeRemembered(rows))
      if (before === undefined) return undefined
      if (before.fingerprint !== fingerprint) return yield* reused
      return yield* receiptOf(before.job)
    })
  })
})

export const layer = Layer.effect(Idempotency, make)
