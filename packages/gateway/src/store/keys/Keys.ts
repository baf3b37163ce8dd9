import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { auditStatement } from "../clients/Audit.js"
import { Database, type DatabaseError, type Script } from "../database/Database.js"
import { raw, type Statement, sql } from "../database/sql.js"
import * as Secrets from "../documents/Secrets.js"
import { sealedColumns, sealedOf } from "../documents/sealed.js"
import { Vault } from "../documents/Vault.js"
import * as SealedTexts from "../faxes/sealedTexts.js"
import { resealTexts } from "./resealTexts.js"

/** How much is sealed with a key; `null` for what is not sealed. */
export interface KeyUse {
  readonly keyId: string | null
  /** Parts of documents, of at most 512 KB or so each. */
  readonly contents: number
  /** Keys that webhooks and receipts are signed with. */
  readonly secrets: number
}

/** What came of sealing anew. */
export interface Resealed {
  readonly resealed: number
  /** Numbers, names and other texts that were not sealed. */
  readonly texts: number
  /** Left as they were: their key is not configured, or they were changed. */
  readonly unreadable: number
}

/**
 * The keys that encrypt data at rest, and the means to retire an old one.
 *
 * @example
 * ```ts
 * import { Vault } from "@faxingcenter/gateway"
 * import { Keys, layerManagement } from "@faxingcenter/gateway/manage"
 * import { Effect, Redacted } from "effect"
 *
 * // Seals everything anew, so that the former key can be thrown away.
 * const retire = (current: Uint8Array, former: Uint8Array) =>
 *   Effect.flatMap(Keys, (keys) => keys.reseal("anna")).pipe(
 *     Effect.provide(layerManagement(Redacted.make("faxes.db"))),
 *     Effect.provide(
 *       Vault.layer([
 *         { id: "2026", key: Redacted.make(current) },
 *         { id: "2025", key: Redacted.make(former) }
 *       ])
 *     )
 *   )
 * ```
 */
export class Keys extends Context.Tag("@faxingcenter/gateway/Keys")<
  Keys,
  {
    readonly uses: Effect.Effect<ReadonlyArray<KeyUse>, DatabaseError>
    /**
     * Seals with the first key whatever is not, and texts that no key seals yet. Gateways may run meanwhile, and it may be broken off
     * and begun again at any time. Goes into the audit log under the name of `actor`.
     */
    readonly reseal: (actor: string) => Effect.Effect<Resealed, DatabaseError>
  }
>() {}

/** Where something sealed is; ordered by name and place. */
interface Shelf {
  readonly table: Statement
  readonly name: Statement
  readonly place: Statement
}

const shelves: ReadonlyArray<Shelf> = [
  { table: raw("contents"), name: raw("content"), place: raw("part") },
  { table: raw("secrets"), name: raw("name"), place: raw("at") }
]

/** Rows that are held in memory at once. */
const few = 16

const Rows = Schema.Array(
  Schema.Struct({ name: Schema.String, place: Schema.Int, ...sealedColumns })
)
const decodeRows = Schema.decodeUnknown(Rows)
type Row = (typeof Rows.Type)[number]

const decodeUses = Schema.decodeUnknown(
  Schema.Array(
    Schema.Struct({
      keyId: Schema.NullOr(Schema.String),
      contents: Schema.Int,
      secrets: Schema.Int
    })
  )
)

const make = Effect.gen(function* () {
  const db = yield* Database
  const vault = yield* Vault

  const rowsAfter = ({ name, place, table }: Shelf, last: Row | undefined) =>
    Effect.flatMap(
      db.query(sql`SELECT ${name} AS name, ${place} AS place, key_id, bytes FROM ${table}
        WHERE (key_id IS NULL OR key_id <> ${vault.current}) AND (${name} > ${last?.name ?? ""}
          OR (${name} = ${last?.name ?? ""} AND ${place} > ${last?.place ?? 0}))
        ORDER BY ${name}, ${place} LIMIT ${few}`),
      (rows) => Effect.orDie(decodeRows(rows))
    )

  /** Writes nothing where somebody else has sealed, or purged, in between. */
  const resealed = (shelf: Shelf, row: Row): Effect.Effect<Script> =>
    vault.unseal(row.name, row.place, sealedOf(row)).pipe(
      Effect.map((bytes) => vault.seal(row.name, row.place, bytes)),
      Effect.map(({ bytes, keyId }) => [
        sql`UPDATE ${shelf.table} SET key_id = ${keyId}, bytes = ${bytes}
          WHERE ${shelf.name} = ${row.name} AND ${shelf.place} = ${row.place}
            AND COALESCE(key_id, '') = ${row.key_id ?? ""}`
      ]),
      Effect.catchTag("Unreadable", ({ message }) => Effect.as(Effect.logWarning(message), []))
    )

  const resealShelf = (
    shelf: Shelf,
    sum: Omit<Resealed, "texts">,
    last?: Row
  ): Effect.Effect<Omit<Resealed, "texts">, DatabaseError> =>
    Effect.gen(function* () {
      const rows = yield* rowsAfter(shelf, last)
      if (rows.length === 0) return sum
      const scripts = yield* Effect.forEach(rows, (row) => resealed(shelf, row))
      const script = scripts.flat()
      if (script.length > 0) yield* db.commit(() => script)
      const after = {
        resealed: sum.resealed + script.length,
        unreadable: sum.unreadable + rows.length - script.length
      }
      return yield* resealShelf(shelf, after, rows.at(-1))
    })

  /** With a secret that cannot be read, texts wait until it can. */
  const texts = resealTexts.pipe(
    Effect.provide(SealedTexts.layer.pipe(Layer.provide(Secrets.layer))),
    Effect.provideService(Database, db),
    Effect.provideService(Vault, vault),
    Effect.catchTag("Unreadable", ({ message }) => Effect.as(Effect.logWarning(message), 0))
  )

  return Keys.of({
    uses: Effect.flatMap(
      db.query(
        raw(`SELECT key_id AS "keyId", CAST(SUM(c) AS BIGINT) AS contents,
            CAST(SUM(s) AS BIGINT) AS secrets FROM (
              SELECT key_id, 1 AS c, 0 AS s FROM contents
              UNION ALL SELECT key_id, 0, 1 FROM secrets) sealed
          GROUP BY key_id ORDER BY key_id`)
      ),
      (rows) => Effect.orDie(decodeUses(rows))
    ),
    reseal: Effect.fn("Keys.reseal")(function* (actor) {
      const { epochMillis: at } = yield* DateTime.now
      yield* db.commit(() => [
        auditStatement({ at, actor, action: "keys.reseal", subject: vault.current ?? "" })
      ])
      const sum = yield* Effect.reduce(shelves, { resealed: 0, unreadable: 0 }, (before, shelf) =>
        resealShelf(shelf, before)
      )
      const all = { ...sum, texts: vault.current === null ? 0 : yield* texts }
      yield* Effect.forEach(db.dialect.scrub, db.query, { discard: true })
      return all
    })
  })
})

export const layer = Layer.effect(Keys, make)
