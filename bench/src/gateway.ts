import { execFileSync } from "node:child_process"
import { rmSync } from "node:fs"
import { cacheFolder, fax } from "./folder.js"
import type { Credentials } from "./requests.js"
import type { Program } from "./Server.js"

/** A database in a file that is not there yet. */
export const freshFile = (name: string): string => {
  const file = `${cacheFolder("gateway")}/${name}.db`
  for (const end of ["", "-wal", "-shm"]) rmSync(`${file}${end}`, { force: true })
  return file
}

/** Lets a program send through the gateway over this database, which is made if it is not there. */
export const addClient = (database: string): Credentials =>
  JSON.parse(
    execFileSync(
      process.execPath,
      [fax, "clients", "add", "bench", "--json", "--database", database],
      { encoding: "utf8" }
    )
  )

/** `fax serve` as it is shipped, on a simulated line. */
export const gateway = (
  who: string,
  database: string,
  env: Readonly<Record<string, string>> = {}
): Program => ({
  who,
  command: [
    process.execPath,
    fax,
    "serve",
    "--port",
    "{port}",
    "--database",
    database,
    "--transport",
    "simulated"
  ],
  env
})
