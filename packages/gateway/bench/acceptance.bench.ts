// Durable acceptance over HTTP: with the store, without it, and with one commit for each request.
import { spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { startPostgres } from "../../../scripts/postgres.mjs"
import { bundled, folderOnDisk } from "../test/bundled.js"

const folder = mkdtempSync(join(folderOnDisk(), "acceptance-"))
const seconds = 4
const bundle = await bundled(new URL("./acceptanceServer.ts", import.meta.url))

/** Starts the server of this kind, and gives what it printed in its first line. */
const serve = async (kind: string, address: string) => {
  const server = spawn(process.execPath, [bundle, kind, address], {
    stdio: ["ignore", "pipe", "inherit"]
  })
  const line = await new Promise<string>((resolve) =>
    server.stdout.once("data", (data: Buffer) => resolve(data.toString().trim()))
  )
  const [port = "", token = ""] = line.split(" ")
  return { port, token, stop: () => server.kill("SIGKILL") }
}

const load = (port: string, token: string, connections: number) =>
  new Promise<number>((resolve) => {
    const client = spawn(
      process.execPath,
      [
        fileURLToPath(new URL("./loadSockets.mjs", import.meta.url)),
        port,
        token,
        String(connections),
        String(seconds)
      ],
      { stdio: ["ignore", "pipe", "inherit"] }
    )
    client.stdout.once("data", (data: Buffer) => resolve(Number(data.toString())))
  })

const measure = async (name: string, kind: string, address: string, connections = 64) => {
  const { port, token, stop } = await serve(kind, address)
  const rate = await load(port, token, connections)
  stop()
  console.log(`${name.padEnd(56)} ${String(rate).padStart(7)}/s`)
  return rate
}

const ratio = (name: string, value: number, wanted: number) =>
  console.log(`${name.padEnd(56)} ${value.toFixed(2).padStart(7)}   (wanted ${wanted})`)

const rounds = 3
const median = (values: ReadonlyArray<number>) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

const without: Array<number> = []
const group: Array<number> = []
const single: Array<number> = []
for (let round = 0; round < rounds; round++) {
  without.push(await measure("the route without a store, 64 connections", "none", ""))
  group.push(
    await measure("SQLite, group commit, 64 connections", "group", join(folder, `g${round}.db`))
  )
  single.push(
    await measure("SQLite, a commit for each request", "single", join(folder, `s${round}.db`))
  )
}
ratio("group commit / route without a store", median(group) / median(without), 0.55)
ratio("group commit / a commit for each request", median(group) / median(single), 4.5)

const postgres = await startPostgres()
const batches = await measure("PostgreSQL, batches, 64 connections", "group", postgres.url)
const rows = await measure("PostgreSQL, a commit for each request", "single", postgres.url)
ratio("batches / a commit for each request", batches / rows, 3)
await postgres.stop()
rmSync(folder, { recursive: true, force: true })
