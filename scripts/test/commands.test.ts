import { existsSync } from "node:fs"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { missingForHylafax } from "../line/hylafax.mjs"
import { isInstallable, startPostgres } from "../postgres.mjs"
import { filesIn, root } from "./documents.js"
import { readPage } from "./Page.js"
import { needsLine, needsPostgres, runPage } from "./runPage.js"

const pages = [
  "README.md",
  "CONTRIBUTING.md",
  ...filesIn("docs", /^docs\/(?!adr\/|reference\/).*\.md$/),
  ...filesIn("examples", /\.md$/),
  ...filesIn("packages", /README\.md$/)
].map(readPage)

/** What differs from run to run: ids, times, counts of milliseconds, ports. */
const varying: ReadonlyArray<readonly [RegExp, string]> = [
  [/\b[0-9a-f]{32,64}\b/g, "ID"],
  [/\d{4}-\d\d-\d\d[T ][\d:.]+ ?(Z|[+-]\d\d:\d\d)/g, "TIME"],
  [/(127\.0\.0\.1:)\d+/g, "$1PORT"],
  [/\s+/g, " "]
]

const plain = (line: string) =>
  varying.reduce((text, [what, by]) => text.replaceAll(what, by), line).trim()

const isLike = (shown: string, line: string) =>
  shown.endsWith("...") ? line.startsWith(shown.slice(0, -3)) : line === shown

/** Lines of a transcript that are not in the output, in this order; `...` is any rest, or any lines. */
const unseen = (shown: ReadonlyArray<string>, output: string): ReadonlyArray<string> => {
  const lines = output.split("\n").map(plain)
  let from = 0
  return shown.map(plain).filter((line) => {
    if (line === "" || line === "...") return false
    const at = lines.findIndex((one, index) => index >= from && isLike(line, one))
    if (at >= 0) from = at + 1
    return at < 0
  })
}

describe("what the documentation says to type", () => {
  let postgres: Awaited<ReturnType<typeof startPostgres>> | undefined

  beforeAll(async () => {
    if (!existsSync(`${root}/packages/cli/dist/fax.js`)) {
      throw new Error("These tests need the bundle: pnpm --filter ./packages/cli bundle")
    }
    if (pages.some(needsPostgres) && isInstallable()) postgres = await startPostgres()
  }, 180_000)
  afterAll(() => postgres?.stop())

  for (const page of pages.filter(({ steps }) => steps.length > 0)) {
    const missing = needsLine(page)
      ? missingForHylafax()
      : needsPostgres(page) && !isInstallable()
        ? "PostgreSQL is not installed"
        : undefined
    if (missing !== undefined) console.warn(`${page.path} is not run: ${missing}`)
    const test = missing === undefined ? it.concurrent : it.skip
    test(`works: ${page.path}`, { timeout: 180_000 }, async () => {
      for (const { code, output, step } of await runPage(page, postgres?.url)) {
        const told = `${page.path}:${step.line}\n$ ${step.code}\n${output}`
        if (!step.mayFail) expect(code, told).toBe(0)
        expect(unseen(step.shown, output), told).toEqual([])
      }
    })
  }

  it("is run in every how-to, but for two that have tests of their own", () => {
    const without = pages.filter(
      ({ path, steps }) => path.startsWith("docs/how-to/") && steps.length === 0
    )
    expect(without.map(({ path }) => path)).toEqual([
      // A HylaFAX server and a modem: packages/cli/test/realLine.test.ts
      "docs/how-to/call-through-hylafax.md",
      // An EHR: examples/ehr-fhir/test/main.test.ts
      "docs/how-to/fax-from-an-ehr.md"
    ])
  })

  it("is run, or says why not", () => {
    const without = pages.flatMap(({ notRun }) => notRun)
    console.log(
      `${pages.flatMap(({ steps }) => steps).length} steps of ${pages.length} pages, ${without.length} blocks not run`
    )
    // How to install a package stands in each package's README; packages.test.ts does install them.
    expect(without.filter(({ why }) => why !== "it downloads").length).toBeLessThan(12)
  })
})
