import { spawnSync } from "node:child_process"
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync
} from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import Sqlite from "libsql"
import Pg from "pg"
import { isInstallable, type PrivatePostgres, startPostgres } from "../../../scripts/postgres.mjs"
import { fax, home } from "./fax.js"
import { at } from "./servedGateway.js"
import { answerOf } from "./shapes.js"

/** Both kinds of commands that open a database, and how they say that they cannot. */
const commands = (database: string): ReadonlyArray<ReadonlyArray<string>> => [
  ["clients", "add", "shop", "--database", database, "--json"],
  ["audit", "--database", database, "--json"],
  ["serve", "--port", "0", "--transport", "simulated", "--database", database]
]

/** Ends with a refusal of one line, from every command: not with a defect, not as something that may pass. */
const refusedBy = async (database: string, run = fax) => {
  const messages: Array<string> = []
  for (const args of commands(database)) {
    const { code, stderr, stdout } = await run(args)
    expect([args[0], code, stdout, stderr.trim().split("\n").length]).toEqual([args[0], 5, "", 1])
    const isJson = args.includes("--json")
    if (isJson) answerOf("an error", stderr)
    messages.push(isJson ? String(at(JSON.parse(stderr), "error", "message")) : stderr)
  }
  return messages.join("\n")
}

/** One command of each way in which a database is opened. */
const opening: ReadonlyArray<ReadonlyArray<string>> = [
  ["clients", "add", "shop"],
  ["queue", "show"],
  ["moved"],
  ["restored", "--since", "2026-01-01T00:00:00Z"],
  ["migrate", "--to", "postgres://fax@127.0.0.1:5/fax"],
  ["backup", join(home, "copy.db")],
  ["serve", "--port", "0", "--transport", "simulated"]
]

const others = (name: string, ...statements: ReadonlyArray<string>) => {
  const file = join(home, name)
  const db = new Sqlite(file)
  for (const statement of statements) db.exec(statement)
  db.close()
  return file
}

describe("a file that is no database of ours", () => {
  it("is refused where it is no SQLite, and left as it is", async () => {
    const file = join(home, "notes.db")
    writeFileSync(file, "Not a database at all. ".repeat(100))
    const before = readFileSync(file)
    expect(await refusedBy(file)).toContain("is not an SQLite database; name another file")
    expect(readFileSync(file)).toEqual(before)
  })

  it.each([
    ["tables", "CREATE TABLE bookmarks (url TEXT)"],
    ["a view", "CREATE VIEW answer AS SELECT 42"],
    ["a table of migrations", "CREATE TABLE migrations (id INTEGER, hash TEXT)"],
    [
      "a table of migrations like ours",
      "CREATE TABLE migrations (id, name, at); INSERT INTO migrations VALUES (1, 'users', 0)"
    ],
    ["an id", "PRAGMA application_id = 252006674"]
  ])(
    "is refused where it has %s of another program, and left as it is",
    async (what, statement) => {
      const file = others(`${what.replaceAll(" ", "-")}.db`, "PRAGMA user_version = 7", statement)
      const before = readFileSync(file)
      expect(await refusedBy(file)).toContain("is a database of another program")
      expect(readFileSync(file)).toEqual(before)
    }
  )

  it("is refused where it is damaged, with what to do", async () => {
    const file = join(home, "damaged.db")
    expect((await fax(["clients", "add", "shop", "--database", file])).code).toBe(0)
    writeFileSync(file, readFileSync(file).subarray(0, 9000))
    expect(await refusedBy(file)).toContain("is damaged (SQLITE_CORRUPT)")
  })

  it("is taken where it is empty, or was ours before it said so", async () => {
    const file = join(home, "earlier.db")
    writeFileSync(file, "")
    const add = (name: string) => ["clients", "add", name, "--database", file, "--json"]
    expect(await fax(add("one"))).toMatchObject({ code: 0 })
    const db = new Sqlite(file)
    expect(db.prepare("PRAGMA application_id").all()).toEqual([{ application_id: 0x66786777 }])
    db.exec("PRAGMA application_id = 0")
    db.close()
    expect(await fax(add("two"))).toMatchObject({ code: 0 })
  })

  it.each([
    ["/dev/null", "is a device"],
    ["/dev/zero", "is a device"],
    ["fifo", "is a device, a pipe"],
    [".", "is a folder"],
    ["n".repeat(5000), "cannot be looked at (ENAMETOOLONG)"],
    ["postgresql://u@127.0.0.1:5/x?sslrootcert=/no/where.pem", "/no/where.pem (sslrootcert of the"],
    ["postgresql://u@127.0.0.1:5/x?sslcert=/dev/null", "is a device"],
    ["postgresql://u@127.0.0.1:5/x?sslkey=/", "is a folder"]
  ])("cannot be %s", async (database, problem) => {
    if (database === "fifo") spawnSync("bash", ["-c", `mkfifo ${join(home, "fifo")}`])
    for (const args of database === "fifo" ? opening : [["clients", "list"]]) {
      const { code, stderr, stdout } = await fax([...args, "--database", database])
      expect([args[0], code, stdout]).toEqual([args[0], 2, ""])
      expect(stderr).toContain(problem)
      expect(stderr.trim().split("\n")).toHaveLength(1)
    }
  })

  it.each([
    ["clients", "add", "shop"],
    ["backup", join(home, "copy.db")]
  ])("cannot be in memory for fax %s", async (...args) => {
    const { code, stderr, stdout } = await fax([...args, "--database", ":memory:"])
    expect([code, stdout]).toEqual([2, ""])
    expect(stderr).toContain("a database in memory (:memory:) ends with the command; name a file")
  })

  const bundle = fileURLToPath(new URL("../dist/fax.js", import.meta.url))
  const nobody = 65_534
  const asNobodyIs = { uid: nobody, gid: nobody }
  const whyNot =
    process.getuid?.() !== 0
      ? " (skipped: needs root)"
      : spawnSync("test", ["-r", bundle], asNobodyIs).status !== 0
        ? ` (skipped: the user ${nobody} cannot read ${bundle})`
        : ""
  it.skipIf(whyNot !== "")(`is refused where another user owns it${whyNot}`, async () => {
    const folder = join(home, "theirs")
    const file = join(folder, "fax.db")
    mkdirSync(folder)
    expect(await fax(["clients", "add", "one", "--database", file])).toMatchObject({ code: 0 })
    chmodSync(home, 0o755)
    chmodSync(folder, 0o755)
    const own = join(home, "nobody")
    mkdirSync(own)
    chownSync(own, nobody, nobody)
    const asNobody = async (args: ReadonlyArray<string>) => {
      const { status, stderr, stdout } = spawnSync(process.execPath, [bundle, ...args], {
        ...asNobodyIs,
        cwd: own,
        encoding: "utf8",
        env: { HOME: own, PATH: process.env.PATH ?? "", FAXINGCENTER_NO_CACHE: "1" }
      })
      return { code: status, stderr, stdout }
    }
    expect(await refusedBy(file, asNobody)).toContain("make that user the owner of the file")
  })
})

