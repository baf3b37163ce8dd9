import { randomBytes } from "node:crypto"
import { andThen } from "@faxingcenter/core/wire"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { builtOver } from "../database/builtOver.js"
import { Database, type DatabaseError, type Row } from "../database/Database.js"
import { databaseAt } from "../database/databaseAt.js"
import * as Secrets from "../documents/Secrets.js"
import { makeTextCipher } from "../documents/textCipher.js"
import { type Unreadable, Vault } from "../documents/Vault.js"
import { hideDestinations } from "./hideDestinations.js"

/**
 * One key seals all texts, and stays when document keys are replaced: it is sealed with them itself. So nothing has to
 * be sealed anew to be found.
 */
const keyName = "texts"
const newKey = () => Redacted.make(randomBytes(32).toString("base64"))

/** A row that nothing is sealed in is left as it is. */
const opened = (open: (cell: string) => string) => (row: Row) => {
  let copy: Record<string, unknown> | undefined
  for (const [name, cell] of Object.entries(row)) {
    if (typeof cell !== "string") continue
    const text = open(cell)
    if (text === cell) continue
    copy ??= { ...row }
    copy[name] = text
  }
  return copy ?? row
}

const make = Effect.gen(function* () {
  const db = yield* Database
  const vault = yield* Vault
  if (vault.current === null) return db
  const [secret] = yield* (yield* Secrets.Secrets).all(keyName, newKey)
  const { open, texts } = makeTextCipher(Buffer.from(Redacted.value(secret), "base64"))
  const read = opened(open)
  const sealing = Database.of({
    ...db,
    dialect: { ...db.dialect, texts },
    query: (statement) => Effect.map(db.query(statement), (rows) => rows.map(read)),
    queryAtOnce: (statement) =>
      andThen(db.queryAtOnce(statement), (rows) => Effect.succeed(rows.map(read))),
    commit: (script) => Effect.map(db.commit(script), (all) => all.map((rows) => rows.map(read)))
  })
  yield* hideDestinations(sealing)
  return sealing
})

/** A database whose texts are sealed, where there is a document key. */
export const layer: Layer.Layer<
  Database,
  DatabaseError | Unreadable,
  Database | Secrets.Secrets | Vault
> = Layer.effect(Database, make)

/** The database at an address; its texts are sealed where there is a `Vault` with a key. */
export const sealedDatabaseAt = (
  address: Redacted.Redacted
): Layer.Layer<Database, DatabaseError | Unreadable> =>
  Layer.scopedContext(
    Effect.gen(function* () {
      const plain = yield* Layer.build(databaseAt(address))
      const vault = yield* Effect.serviceOption(Vault)
      if (Option.isNone(vault)) return plain
      const secrets = yield* builtOver(Secrets.layer)(Context.add(plain, Vault, vault.value))
      return yield* Effect.provide(Layer.build(layer), secrets)
    })
  )
