import type * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type { Database, DatabaseError } from "./Database.js"
import { withMigrations } from "./migrate.js"
import * as Postgres from "./postgresDatabase.js"
import * as Sqlite from "./sqliteDatabase.js"

/** The database at an address, with few connections: for who works beside a gateway. */
export const databaseAt = (address: Redacted.Redacted): Layer.Layer<Database, DatabaseError> =>
  withMigrations<DatabaseError>(
    /^postgres(ql)?:/.test(Redacted.value(address))
      ? Postgres.layer({ url: address, connections: 2 })
      : Sqlite.layer(Redacted.value(address))
  )
