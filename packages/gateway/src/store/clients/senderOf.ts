import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Database, type DatabaseError } from "../database/Database.js"
import { sql } from "../database/sql.js"
import type { Sender } from "../Sender.js"

const Rows = Schema.Array(
  Schema.Struct({ stationId: Schema.NullOr(Schema.String), header: Schema.NullOr(Schema.String) })
)
const decode = Schema.decodeUnknown(Rows)

/** Who the faxes of a client are from, by its key. */
export const makeSenderOf = Effect.map(
  Database,
  (db) =>
    (client: number): Effect.Effect<Sender, DatabaseError> =>
      Effect.gen(function* () {
        const [row] = yield* Effect.flatMap(
          db.query(
            sql`SELECT station_id AS "stationId", header FROM clients WHERE key = ${client}`
          ),
          (rows) => Effect.orDie(decode(rows))
        )
        const { header = null, stationId = null } = row ?? {}
        return {
          ...(stationId === null ? {} : { stationId }),
          ...(header === null ? {} : { header })
        }
      })
)
