// What a cluster delivers when its lines are the bottleneck: one node against three, over PostgreSQL,
// while far more faxes wait than the lines can carry.
import { fork } from "node:child_process"
import { once } from "node:events"
import Pg from "pg"
import { bundled } from "../../../packages/gateway/test/bundled.js"
import { startPostgres } from "../../../scripts/postgres.mjs"
import { freshDatabase } from "../../src/postgres.js"

const lines = 8
const callMillis = 1000
const waiting = 5000
const seconds = 10
const rounds = 3

const program = await bundled(new URL("./deliveringNode.ts", import.meta.url))
const postgres = await startPostgres()
const startNode = async (database: string) => {
  const node = fork(
    program,
    ["--database", database, "--lines", `${lines}`, "--call", `${callMillis}`],
    { execArgv: [] }
  )
  await once(node, "message")
  return node
}

const pause = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis))

/** Faxes that arrive in a second. */
const rateOf = async (nodes: number): Promise<number> => {
  const database = await freshDatabase(postgres.url)
  const first = await startNode(database)
  const others = await Promise.all(Array.from({ length: nodes - 1 }, () => startNode(database)))
  first.send(waiting)
  await once(first, "message")
  await pause(2 * callMillis)
  const from = Date.now()
  await pause(seconds * 1000)
  const client = new Pg.Client({ connectionString: database })
  await client.connect()
  const { rows } = await client.query<{ n: string; most: string }>(
    `SELECT COUNT(*) FILTER (WHERE state = 'Delivered' AND state_at >= $1 AND state_at < $2) AS n,
      MAX(calls) AS most FROM messages`,
    [from, from + seconds * 1000]
  )
  await client.end()
  await Promise.all(
    [first, ...others].map((node) => {
      node.disconnect()
      return once(node, "exit")
    })
  )
  if (Number(rows[0]?.most) !== 1) throw new Error(`${rows[0]?.most} calls for a fax`)
  const rate = Number(rows[0]?.n) / seconds
  console.log(
    `${nodes === 1 ? "1 node, " : `${nodes} nodes,`} ${lines} lines each, calls of ${callMillis} ms: ${rate.toFixed(1).padStart(5)} faxes/s, of ${((nodes * lines * 1000) / callMillis).toFixed(0)} that the lines can carry`
  )
  return rate
}

const ratios: Array<number> = []
for (let round = 0; round < rounds; round++) {
  const one = await rateOf(1)
  ratios.push((await rateOf(3)) / one)
}
console.log(
  `three nodes / one node: ${ratios.map((ratio) => ratio.toFixed(2)).join(", ")} (wanted 2)`
)
await postgres.stop()
