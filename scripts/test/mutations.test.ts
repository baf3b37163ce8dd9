import { existsSync, readFileSync } from "node:fs"
import { parseSync } from "oxc-parser"
import { describe, expect, it } from "vitest"
import { protections, without } from "../protections.mjs"
import { root } from "./documents.js"

describe("the protections that `pnpm mutations` takes away", () => {
  it("are all there to be taken, and have tests", () => {
    const gone = protections.filter((protection) => without(protection) === undefined)
    expect(gone.map(({ name }) => name)).toEqual([])
    const tests = [...new Set(protections.flatMap((protection) => protection.tests))]
    expect(tests.filter((test) => !existsSync(`${root}/${test}`))).toEqual([])
    expect(new Set(protections.map(({ name }) => name)).size).toBe(protections.length)
  })

  it("leave code that runs, so that it is not the parser that misses them", () => {
    const broken = protections.filter(
      (protection) => parseSync(protection.file, without(protection) ?? "").errors.length > 0
    )
    expect(broken.map(({ name }) => name)).toEqual([])
  })

  it("are as many as docs/security.md says", () => {
    const text = readFileSync(`${root}/docs/security.md`, "utf8")
    expect(/removes each of (\d+) protections/.exec(text)?.[1]).toBe(String(protections.length))
  })
})
