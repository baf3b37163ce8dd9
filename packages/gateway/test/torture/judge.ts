import { MessageId } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as CallLog from "../../src/deliver/transport/simulated/CallLog.js"
import { Database, type DatabaseError } from "../../src/store/database/Database.js"
import { layer as postgresLayer } from "../../src/store/database/postgresDatabase.js"
import { raw } from "../../src/store/database/sql.js"
import { layer as sqliteLayer } from "../../src/store/database/sqliteDatabase.js"

/** What became of everything that was answered for. */
export interface Verdict {
  /** Messages that some node has answered for. */
  readonly accepted: number
  /** Of all messages in the database. */
  readonly ends: Readonly<Record<string, number>>
  /** Answered for, and not there or not over. */
  readonly lost: ReadonlyArray<string>
  readonly dials: number
  /** Messages for which more than one call was made. */
  readonly dialledTwice: ReadonlyArray<string>
  /** Said to be delivered, and never dialled. */
  readonly imagined: ReadonlyArray<string>
}

const decode = Schema.decodeUnknown(
  Schema.Array(
    Schema.Struct({ id: MessageId, state: Schema.String, reason: Schema.NullOr(Schema.String) })
  )
)

const databaseAt = (address: string): Layer.Layer<Database, DatabaseError> =>
  address.startsWith("postgres:")
    ? postgresLayer({ url: Redacted.make(address) })
    : sqliteLayer(address)

/** The attempts for which the simulated exchange made a call. */
export const dialledBy = async (line: string): Promise<ReadonlyArray<string>> => {
  const refused = new Set<string>()
  const made = new Set<string>()
  return (await Effect.runPromise(CallLog.inFile(line).all)).flatMap((entry) => {
    if (entry._tag === "Refuse" && !made.has(entry.key)) refused.add(entry.key)
    if (entry._tag !== "Dial" || refused.has(entry.key)) return []
    made.add(entry.key)
    return [entry.key]
  })
}

/** Compares what the nodes said with what the database knows, and with the attempts that were dialled. */
export const judge = (
  database: string,
  accepted: ReadonlySet<string>,
  dialled: ReadonlyArray<string>
) =>
  Effect.gen(function* () {
    const db = yield* Database
    const rows = yield* decode(yield* db.query(raw("SELECT id, state, reason FROM messages")))
    const known = new Map(rows.map((row) => [row.id as string, row]))
    const ends: Record<string, number> = {}
    for (const { state, reason } of rows) {
      const end = reason ?? state
      ends[end] = (ends[end] ?? 0) + 1
    }
    const calls = new Map<string, number>()
    for (const key of dialled) {
      const [message = ""] = key.split("-")
      calls.set(message, (calls.get(message) ?? 0) + 1)
    }
    const isOver = (state: string | undefined) => state === "Delivered" || state === "Failed"
    const verdict: Verdict = {
      accepted: accepted.size,
      ends,
      lost: [...accepted].filter((id) => !isOver(known.get(id)?.state)),
      dials: dialled.length,
      dialledTwice: [...calls].filter(([, n]) => n > 1).map(([id]) => id),
      imagined: rows
        .filter(({ id, state }) => state === "Delivered" && !calls.has(id))
        .map(({ id }) => id)
    }
    return verdict
  }).pipe(Effect.provide(databaseAt(database)), Effect.runPromise)
