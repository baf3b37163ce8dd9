// Everything a reviewer would check, in one command. The last line is "N passed, N failed".
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs"
import { pnpm, root, run } from "./tools.mjs"

const results = `${root}/.tmp/vitest.json`
mkdirSync(`${root}/.tmp`, { recursive: true })
rmSync(results, { force: true })

let passed = 0
let failed = 0
let skipped = 0
const broken = []

const step = async (name, work) => {
  const started = performance.now()
  console.log(`\n=== ${name}`)
  const code = await work()
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`=== ${name}: ${code === 0 ? "ok" : "FAILED"} (${seconds} s)`)
  if (code === 0) passed += 1
  else {
    failed += 1
    broken.push(name)
  }
  return code === 0
}

const bin = (name, ...args) => run(`${root}/node_modules/.bin/${name}`, args)

const installed = await step("install", () => pnpm(["install", "--frozen-lockfile"]))
if (installed) {
  await step("debian packages", () => run("bash", ["scripts/debian-packages.sh"]))
  await step("format and lint", () => bin("biome", "ci", "."))
  await step("types", () => bin("tsc", "-b"))
  await step("dead code and undeclared dependencies", () => bin("knip"))
  await step("one-way dependencies", () => run("node", ["scripts/boundaries.mjs"]))
  await step("bundles", () => pnpm(["-r", "--if-present", "run", "bundle"]))
  await step("tests", () =>
    bin("vitest", "run", "--reporter=default", "--reporter=json", `--outputFile.json=${results}`)
  )
  if (existsSync(results)) {
    const report = JSON.parse(readFileSync(results, "utf8"))
    passed += report.numPassedTests
    failed += report.numFailedTests
    skipped += report.numPendingTests
  }
}

for (const name of broken) console.log(`failed: ${name}`)
if (skipped > 0) console.log(`skipped tests: ${skipped}; their titles and the log above say why`)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
