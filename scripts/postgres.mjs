// A private PostgreSQL in a temporary folder: on loopback, at a free port, as an unprivileged user.
// `node scripts/postgres.mjs` prints its address and keeps it until it is interrupted.
import { spawn, spawnSync } from "node:child_process"
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const versions = "/usr/lib/postgresql"

/** Where Debian puts the programs of the newest version, if there is one. */
const programs = () => {
  const newest = existsSync(versions)
    ? readdirSync(versions)
        .filter((name) => existsSync(`${versions}/${name}/bin/initdb`))
        .sort((a, b) => Number(b) - Number(a))[0]
    : undefined
  return newest === undefined ? undefined : `${versions}/${newest}/bin`
}

const run = (program, args, options = {}) => {
  const { status, stderr } = spawnSync(program, args, { encoding: "utf8", ...options })
  if (status !== 0) throw new Error(`${program} ${args.join(" ")}: ${stderr}`)
}

const install = () => {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" }
  run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "postgresql"], { env })
}

/** The server refuses to run as root: then it runs as the user that its package has made. */
const owner = () => {
  if (process.getuid?.() !== 0) return {}
  const id = (flag) => Number(spawnSync("id", [flag, "postgres"], { encoding: "utf8" }).stdout)
  return { uid: id("-u"), gid: id("-g") }
}

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once("error", reject)
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })

/** Six gateways side by side take up to 90 connections, where it has 100 by itself. */
const settings = ["-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200"]

export const isInstallable = () => programs() !== undefined || process.getuid?.() === 0

export const startPostgres = async () => {
  if (programs() === undefined) install()
  const bin = programs()
  if (bin === undefined) throw new Error("PostgreSQL is not installed")
  const user = owner()
  const folder = mkdtempSync(join(tmpdir(), "gateway-postgres-"))
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid)
  const data = join(folder, "data")
  const port = await freePort()
  const options = { cwd: folder, ...user }
  run(
    `${bin}/initdb`,
    ["-D", data, "-U", "gateway", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
    options
  )
  const url = `postgres://gateway@127.0.0.1:${port}/postgres`
  let server
  const launch = () =>
    spawn(`${bin}/postgres`, ["-D", data, "-p", `${port}`, "-k", folder, ...settings], {
      stdio: "ignore",
      ...options
    })
  const start = async () => {
    server = launch()
    for (let tries = 0; tries < 300; tries++) {
      // After a kill, it gives up as long as something of the one before is alive.
      if (server.exitCode !== null) server = launch()
      const ready = spawnSync(`${bin}/pg_isready`, ["-q", "-h", "127.0.0.1", "-p", `${port}`])
      if (ready.status === 0) return
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    throw new Error("PostgreSQL does not start")
  }
  const end = (signal) =>
    new Promise((resolve) => {
      if (server.exitCode !== null || server.signalCode !== null) return resolve()
      server.once("exit", () => resolve())
      server.kill(signal)
    })
  await start()
  return {
    url,
    start,
    /** As a power cut would end it; `start` brings it back. */
    kill: () => end("SIGKILL"),
    stop: async () => {
      await end("SIGINT")
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url, stop } = await startPostgres()
  console.log(url)
  const end = () => stop().then(() => process.exit(0))
  process.once("SIGINT", end)
  process.once("SIGTERM", end)
}
