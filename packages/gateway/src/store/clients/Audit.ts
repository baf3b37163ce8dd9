import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { Database, type DatabaseError } from "../database/Database.js"
import { int, raw, type Statement, sql, text } from "../database/sql.js"
import type { Texts } from "../database/Texts.js"

/** One entry of the audit log. */
export const AuditEntry = Schema.Struct({
  at: Schema.DateTimeUtcFromNumber,
  actor: Schema.String,
  action: Schema.String,
  subject: Schema.String,
  detail: Schema.NullOr(Schema.String)
}).annotations({ identifier: "AuditEntry" })
export interface AuditEntry extends Schema.Schema.Type<typeof AuditEntry> {}

/** Who does what to what now. */
export interface AuditRecord {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly actor: string
  readonly action: string
  readonly subject: string
  readonly detail?: string
}

/** Goes into the commit of what it tells of; before it, with what it is done to as `guard`. */
export const auditStatement = (
  entry: AuditRecord,
  guard: Statement = raw("TRUE")
): Statement => sql`INSERT INTO audit (at, actor, action, subject, detail)
  SELECT ${int(entry.at)}, ${text(entry.actor)}, ${text(entry.action)}, ${text(entry.subject)},
    ${text(entry.detail ?? null)} WHERE ${guard}`

/** What somebody noted may be of a patient. */
export const withSealedDetail = ({ sealed }: Texts, entry: AuditRecord): AuditRecord =>
  entry.detail === undefined ? entry : { ...entry, detail: sealed(entry.detail) }

const decode = Schema.decodeUnknown(Schema.Array(AuditEntry))

/** Which entries are wanted. */
export interface AuditFilter {
  /** What this client did, or what was done to it. */
  readonly client?: string
  readonly since?: DateTime.Utc
  /** The newest so many. */
  readonly limit: number
}

/**
 * What people and programs have done here, beside sending: that is told by the messages themselves.
 *
 * @example
 * ```ts
 * import { Audit } from "@faxingcenter/gateway/manage"
 * import { Console, Effect } from "effect"
 *
 * const showLatest = Effect.flatMap(Audit, ({ list }) => list({ limit: 20 })).pipe(
 *   Effect.flatMap(
 *     Effect.forEach(({ action, actor, subject }) => Console.log(`${actor}: ${action} ${subject}`))
 *   )
 * )
 * ```
 */
export class Audit extends Context.Tag("@faxingcenter/gateway/Audit")<
  Audit,
  {
    /** Notes what changes nothing in the database, such as that somebody looked at pages. */
    readonly note: (entry: Omit<AuditRecord, "at">) => Effect.Effect<void, DatabaseError>
    /** In chronological order. */
    readonly list: (filter: AuditFilter) => Effect.Effect<ReadonlyArray<AuditEntry>, DatabaseError>
  }
>() {}

export const layer = Layer.effect(
  Audit,
  Effect.map(Database, (db) =>
    Audit.of({
      note: (entry) =>
        Effect.flatMap(DateTime.now, ({ epochMillis: at }) =>
          Effect.asVoid(
            db.commit(() => [auditStatement(withSealedDetail(db.dialect.texts, { at, ...entry }))])
          )
        ),
      list: ({ client, limit, since }) =>
        db
          .query(
            sql`SELECT at, actor, action, subject, detail FROM audit
              WHERE at >= ${since?.epochMillis ?? 0}
                ${client === undefined ? sql`` : sql`AND (actor = ${client} OR subject = ${client})`}
              ORDER BY id DESC LIMIT ${limit}`
          )
          .pipe(
            Effect.flatMap((rows) => Effect.orDie(decode(rows))),
            Effect.map((newest) => newest.toReversed())
          )
    })
  )
)
