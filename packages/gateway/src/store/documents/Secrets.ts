import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { type AuditRecord, auditStatement } from "../clients/Audit.js"
import { Database, type DatabaseError } from "../database/Database.js"
import { sql } from "../database/sql.js"
import { sealedColumns, sealedOf } from "./sealed.js"
import { type Unreadable, Vault } from "./Vault.js"

/** Keys that this gateway made for itself. They are the same on every node, and sealed by the vault. */
export class Secrets extends Context.Tag("@faxingcenter/gateway/Secrets")<
  Secrets,
  {
    /** All of this name, the newest first; the first is made by `make` if there is none. */
    readonly all: (
      name: string,
      make: () => Redacted.Redacted
    ) => Effect.Effect<
      readonly [Redacted.Redacted, ...ReadonlyArray<Redacted.Redacted>],
      DatabaseError | Unreadable
    >
    /**
     * Puts a new one in front; those made before `keepFrom` are forgotten, and all but the newest three.
     * `audit` goes into the audit log with the same commit.
     */
    readonly add: (
      name: string,
      secret: Redacted.Redacted,
      keepFrom: DateTime.Utc,
      audit: AuditRecord
    ) => Effect.Effect<void, DatabaseError>
  }
>() {}

const decode = Schema.decodeUnknown(
  Schema.Array(Schema.Struct({ at: Schema.Int, ...sealedColumns }))
)

const decodeAll = Schema.decodeUnknown(
  Schema.Array(Schema.Struct({ name: Schema.String, at: Schema.Int, ...sealedColumns }))
)

const make = Effect.gen(function* () {
  const db = yield* Database
  const vault = yield* Vault

  const insert = (name: string, at: number, secret: Redacted.Redacted) => {
    const { bytes, keyId } = vault.seal(name, at, Buffer.from(Redacted.value(secret)))
    return sql`INSERT INTO secrets (name, at, key_id, bytes) VALUES (${name}, ${at}, ${keyId}, ${bytes})
      ON CONFLICT (name, at) DO NOTHING`
  }

  const read = Effect.fn("Secrets.read")(function* (name: string) {
    const rows = yield* db.query(
      sql`SELECT at, key_id, bytes FROM secrets WHERE name = ${name} ORDER BY at DESC`
    )
    return yield* Effect.forEach(yield* Effect.orDie(decode(rows)), (row) =>
      Effect.map(vault.unseal(name, row.at, sealedOf(row)), (secret) =>
        Redacted.make(Buffer.from(secret).toString())
      )
    )
  })

  const all: Secrets["Type"]["all"] = Effect.fn("Secrets.all")(function* (name, makeFirst) {
    const [first, ...others] = yield* read(name)
    if (first !== undefined) return [first, ...others] as const
    // The first one has the time 0, so that nodes that start at once agree on one of theirs.
    yield* db.commit(() => [insert(name, 0, makeFirst())])
    const [made] = yield* read(name)
    return made === undefined
      ? yield* Effect.dieMessage(`The secret ${name} was not stored`)
      : ([made] as const)
  })

  // Who starts with other keys learns of it now, and not when a fax is due. There is always one to try them on.
  yield* all("keys/tried", () => Redacted.make("sealed"))
  const stored = yield* db.query(sql`SELECT name, at, key_id, bytes FROM secrets`)
  yield* Effect.forEach(
    yield* Effect.orDie(decodeAll(stored)),
    (row) => vault.unseal(row.name, row.at, sealedOf(row)),
    { discard: true }
  )

  return Secrets.of({
    all,
    add: (name, secret, keepFrom, audit) =>
      Effect.flatMap(DateTime.now, ({ epochMillis: now }) =>
        Effect.asVoid(
          db.commit(() => [
            // The one before stays, whatever its age: it was in use until now. More than that one and
            // the one before it would make signatures longer than receivers read.
            sql`DELETE FROM secrets WHERE name = ${name}
              AND at < (SELECT MAX(at) FROM secrets s WHERE s.name = ${name})
              AND (at < ${keepFrom.epochMillis} OR at NOT IN
                (SELECT at FROM secrets s WHERE s.name = ${name} ORDER BY at DESC LIMIT 2))`,
            insert(name, now, secret),
            auditStatement(audit)
          ])
        )
      )
  })
})

/** Fails where a key is missing, or another, that something is sealed with. */
export const layer = Layer.effect(Secrets, make)