const missing = isInstallable() ? "" : " (skipped: PostgreSQL is not installed)"
describe.skipIf(!isInstallable())(`a PostgreSQL that cannot be used${missing}`, () => {
  let server: PrivatePostgres | undefined
  const run = async (...statements: ReadonlyArray<string>) => {
    const client = new Pg.Client({ connectionString: server?.url ?? "" })
    await client.connect()
    try {
      for (const statement of statements) await client.query(statement)
    } finally {
      await client.end()
    }
  }
  /** The address of a database, for a role. */
  const addressOf = (role: string, database: string, more = "") => {
    const url = new URL(server?.url ?? "")
    if (role !== "owner") url.username = role
    url.password = "wrong"
    url.pathname = `/${database}`
    return `${url.href}${more}`
  }
  beforeAll(async () => {
    server = await startPostgres()
    await run(
      "CREATE ROLE poor LOGIN",
      "CREATE DATABASE bare",
      "CREATE ROLE secretive LOGIN PASSWORD 'right'",
      "CREATE DATABASE theirs",
      `DO $$ BEGIN EXECUTE format('COPY (SELECT unnest(%L::text[])) TO %L', ARRAY[
        'host all secretive 127.0.0.1/32 scram-sha-256', 'host all all 127.0.0.1/32 trust'],
        current_setting('hba_file')); END $$`,
      "SELECT pg_reload_conf()"
    )
  }, 120_000)
  afterAll(() => server?.stop())

  it("refuses a role that may not make tables", async () => {
    const said = await refusedBy(addressOf("poor", "bare"))
    expect(said).toContain("permission denied for")
    expect(said).toContain("GRANT USAGE, CREATE ON SCHEMA public TO")
  })

  it("refuses a wrong password, without repeating it", async () => {
    const said = await refusedBy(addressOf("secretive", "bare"))
    expect(said).toContain("password authentication failed")
    expect(said).not.toContain("wrong")
  })

  it("refuses a database that is not there, and one that another program uses", async () => {
    expect(await refusedBy(addressOf("owner", "nowhere"))).toContain("create that database")
    const theirs = addressOf("owner", "theirs")
    const client = new Pg.Client({ connectionString: theirs })
    await client.connect()
    await client.query("CREATE TABLE migrations (id INT, hash TEXT)")
    expect(await refusedBy(theirs)).toContain("has tables of another program (migrations)")
    const { rows } = await client.query(
      "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    )
    expect(rows).toEqual([{ tablename: "migrations" }])
    await client.end()
  })

  it("says nothing of its driver's on stderr", async () => {
    const said = await refusedBy(addressOf("owner", "bare", "?sslmode=require"))
    expect(said).toContain("enable TLS on the server")
  })
})

describe("a file of settings", () => {
  it.each([
    ["lines: 4\nport: 8080\nlines: 5\n", "line 3, column 1: the same setting appears twice"],
    ['{ "lines": 4, "lines": 5 }', "line 1, column 15: the same setting appears twice"],
    ["lines: [1, 2\n", "line 2, column 1"],
    ["just a text", "its top level has no members"]
  ])("says where it is wrong: %j", async (text, problem) => {
    const file = join(home, "settings.yaml")
    writeFileSync(file, text)
    const { code, stderr } = await fax(["serve", "--config", file])
    expect([code, stderr]).toEqual([2, expect.stringContaining(problem)])
    rmSync(file)
    expect(existsSync(join(home, "fax.db"))).toBe(false)
  })

  it("takes a transport with white space around it for what it is", async () => {
    const { code, stderr } = await fax(["serve", "--port", "0"], {
      env: { FAXINGCENTER_GATEWAY_TRANSPORT: "faxingcenter " }
    })
    expect([code, stderr]).toEqual([2, expect.stringContaining("needs an account")])
  })
})
