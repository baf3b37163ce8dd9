import { execFileSync } from "node:child_process"
import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import Pg from "pg"
import { isInstallable, type PrivatePostgres, startPostgres } from "../../../scripts/postgres.mjs"
import { SimulatedLine, Webhooks } from "../src/index.js"
import { Database } from "../src/store/database/Database.js"
import { raw } from "../src/store/database/sql.js"
import { temporaryFolder } from "./databases.js"
import { ended, fax, gateway, send, until } from "./fixtures.js"

const skipped = isInstallable() ? "" : " (skipped: PostgreSQL is not installed)"

describe.skipIf(!isInstallable())(`a dump in another cluster${skipped}`, () => {
  const clusters: Array<PrivatePostgres> = []
  const folder = temporaryFolder()
  beforeAll(async () => {
    clusters.push(...(await Promise.all([startPostgres(), startPostgres()])))
  }, 120_000)
  afterAll(() => Promise.all(clusters.map((cluster) => cluster.stop())))

  it.live(
    "is asked about, nobody is called twice, and it tells on what happens",
    () =>
      Effect.gen(function* () {
        const [old = "", fresh = ""] = clusters.map(({ url }) => url)
        const on = (address: string) =>
          gateway(address, {
            file: `${folder}/calls`,
            fate: (number) => ({
              outcome: { _tag: "Delivered", pages: 1 },
              lasts: number === held ? "2 seconds" : "20 millis"
            })
          })
        const held = "13862345671"
        const other = "13862345672"
        // The old cluster has counted further than the fresh one will for long.
        yield* Effect.promise(async () => {
          const client = new Pg.Client({ connectionString: old })
          await client.connect()
          await client.query("SET synchronous_commit = off")
          await client.query(
            "DO $$ BEGIN FOR i IN 1..20000 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$"
          )
          await client.end()
        })
        const first = yield* Effect.gen(function* () {
          const webhooks = yield* Webhooks
          yield* webhooks.add({ url: "https://example.invalid/", types: ["message.delivered"] })
          yield* ended(yield* send(fax(other)))
          const receipt = yield* send(fax(held))
          for (const { messageId } of receipt.messages) yield* until(messageId, "Calling")
          const dump = execFileSync("pg_dump", [old], { maxBuffer: 100_000_000 })
          execFileSync("psql", ["-q", "-v", "ON_ERROR_STOP=1", fresh], {
            input: dump,
            stdio: ["pipe", "ignore", "inherit"]
          })
          yield* ended(receipt)
          return receipt
        }).pipe(Effect.provide(on(old)))
        yield* Effect.gen(function* () {
          const { dials } = yield* SimulatedLine.SimulatedLine
          expect((yield* ended(first)).map(({ status }) => status)).toEqual(["delivered"])
          yield* ended(yield* send(fax(other)))
          expect((yield* dials).map(({ number }) => number)).toEqual([other, held, other])
          const db = yield* Database
          const unasked = raw("SELECT 1 FROM messages WHERE unknown_since IS NOT NULL")
          expect(yield* db.query(unasked)).toEqual([])
          const webhooks = yield* Webhooks
          const posts = yield* Effect.repeat(
            Effect.zipLeft(webhooks.posts(100), Effect.sleep("50 millis")),
            { until: (all) => all.length >= 3, times: 200 }
          )
          expect(new Set(posts.map(({ event }) => event)).size).toBe(3)
        }).pipe(Effect.provide(on(fresh)))
      }),
    60_000
  )
})
