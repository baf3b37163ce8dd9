import { Context, Effect, Layer, Schema } from "effect"
import { Database, type DatabaseError } from "../database/Database.js"
import { type Statement, sql } from "../database/sql.js"

/** Who did what to what. */
export const AuditEntry = Schema.Struct({
  at: Schema.DateTimeUtcFromNumber,
  actor: Schema.String,
  action: Schema.String,
  subject: Schema.String,
  detail: Schema.NullOr(Schema.String)
}).annotations({ identifier: "AuditEntry" })
export interface AuditEntry extends Schema.Schema.Type<typeof AuditEntry> {}

/** Goes into the commit of what it tells of. */
export const auditStatement = (entry: {
  readonly at: number
  readonly actor: string
  readonly action: string
  readonly subject: string
  readonly detail?: string
}): Statement => sql`INSERT INTO audit (at, actor, action, subject, detail)
  VALUES (${entry.at}, ${entry.actor}, ${entry.action}, ${entry.subject}, ${entry.detail ?? null})`

const decode = Schema.decodeUnknown(Schema.Array(AuditEntry))

/** What was done to clients and messages, and by whom. */
export class Audit extends Context.Tag("@faxingcenter/gateway/Audit")<
  Audit,
  {
    /** The newest entries, newest first. */
    readonly latest: (limit: number) => Effect.Effect<ReadonlyArray<AuditEntry>, DatabaseError>
  }
>() {}

export const layer = Layer.effect(
  Audit,
  Effect.map(Database, (db) =>
    Audit.of({
      latest: (limit) =>
        db
          .query(
            sql`SELECT at, actor, action, subject, detail FROM audit ORDER BY id DESC LIMIT ${limit}`
          )
          .pipe(Effect.flatMap((rows) => Effect.orDie(decode(rows))))
    })
  )
)
