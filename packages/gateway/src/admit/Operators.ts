import { createHash, randomBytes } from "node:crypto"
import { FaxError } from "@faxingcenter/core"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { auditStatement } from "../store/clients/Audit.js"
import {
  deleteExpiredSessions,
  deleteSession,
  endSessionsOf,
  everyOperator,
  extendSession,
  insertOperator,
  insertSession,
  isOperator,
  OperatorRole,
  OperatorRow,
  operatorByKey,
  revokeOperator,
  SessionRow,
  sessionByHash
} from "../store/clients/operatorRows.js"
import { Database, type DatabaseError } from "../store/database/Database.js"

/** Somebody who runs this gateway, as lists show them. */
export const Operator = Schema.Struct({
  name: Schema.String,
  role: OperatorRole,
  createdAt: Schema.DateTimeUtc,
  revokedAt: Schema.optionalWith(Schema.DateTimeUtc, { exact: true })
}).annotations({ identifier: "Operator" })
export interface Operator extends Schema.Schema.Type<typeof Operator> {}

/** An operator who is signed in. */
export interface OperatorSession {
  readonly operator: string
  readonly role: OperatorRole
  /** Every form of the session carries it. */
  readonly csrf: string
  readonly expiresAt: DateTime.Utc
}

const ranks: ReadonlyArray<OperatorRole> = OperatorRole.literals

/**
 * Whether a role includes the rights of the role `needed`.
 *
 * @example
 * ```ts
 * import { mayDo, type OperatorSession } from "@faxingcenter/gateway/manage"
 *
 * const mayResend = ({ role }: OperatorSession) => mayDo(role, "operator")
 * ```
 */
export const mayDo = (role: OperatorRole, needed: OperatorRole): boolean =>
  ranks.indexOf(role) >= ranks.indexOf(needed)

/** A session ends when nothing was asked with it for so long, */
const idleLifetime = Duration.minutes(30)
/** and this long after the sign-in, whatever is asked: an open page asks by itself. */
export const sessionLifetime = Duration.hours(12)

/**
 * Who may sign in to the console of this gateway. An operator signs in with a key, which is shown once;
 * keys and sessions are stored as SHA-256 of 192 random bits, so that nobody reads them back.
 *
 * @example
 * ```ts
 * import { Operators } from "@faxingcenter/gateway/manage"
 * import { Effect, Redacted } from "effect"
 *
 * const newKey = Effect.gen(function* () {
 *   const operators = yield* Operators
 *   return Redacted.value(yield* operators.add({ name: "anna", role: "operator" }, "the installer"))
 * })
 * ```
 */
export class Operators extends Context.Tag("@faxingcenter/gateway/Operators")<
  Operators,
  {
    /** The key of a new operator. Fails with a `DatabaseError` of kind `conflict` when the name was used before. */
    readonly add: (
      operator: { readonly name: string; readonly role: OperatorRole },
      actor: string
    ) => Effect.Effect<Redacted.Redacted, DatabaseError>
    readonly list: Effect.Effect<ReadonlyArray<Operator>, DatabaseError>
    /** Ends the operator's access, with every session. */
    readonly revoke: (
      name: string,
      actor: string
    ) => Effect.Effect<void, DatabaseError | FaxError.NotFound>
    /** A session's token, for a cookie. */
    readonly signIn: (
      key: Redacted.Redacted
    ) => Effect.Effect<Redacted.Redacted, DatabaseError | FaxError.Unauthorized>
    /** Who a token belongs to; using it keeps the session alive. */
    readonly session: (
      token: Redacted.Redacted
    ) => Effect.Effect<OperatorSession, DatabaseError | FaxError.Unauthorized>
    readonly signOut: (token: Redacted.Redacted) => Effect.Effect<void, DatabaseError>
  }
>() {}

const random = Effect.sync(() => randomBytes(24).toString("base64url"))
const hashOf = (secret: Redacted.Redacted) =>
  createHash("sha256").update(Redacted.value(secret)).digest("hex")

