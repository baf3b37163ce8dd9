import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { draw, findFaults, readImports } from "../structure/index.mjs"
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
    expect(files.find(({ path }) => path === "send.ts")).toMatchObject({
      files: expect.arrayContaining(["spoolFor.ts"]),
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

  it("fails on sql outside of the gateway's store", () => {
    const sql = "store/database/sql.ts"
    const gateway = [file(sql), file("store/faxes/Jobs.ts", [sql]), file("tell/Search.ts", [sql])]
    expect(findFaults(new Map([["gateway", gateway]]))).toEqual([
      `gateway/src/tell/Search.ts may not import ${sql}: only store/ may`
    ])
  })
})
