import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { Database, type DatabaseError } from "../database/Database.js"
import { sql } from "../database/sql.js"

const Record = Schema.Struct({ key: Schema.Int, perMinute: Schema.NullOr(Schema.Int) })
const decode = Schema.decodeUnknown(Schema.Array(Record))

/** What every call needs to know of its client. */
export interface ClientRecord {
  /** The short number that stands for it in the tables. It never changes. */
  readonly key: number
  /** Requests it may make in a minute; `null`: as many as it likes. */
  readonly perMinute: number | null
}

interface Read {
  readonly record: ClientRecord
  /** Milliseconds since 1970. */
  readonly readAt: number
}

/** A change of a client's limit is noticed after this time, in milliseconds. */
const recordCacheMillis = 30_000

/**
 * The clients by the names that they call themselves, each read once in a while. A program that calls the
 * services in its own process names itself as it likes, and gets its row with its first call.
 */
export class ClientRecords extends Context.Tag("@faxingcenter/gateway/ClientRecords")<
  ClientRecords,
  {
    /** `now`: milliseconds since 1970. */
    readonly of: (clientId: string, now: number) => Effect.Effect<ClientRecord, DatabaseError>
  }
>() {}

export const layer = Layer.effect(
  ClientRecords,
  Effect.map(Database, (db) => {
    const known = new Map<string, Read>()

    const read = (id: string) =>
      Effect.flatMap(
        db.query(sql`SELECT key, per_minute AS "perMinute" FROM clients WHERE id = ${id}`),
        (rows) => Effect.map(Effect.orDie(decode(rows)), ([record]) => record)
      )

    const learn = Effect.fn("ClientRecords.learn")(function* (id: string, now: number) {
      let record = yield* read(id)
      if (record === undefined) {
        yield* db.commit(() => [
          sql`INSERT INTO clients (id, name, created_at) VALUES (${id}, ${id}, ${now})
            ON CONFLICT (id) DO NOTHING`
        ])
        record = yield* read(id)
      }
      if (record === undefined) return yield* Effect.dieMessage(`The client ${id} was not stored`)
      known.set(id, { record, readAt: now })
      return record
    })

    return {
      of: (id, now) => {
        const last = known.get(id)
        return last !== undefined && Math.abs(now - last.readAt) < recordCacheMillis
          ? Effect.succeed(last.record)
          : learn(id, now)
      }
    }
  })
)
