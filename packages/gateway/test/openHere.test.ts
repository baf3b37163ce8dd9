import { spawnSync } from "node:child_process"
import { createRequire } from "node:module"
import { expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { backUp } from "../src/manage.js"
import { Database } from "../src/store/database/Database.js"
import { withMigrations } from "../src/store/database/migrate.js"
import { sql } from "../src/store/database/sql.js"
import * as Sqlite from "../src/store/database/sqliteDatabase.js"
import { sqliteFiles } from "./databases.js"

const files = sqliteFiles()
const driver = createRequire(import.meta.url).resolve("libsql")

/** What another process finds, which opens the database and closes it. */
const countedElsewhere = (file: string) =>
  Number(
    spawnSync(
      process.execPath,
      [
        "-e",
        `const db = new (require(${JSON.stringify(driver)}))(${JSON.stringify(file)})
         console.log(db.prepare("SELECT COUNT(*) AS n FROM tokens").get().n)
         db.close()`
      ],
      { encoding: "utf8" }
    ).stdout
  )

it.live("a second connection, or a copy, does not take the locks of the first one away", () =>
  Effect.gen(function* () {
    const file = yield* Effect.promise(files.fresh)
    const connect = Effect.map(
      Layer.build(Layer.fresh(withMigrations(Sqlite.layer(file)))),
      (context) => Database.pipe(Effect.provide(context))
    )
    const db = yield* yield* connect
    const add = (hash: string) =>
      db.commit(() => [sql`INSERT INTO tokens (hash, client, expires_at) VALUES (${hash}, 1, 1)`])
    // Who opens it again opens it beside the first connection; who copies it looks at it first.
    yield* connect
    yield* backUp(file, `${file}.copy`)
    const counts = []
    for (const hash of ["a", "b", "c"]) {
      yield* add(hash)
      counts.push(countedElsewhere(file))
    }
    // Had the first of them taken itself for the last to close it, the log would be gone with the rest.
    expect(counts).toEqual([1, 2, 3])
  }).pipe(Effect.scoped)
)
