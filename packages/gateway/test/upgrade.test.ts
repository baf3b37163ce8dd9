import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { brotliDecompressSync } from "node:zlib"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import Sqlite from "libsql"
import { Events, SimulatedLine } from "../src/index.js"
import { Database } from "../src/store/database/Database.js"
import { raw } from "../src/store/database/sql.js"
import { isMessageEvent } from "../src/store/outbox/GatewayEvent.js"
import { serverOf } from "../src/store/outbox/serverOf.js"
import { temporaryFolder } from "./databases.js"
import { ended, fax, gateway, send } from "./fixtures.js"

const kept = new URL("schemas/", import.meta.url)
const folder = temporaryFolder()

/** What a gateway of that time left when it was killed: one fax delivered, one on the line, two behind it. */
const unpacked = (name: string) => {
  const file = `${folder}/${name.replace(".br", "")}`
  writeFileSync(file, brotliDecompressSync(readFileSync(new URL(name, kept))))
  const db = new Sqlite(file)
  // As if it had been accepted just now: a day later, nobody would be called any more.
  db.exec("UPDATE messages SET deadline = 4102444800000")
  const schema = db.prepare("SELECT MAX(id) AS id FROM migrations").raw(true).all([])
  db.close()
  return { file, schema }
}

/** Every table with its columns, and every index. */
const shape = raw(`SELECT m.type, m.name, c.name AS member, c.type AS of
  FROM sqlite_master m LEFT JOIN pragma_table_info(m.name) c
  WHERE m.name NOT LIKE 'sqlite_%' ORDER BY m.type, m.name, c.name`)

describe.concurrent("a database of an earlier version", () => {
  const files = readdirSync(kept).toSorted()

  // The first was never alone: the second came before anybody could use it.
  it("is kept for every schema that was used", () => {
    const schemas = files.map((name) => Number(/\d+/.exec(name)?.[0]))
    expect(schemas).toEqual(Array.from({ length: Math.max(18, schemas.length) }, (_, i) => i + 2))
  })

  it.live.each(files)("is brought up to date in place, and goes on: %s", (name) =>
    Effect.gen(function* () {
      const { file, schema } = unpacked(name)
      expect(schema).toEqual([[Number(/\d+/.exec(name)?.[0])]])
      const upgraded = yield* Effect.gen(function* () {
        const events = yield* Events
        const delivered = yield* events.stream(undefined).pipe(
          Stream.filter(({ happening }) => happening._tag === "Delivered"),
          Stream.take(4),
          Stream.runCollect
        )
        expect(
          new Set([...delivered].filter(isMessageEvent).map(({ messageId }) => messageId)).size
        ).toBe(4)
        const { dials } = yield* SimulatedLine.SimulatedLine
        // The line knows nothing of the call that was on: it was not made, and is made now.
        expect(yield* dials).toHaveLength(3)
        expect((yield* ended(yield* send(fax("13862345679"))))[0]?.status).toBe("delivered")
        return yield* Effect.flatMap(Database, (db) => db.query(shape))
      }).pipe(Effect.provide(gateway(file)))
      const fresh = yield* Effect.flatMap(Database, (db) => db.query(shape)).pipe(
        Effect.provide(gateway(":memory:"))
      )
      expect(upgraded).toEqual(fresh)
    })
  )
})

it.live("what waits for webhooks in a database of an earlier version goes to a server each", () =>
  Effect.gen(function* () {
    const { file } = unpacked("schema-19.db.br")
    const db = new Sqlite(file)
    const insert =
      db.prepare(`INSERT INTO webhook_posts (event, client, url, message, body, created_at, tries, next_at)
      VALUES (?, 1, ?, 'm', '{}', 0, 0, 4102444800000)`)
    const posts = ["https://a.example:8443/x?y=/z", "http://b/", "mailto:c@example.com"]
    for (const [i, url] of posts.entries()) insert.run([`evt_old_${i}`, url])
    db.close()
    const servers = yield* Effect.flatMap(Database, (db) =>
      db.query(raw("SELECT url, server FROM webhook_posts WHERE event LIKE 'evt_old%' ORDER BY id"))
    ).pipe(Effect.provide(gateway(file)))
    expect(servers).toEqual(posts.map((url) => ({ url, server: serverOf(url) })))
    expect(posts.map(serverOf)).toEqual(["https://a.example:8443/", "http://b/", "mailto:"])
  })
)

it.live("a database of a newer version is refused, and says what to do", () =>
  Effect.gen(function* () {
    const file = `${folder}/newer.db`
    yield* Effect.provide(Effect.void, gateway(file))
    const db = new Sqlite(file)
    db.exec("INSERT INTO migrations (id, name, at) VALUES (9999, 'of tomorrow', 0)")
    db.close()
    const error = yield* Effect.flip(Effect.provide(Effect.void, gateway(file)))
    expect(error).toMatchObject({
      kind: "refused",
      detail: expect.stringContaining("newer version of the gateway")
    })
  })
)
