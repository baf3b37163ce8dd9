import Pg from "pg"
import { startPostgres } from "../../scripts/postgres.mjs"

let databases = 0

/** The address of a new database beside the one at this address. */
export const freshDatabase = async (url: string): Promise<string> => {
  const name = `bench${databases++}`
  const client = new Pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`CREATE DATABASE ${name}`)
  await client.end()
  return url.replace(/postgres$/, name)
}

/** A PostgreSQL of its own, as it is installed, with databases that nothing is in yet. */
export const privatePostgres = async () => {
  const { stop, url } = await startPostgres()
  return { fresh: () => freshDatabase(url), stop }
}