const decodeOperators = Schema.decodeUnknown(Schema.Array(OperatorRow))
const decodeKeyOwners = Schema.decodeUnknown(
  Schema.Array(Schema.Struct({ name: Schema.String, role: OperatorRole }))
)
const decodeSessions = Schema.decodeUnknown(Schema.Array(SessionRow))

const wrongKey = new FaxError.Unauthorized({
  reason: "invalid_client",
  detail: "No operator has this key, or the operator's access was revoked"
})
const noSession = new FaxError.Unauthorized({
  reason: "invalid_token",
  detail: "The session has ended; sign in again"
})

const make = Effect.gen(function* () {
  const db = yield* Database
  const idle = Duration.toMillis(idleLifetime)
  const whole = Duration.toMillis(sessionLifetime)
  const mostSkew = Duration.toMillis("1 minute")

  return Operators.of({
    add: Effect.fn("Operators.add")(function* ({ name, role }, actor) {
      const key = Redacted.make(yield* random)
      const { epochMillis: now } = yield* DateTime.now
      yield* db.commit(() => [
        insertOperator({ name, role, keyHash: hashOf(key), createdAt: now }),
        auditStatement({ at: now, actor, action: "operator.add", subject: name, detail: role })
      ])
      return key
    }),
    list: Effect.gen(function* () {
      const rows = yield* Effect.orDie(decodeOperators(yield* db.query(everyOperator)))
      return rows.map(({ created_at, name, revoked_at, role }) => ({
        name,
        role,
        createdAt: DateTime.unsafeMake(created_at),
        ...(revoked_at === null ? {} : { revokedAt: DateTime.unsafeMake(revoked_at) })
      }))
    }),
    revoke: Effect.fn("Operators.revoke")(function* (name, actor) {
      const { epochMillis: now } = yield* DateTime.now
      const [, rows] = yield* db.commit(() => [
        auditStatement(
          { at: now, actor, action: "operator.revoke", subject: name },
          isOperator(name)
        ),
        revokeOperator(name, now),
        endSessionsOf(name)
      ])
      if (rows === undefined || rows[0] === undefined) {
        return yield* new FaxError.NotFound({
          culprit: name,
          detail: "There is no such operator, or their access was revoked"
        })
      }
    }),
    signIn: Effect.fn("Operators.signIn")(function* (key) {
      const owners = yield* Effect.orDie(
        decodeKeyOwners(yield* db.query(operatorByKey(hashOf(key))))
      )
      const [owner] = owners
      if (owner === undefined) return yield* wrongKey
      const token = Redacted.make(yield* random)
      const csrf = yield* random
      const { epochMillis: now } = yield* DateTime.now
      const [, rows] = yield* db.commit(() => [
        deleteExpiredSessions(now),
        insertSession({
          hash: hashOf(token),
          operator: owner.name,
          csrf,
          startedAt: now,
          expiresAt: now + idle
        }),
        auditStatement(
          { at: now, actor: owner.name, action: "operator.sign-in", subject: owner.name },
          isOperator(owner.name)
        )
      ])
      return rows?.[0] === undefined ? yield* wrongKey : token
    }),
    session: Effect.fn("Operators.session")(function* (token) {
      const hash = hashOf(token)
      const { epochMillis: now } = yield* DateTime.now
      const [found] = yield* Effect.orDie(decodeSessions(yield* db.query(sessionByHash(hash, now))))
      // One from the future was begun by a clock that was set back since: it would go on for too long.
      if (found === undefined || found.expires_at > now + idle + mostSkew) return yield* noSession
      // A write for each look would be one for each second that a console is open.
      const until = Math.min(now + idle, found.started_at + whole)
      const isAging = until - found.expires_at > idle / 10
      if (isAging) yield* db.commit(() => [extendSession(hash, until)])
      return {
        operator: found.name,
        role: found.role,
        csrf: found.csrf,
        expiresAt: DateTime.unsafeMake(isAging ? until : found.expires_at)
      }
    }),
    signOut: (token) => Effect.asVoid(db.commit(() => [deleteSession(hashOf(token))]))
  })
})

export const layer = Layer.effect(Operators, make)
