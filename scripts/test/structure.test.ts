import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import {
  draw,
  findCircles,
  findFaults,
  findSpelledWire,
  readImports,
  specifiersOf,
  wireSpelledIn,
  wireWordsOf
} from "../structure/index.mjs"
import { root } from "./documents.js"

const file = (
  path: string,
  files: ReadonlyArray<string> = [],
  packages: ReadonlyArray<string> = []
) => ({ path, files, packages })

describe("the structure of the packages", () => {
  const packages = readImports()

  it("is drawn in docs/images/structure.svg as it is (node scripts/boundaries.mjs --draw)", () => {
    const drawn = readFileSync(`${root}/docs/images/structure.svg`, "utf8")
    expect(draw(packages) === drawn).toBe(true)
  })

  it("knows every import of a file", () => {
    const files = packages.get("hono-server") ?? []
    expect(files.find(({ path }) => path === "fax/send.ts")).toMatchObject({
      files: expect.arrayContaining(["handler/spoolFor.ts"]),
      packages: ["core"]
    })
  })

  it("fails on an arrow upwards, and on the circle that it closes", () => {
    const upwards = [file("Send.ts", [], ["gateway"])]
    const downwards = [file("Gateway.ts", [], ["core"])]
    const faults = findFaults(
      new Map([
        ["core", upwards],
        ["gateway", downwards]
      ])
    )
    expect(faults).toEqual([
      "core/src/Send.ts may not import gateway",
      expect.stringContaining("packages has a circle")
    ])
  })

  it.each([
    ["between folders", ["a/one.ts", "b/two.ts", "a/three.ts"]],
    ["between a folder and a file beside it", ["a/one.ts", "two.ts", "a/three.ts"]],
    ["between folders inside a folder", ["in/a/one.ts", "in/b/two.ts", "in/a/three.ts"]]
  ])("fails on a circle %s", (_, [one = "", two = "", three = ""]) => {
    const core = [file(one, [two]), file(two, [three]), file(three)]
    expect(findFaults(new Map([["core", core]]))).toEqual([
      expect.stringContaining(`${two} imports ${three}`)
    ])
  })

  it("fails on packages that need each other, if only for tests", () => {
    const version = { "@faxingcenter/gateway": "workspace:^" }
    const manifests = new Map([
      ["gateway", { devDependencies: { "@faxingcenter/hono-server": "workspace:^" } }],
      ["hono-server", { peerDependencies: version, devDependencies: version }]
    ])
    expect(findCircles(manifests)).toEqual([
      expect.stringContaining("packages/gateway/package.json names hono-server")
    ])
  })

  it("fails on sql outside of the gateway's store", () => {
    const sql = "store/database/sql.ts"
    const gateway = [file(sql), file("store/faxes/Jobs.ts", [sql]), file("tell/Search.ts", [sql])]
    expect(findFaults(new Map([["gateway", gateway]]))).toEqual([
      `gateway/src/tell/Search.ts may not import ${sql}: only store/ may`
    ])
  })

  it("fails on sql that the store exports again", () => {
    const sql = "store/database/sql.ts"
    const jobs = { ...file("store/faxes/Jobs.ts", [sql]), exportedAgain: [sql] }
    expect(findFaults(new Map([["gateway", [file(sql), jobs]]]))).toEqual([
      `gateway/src/store/faxes/Jobs.ts may not export ${sql} again: only store/ may have it`
    ])
  })
})

describe("what a file exports of its imports", () => {
  const importing = 'import { sql } from "../database/sql.js"\n'

  it.each([
    "export { sql }",
    "export { sql as run }",
    "export default sql",
    "export const run = sql",
    "export const run = sql as never",
    "export const tools = { run: sql }",
    "export const tools = { ...(isOld ? sql : other) }",
    "export const { run } = sql",
    "const own = sql\nexport { own as run }",
    "const own = sql\nconst tools = [own]\nexport default tools"
  ])("is known of %s", (text) => {
    expect(specifiersOf("Jobs.ts", importing + text).exportedAgain).toEqual(["../database/sql.js"])
  })

  it.each([
    "export const due = sql`SELECT 1`",
    "export const byId = (id: string) => sql.of(id)",
    "export const other = { sql: 1 }",
    "const own = sql\nexport const due = own`SELECT 1`"
  ])("is nothing of %s", (text) => {
    expect(specifiersOf("Jobs.ts", importing + text).exportedAgain).toEqual([])
  })
})

describe("the names of the wire", () => {
  it("are spelled in core/wire alone", () => {
    expect(findSpelledWire()).toEqual([])
  })

  const words = wireWordsOf({
    routes: 'const calls = { send: "/api/rest/fax/send", events: "/gateway/v1/events", id: "sid" }',
    members: 'const members = { number: "send_to", recipients: "receipients" }'
  })
  it.each([
    ["a path", "get(`${base}/gateway/v1/later`)", "/gateway/v1/later"],
    ["a parameter", 'search.get("sid")', "sid"],
    ["a member", "({ send_to: number })", "send_to"],
    ["a member in a pattern", '/"send_to":"([^"]*)"/.exec(body)', '"send_to":"([^"]*)"'],
    ["a place", '"/receipients/0"', "/receipients/0"]
  ])("may not be elsewhere: %s", (_, text, spelled) => {
    expect(wireSpelledIn("mock-server/src/a.ts", text, words)).toEqual([spelled])
  })

  it.each([
    ["a path of another server", '"/_mock/gateway/v1"'],
    ["a module", 'import "@faxingcenter/gateway"'],
    ["a comment", "// GET /api/rest/fax/send has send_to"]
  ])("are not mistaken for %s", (_, text) => {
    expect(wireSpelledIn("mock-server/src/a.ts", text, words)).toEqual([])
  })
})
