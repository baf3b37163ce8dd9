import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Database, type DatabaseError, type Script } from "../database/Database.js"
import { raw, sql } from "../database/sql.js"
import type { Sender } from "../Sender.js"
import { auditStatement } from "./Audit.js"

const Rows = Schema.Array(
  Schema.Struct({
    id: Schema.String,
    name: Schema.String,
    per_minute: Schema.NullOr(Schema.Int),
    station_id: Schema.NullOr(Schema.String),
    header: Schema.NullOr(Schema.String),
    created_at: Schema.DateTimeUtcFromNumber,
    revoked_at: Schema.NullOr(Schema.DateTimeUtcFromNumber)
  })
)
const decode = Schema.decodeUnknown(Rows)

/** What is told when access was taken away. */
export const accessTopic = "access"

/** A client as its table has it, without its secret. */
export type AccessRow = (typeof Rows.Type)[number]

/** Who changed something, and when in milliseconds since 1970. */
interface By {
  readonly actor: string
  readonly at: number
}

const withAccess = (clientId: string) =>
  sql`id = ${clientId} AND secret IS NOT NULL AND revoked_at IS NULL`
const hasAccess = (clientId: string) =>
  sql`EXISTS (SELECT 1 FROM clients WHERE ${withAccess(clientId)})`

const endTokens = (clientId: string) =>
  sql`DELETE FROM tokens WHERE client IN (SELECT key FROM clients WHERE id = ${clientId})`

/** The clients that people give access to. Each change says whether there was such a client. */
export const makeAccessList = Effect.map(Database, (db) => {
  const change = (script: Parameters<typeof db.commit>[0]): Effect.Effect<boolean, DatabaseError> =>
    Effect.map(db.commit(script), ([, rows]) => rows !== undefined && rows.length > 0)
  /** Takes access away, and says so to every node with the same commit. */
  const take = (script: () => Script) =>
    Effect.zipLeft(
      change(() => [...script(), ...db.dialect.notification(accessTopic)]),
      db.notify(accessTopic)
    )
  return {
    add: (
      client: {
        id: string
        name: string
        /** What no other client with access has. */
        label: string
        secretHash: string
        perMinute: number | undefined
        from: Sender
      },
      { actor, at }: By
    ): Effect.Effect<void, DatabaseError> =>
      Effect.asVoid(
        db.commit(() => [
          sql`INSERT INTO clients (id, name, label, secret, per_minute, station_id, header, created_at) VALUES
            (${client.id}, ${client.name}, ${client.label}, ${client.secretHash}, ${client.perMinute ?? null},
            ${client.from.stationId ?? null}, ${client.from.header ?? null}, ${at})`,
          auditStatement({
            at,
            actor,
            action: "client.add",
            subject: client.id,
            detail: client.name
          })
        ])
      ),
    list: Effect.flatMap(
      db.query(
        raw(`SELECT id, name, per_minute, station_id, header, created_at, revoked_at FROM clients
          WHERE secret IS NOT NULL ORDER BY key`)
      ),
      (rows) => Effect.orDie(decode(rows))
    ),
    /** Its tokens end with the old secret, unless they are kept. */
    rotate: (clientId: string, secretHash: string, keepsTokens: boolean, { actor, at }: By) =>
      take(() => [
        auditStatement(
          { at, actor, action: "client.rotate", subject: clientId },
          hasAccess(clientId)
        ),
        sql`UPDATE clients SET secret = ${secretHash} WHERE ${withAccess(clientId)} RETURNING id`,
        ...(keepsTokens ? [] : [endTokens(clientId)])
      ]),
    /** Requests a minute; as many as it likes when absent. Every node asks anew who it is and what it may. */
    limit: (clientId: string, perMinute: number | undefined, { actor, at }: By) =>
      take(() => [
        auditStatement(
          {
            at,
            actor,
            action: "client.limit",
            subject: clientId,
            detail: perMinute === undefined ? "no limit" : `${perMinute} requests a minute`
          },
          hasAccess(clientId)
        ),
        sql`UPDATE clients SET per_minute = ${perMinute ?? null}
          WHERE ${withAccess(clientId)} RETURNING id`
      ]),
    revoke: (clientId: string, { actor, at }: By) =>
      take(() => [
        auditStatement(
          { at, actor, action: "client.revoke", subject: clientId },
          hasAccess(clientId)
        ),
        sql`UPDATE clients SET revoked_at = ${at} WHERE ${withAccess(clientId)} RETURNING id`,
        endTokens(clientId),
        sql`UPDATE webhook_posts SET next_at = NULL WHERE next_at IS NOT NULL
          AND client IN (SELECT key FROM clients WHERE id = ${clientId})`
      ])
  }
})
