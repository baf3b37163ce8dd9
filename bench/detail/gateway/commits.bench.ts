// Durable acceptance over HTTP: with the store, without it, and with one commit for each request. In
// turns, so that whatever else the machine does falls on all of them.
import { mkdtempSync, rmSync } from "node:fs"
import { join } from "node:path"
import { folderOnDisk } from "../../../packages/gateway/test/bundled.js"
import { startPostgres } from "../../../scripts/postgres.mjs"
import { freshDatabase } from "../../src/postgres.js"
import { type Accepted, accepted, median, startServer } from "./httpLoad.js"

const rounds = 3
const folder = mkdtempSync(join(folderOnDisk(), "acceptance-"))

const measure = async (name: string, kind: Parameters<typeof startServer>[0], address: string) => {
  const server = await startServer(kind, address)
  const result = await accepted(server)
  server.stop()
  console.log(`${name.padEnd(48)} ${String(result.rate).padStart(7)}/s`)
  return result
}

/** The median of the ratios of the rounds, with the least and the greatest. */
const ratio = (
  name: string,
  above: ReadonlyArray<Accepted>,
  below: ReadonlyArray<Accepted>,
  wanted: number
) => {
  const ratios = above.map(({ rate }, round) => rate / (below[round]?.rate ?? 1))
  console.log(
    `${name.padEnd(48)} ${median(ratios).toFixed(2).padStart(7)}, ${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)} (wanted ${wanted})`
  )
}

const without: Array<Accepted> = []
const group: Array<Accepted> = []
const single: Array<Accepted> = []
for (let round = 0; round < rounds; round++) {
  without.push(await measure("the route without a store, 64 connections", "none", ""))
  group.push(await measure("SQLite, group commit", "group", join(folder, `g${round}.db`)))
  single.push(
    await measure("SQLite, a commit for each request", "single", join(folder, `s${round}.db`))
  )
}

const postgres = await startPostgres()
const batches: Array<Accepted> = []
const rows: Array<Accepted> = []
for (let round = 0; round < rounds; round++) {
  batches.push(await measure("PostgreSQL, batches", "group", await freshDatabase(postgres.url)))
  rows.push(
    await measure(
      "PostgreSQL, a commit for each request",
      "single",
      await freshDatabase(postgres.url)
    )
  )
}
await postgres.stop()
rmSync(folder, { recursive: true, force: true })

ratio("SQLite: group commit / no store", group, without, 0.55)
ratio("SQLite: group commit / a commit for each", group, single, 4.5)
ratio("PostgreSQL: batches / a commit for each", batches, rows, 3)
