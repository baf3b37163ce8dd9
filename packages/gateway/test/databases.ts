import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import Pg from "pg"
import { afterAll, beforeAll } from "vitest"
import { isInstallable, type PrivatePostgres, startPostgres } from "../../../scripts/postgres.mjs"

/** A folder for a test file, gone after it. */
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "gateway-test-"))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A database of its own for every call. */
export interface TestDatabase {
  readonly name: string
  /** Why its tests can't run here. */
  readonly missing?: string
  readonly fresh: () => Promise<string>
}

export const sqliteFiles = (): TestDatabase => {
  const folder = temporaryFolder()
  let count = 0
  return {
    name: "SQLite",
    fresh: () => Promise.resolve(join(folder, `${count++}.db`))
  }
}

export const postgres = (): TestDatabase => {
  if (!isInstallable()) {
    return {
      name: "PostgreSQL",
      missing: "PostgreSQL is not installed",
      fresh: () => Promise.reject(new Error("PostgreSQL is not installed"))
    }
  }
  let server: PrivatePostgres | undefined
  let count = 0
  beforeAll(async () => {
    server = await startPostgres()
  }, 120_000)
  afterAll(() => server?.stop())
  return {
    name: "PostgreSQL",
    fresh: async () => {
      const url = server?.url ?? ""
      const name = `test${count++}`
      const client = new Pg.Client({ connectionString: url })
      await client.connect()
      await client.query(`CREATE DATABASE ${name}`)
      await client.end()
      return url.replace(/postgres$/, name)
    }
  }
}
