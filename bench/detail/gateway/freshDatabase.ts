import Pg from "pg"

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
