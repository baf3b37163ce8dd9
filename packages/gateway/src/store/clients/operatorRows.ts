import * as Schema from "effect/Schema"
import { int, raw, type Statement, sql, text } from "../database/sql.js"

/** What an operator may do: look; also act on faxes, queue and webhooks; also manage clients and operators. */
export const OperatorRole = Schema.Literal("viewer", "operator", "admin")
export type OperatorRole = typeof OperatorRole.Type

/** Lets somebody sign in; `keyHash` is the SHA-256 of the key, in hexadecimal. */
export const insertOperator = (operator: {
  readonly name: string
  readonly role: OperatorRole
  readonly keyHash: string
  readonly createdAt: number
}): Statement =>
  sql`INSERT INTO operators (name, role, key_hash, created_at)
    VALUES (${operator.name}, ${operator.role}, ${operator.keyHash}, ${operator.createdAt})`

/** Whether there is an operator of this name who may sign in. */
export const isOperator = (name: string): Statement =>
  sql`EXISTS (SELECT 1 FROM operators WHERE name = ${text(name)} AND revoked_at IS NULL)`

/** Ends an operator's access; gives a row if there was any. */
export const revokeOperator = (name: string, at: number): Statement =>
  sql`UPDATE operators SET revoked_at = ${at} WHERE name = ${name} AND revoked_at IS NULL RETURNING name`

export const endSessionsOf = (name: string): Statement =>
  sql`DELETE FROM sessions WHERE operator = ${name}`

export const everyOperator: Statement = raw(
  "SELECT name, role, created_at, revoked_at FROM operators ORDER BY created_at, name"
)

/** Who has this key and may sign in. */
export const operatorByKey = (keyHash: string): Statement =>
  sql`SELECT name, role FROM operators WHERE key_hash = ${keyHash} AND revoked_at IS NULL`

/** A session of an operator who may still sign in: given a row only then. */
export const insertSession = (session: {
  readonly hash: string
  readonly operator: string
  readonly csrf: string
  readonly startedAt: number
  readonly expiresAt: number
}): Statement =>
  sql`INSERT INTO sessions (hash, operator, csrf, started_at, expires_at)
    SELECT ${text(session.hash)}, name, ${text(session.csrf)}, ${int(session.startedAt)}, ${int(session.expiresAt)}
    FROM operators WHERE name = ${session.operator} AND revoked_at IS NULL RETURNING hash`

export const deleteSession = (hash: string): Statement =>
  sql`DELETE FROM sessions WHERE hash = ${hash}`

export const deleteExpiredSessions = (now: number): Statement =>
  sql`DELETE FROM sessions WHERE expires_at <= ${now}`

/** The operator of a session that has not expired and whose operator has not been revoked. */
export const sessionByHash = (hash: string, now: number): Statement =>
  sql`SELECT o.name, o.role, s.csrf, s.started_at, s.expires_at FROM sessions s JOIN operators o ON o.name = s.operator
    WHERE s.hash = ${hash} AND s.expires_at > ${now} AND o.revoked_at IS NULL`

export const extendSession = (hash: string, expiresAt: number): Statement =>
  sql`UPDATE sessions SET expires_at = ${expiresAt} WHERE hash = ${hash}`

export const OperatorRow = Schema.Struct({
  name: Schema.String,
  role: OperatorRole,
  created_at: Schema.Int,
  revoked_at: Schema.NullOr(Schema.Int)
})

export const SessionRow = Schema.Struct({
  name: Schema.String,
  role: OperatorRole,
  csrf: Schema.String,
  started_at: Schema.Int,
  expires_at: Schema.Int
})
