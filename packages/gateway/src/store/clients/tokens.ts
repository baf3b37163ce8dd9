import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Database, type DatabaseError } from "../database/Database.js"
import { sql } from "../database/sql.js"

const decodeAccess = Schema.decodeUnknown(
  Schema.Array(Schema.Struct({ key: Schema.Int, secret: Schema.String }))
)
const decodeToken = Schema.decodeUnknown(
  Schema.Array(Schema.Struct({ clientId: Schema.String, expiresAt: Schema.Int }))
)

/** A client that may get tokens, and the slow hash of its secret. */
export interface Access {
  readonly key: number
  readonly secret: string
}

/** Whom a token was given to. */
export interface IssuedToken {
  readonly clientId: string
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

/** Access tokens, of which only hashes are stored. */
export const makeTokens = Effect.map(Database, (db) => ({
  /** The access of a client, if it has any: neither that of a program in process, nor a revoked one. */
  accessOf: (clientId: string): Effect.Effect<Access | undefined, DatabaseError> =>
    Effect.flatMap(
      db.query(sql`SELECT key, secret FROM clients
        WHERE id = ${clientId} AND secret IS NOT NULL AND revoked_at IS NULL`),
      (rows) => Effect.map(Effect.orDie(decodeAccess(rows)), ([access]) => access)
    ),
  /** Makes a token known; those that have expired go. Times: milliseconds since 1970. */
  issue: (token: { hash: string; client: number; expiresAt: number }, now: number) =>
    Effect.asVoid(
      db.commit(() => [
        sql`INSERT INTO tokens (hash, client, expires_at)
          VALUES (${token.hash}, ${token.client}, ${token.expiresAt})`,
        sql`DELETE FROM tokens WHERE expires_at < ${now}`
      ])
    ),
  find: (hash: string): Effect.Effect<IssuedToken | undefined, DatabaseError> =>
    Effect.flatMap(
      db.query(sql`SELECT c.id AS "clientId", t.expires_at AS "expiresAt" FROM tokens t
        JOIN clients c ON c.key = t.client
        WHERE t.hash = ${hash} AND c.revoked_at IS NULL`),
      (rows) => Effect.map(Effect.orDie(decodeToken(rows)), ([token]) => token)
    )
}))
