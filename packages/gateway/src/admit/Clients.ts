import { NotFound } from "@faxingcenter/core"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { auditStatement } from "../store/clients/Audit.js"
import { Database, type DatabaseError } from "../store/database/Database.js"
import { raw, sql } from "../store/database/sql.js"
import { hashSecret, newClientId, newSecret } from "./secrets.js"

/** A program that may send through this gateway. */
export const ApiClient = Schema.Struct({
  clientId: Schema.String,
  name: Schema.String,
  /** Requests it may make in a minute; as many as it likes when absent. */
  perMinute: Schema.optionalWith(Schema.Int, { exact: true }),
  createdAt: Schema.DateTimeUtc,
  revokedAt: Schema.optionalWith(Schema.DateTimeUtc, { exact: true })
}).annotations({ identifier: "ApiClient" })
export interface ApiClient extends Schema.Schema.Type<typeof ApiClient> {}

/** What a client gets once, and nobody can read again. */
export interface NewCredentials {
  readonly clientId: string
  readonly clientSecret: Redacted.Redacted
}

/**
 * Who may use this gateway. Each change is written into the audit log under the name of `actor`.
 *
 * @example
 * ```ts
 * import { Clients } from "@faxingcenter/gateway"
 * import { Effect, Redacted } from "effect"
 *
 * const newSecret = (clientId: string) =>
 *   Effect.gen(function* () {
 *     const clients = yield* Clients
 *     const { clientSecret } = yield* clients.rotate(clientId, "anna")
 *     return Redacted.value(clientSecret)
 *   }).pipe(Effect.catchTag("NotFound", ({ message }) => Effect.fail(message)))
 * ```
 */
export class Clients extends Context.Tag("@faxingcenter/gateway/Clients")<
  Clients,
  {
    readonly add: (
      client: { readonly name: string; readonly perMinute?: number },
      actor: string
    ) => Effect.Effect<NewCredentials, DatabaseError>
    readonly list: Effect.Effect<ReadonlyArray<ApiClient>, DatabaseError>
    /** A new secret; the old one is of no use from now on, tokens live until they expire. */
    readonly rotate: (
      clientId: string,
      actor: string
    ) => Effect.Effect<NewCredentials, DatabaseError | NotFound>
    /**
     * Ends its access, tokens, event streams and webhooks included. Its faxes are still delivered, and
     * nobody is told.
     */
    readonly revoke: (
      clientId: string,
      actor: string
    ) => Effect.Effect<void, DatabaseError | NotFound>
  }
>() {}

const Rows = Schema.Array(
  Schema.Struct({
    id: Schema.String,
    name: Schema.String,
    per_minute: Schema.NullOr(Schema.Int),
    created_at: Schema.DateTimeUtcFromNumber,
    revoked_at: Schema.NullOr(Schema.DateTimeUtcFromNumber)
  })
)
const decode = Schema.decodeUnknown(Rows)

const clientOf = (row: (typeof Rows.Type)[number]): ApiClient => ({
  clientId: row.id,
  name: row.name,
  createdAt: row.created_at,
  ...(row.per_minute === null ? {} : { perMinute: row.per_minute }),
  ...(row.revoked_at === null ? {} : { revokedAt: row.revoked_at })
})

const withAccess = (clientId: string) =>
  sql`id = ${clientId} AND secret IS NOT NULL AND revoked_at IS NULL`
const hasAccess = (clientId: string) =>
  sql`EXISTS (SELECT 1 FROM clients WHERE ${withAccess(clientId)})`

const make = Effect.gen(function* () {
  const db = yield* Database

  const found = (clientId: string, rows: ReadonlyArray<unknown> | undefined) =>
    rows !== undefined && rows.length > 0
      ? Effect.void
      : new NotFound({ culprit: clientId, detail: "There is no such client with access" })

  return Clients.of({
    add: Effect.fn("Clients.add")(function* ({ name, perMinute }, actor) {
      const clientId = yield* newClientId
      const clientSecret = yield* newSecret
      const secret = yield* hashSecret(clientSecret)
      const { epochMillis: now } = yield* DateTime.now
      yield* db.commit(() => [
        sql`INSERT INTO clients (id, name, secret, per_minute, created_at)
          VALUES (${clientId}, ${name}, ${secret}, ${perMinute ?? null}, ${now})`,
        auditStatement({ at: now, actor, action: "client.add", subject: clientId, detail: name })
      ])
      return { clientId, clientSecret }
    }),
    list: Effect.gen(function* () {
      const rows = yield* db.query(
        raw(`SELECT id, name, per_minute, created_at, revoked_at FROM clients
          WHERE secret IS NOT NULL ORDER BY key`)
      )
      return (yield* Effect.orDie(decode(rows))).map(clientOf)
    }),
    rotate: Effect.fn("Clients.rotate")(function* (clientId, actor) {
      const clientSecret = yield* newSecret
      const secret = yield* hashSecret(clientSecret)
      const { epochMillis: now } = yield* DateTime.now
      const [, rows] = yield* db.commit(() => [
        auditStatement(
          { at: now, actor, action: "client.rotate", subject: clientId },
          hasAccess(clientId)
        ),
        sql`UPDATE clients SET secret = ${secret} WHERE ${withAccess(clientId)} RETURNING id`
      ])
      yield* found(clientId, rows)
      return { clientId, clientSecret }
    }),
    revoke: Effect.fn("Clients.revoke")(function* (clientId, actor) {
      const { epochMillis: now } = yield* DateTime.now
      const [, rows] = yield* db.commit(() => [
        auditStatement(
          { at: now, actor, action: "client.revoke", subject: clientId },
          hasAccess(clientId)
        ),
        sql`UPDATE clients SET revoked_at = ${now} WHERE ${withAccess(clientId)} RETURNING id`,
        sql`DELETE FROM tokens WHERE client IN (SELECT key FROM clients WHERE id = ${clientId})`,
        sql`UPDATE webhook_posts SET next_at = NULL WHERE next_at IS NOT NULL
          AND client IN (SELECT key FROM clients WHERE id = ${clientId})`
      ])
      yield* found(clientId, rows)
    })
  })
})

export const layer = Layer.effect(Clients, make)
