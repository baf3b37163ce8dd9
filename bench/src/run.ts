// pnpm bench [NAME...] [--json] [--write]: measures all benchmarks, or those that are named; without a name, or with
// --write, docs/benchmarks.md is written, with what the others last found; --page writes it and measures nothing. Names of
// detail/ run what prints figures of its own.
import { spawnSync } from "node:child_process"
import { readdirSync } from "node:fs"
import type { Benchmark, Outcome } from "./Benchmark.js"
import { acceptance } from "./benchmarks/acceptance.js"
import { backlog } from "./benchmarks/backlog.js"
import { bodies } from "./benchmarks/bodies.js"
import { client } from "./benchmarks/client.js"
import { cluster } from "./benchmarks/cluster.js"
import { concurrency } from "./benchmarks/concurrency.js"
import { delivering } from "./benchmarks/delivering.js"
import { mockBenchmark } from "./benchmarks/mock.js"
import { start } from "./benchmarks/start.js"
import { years } from "./benchmarks/years.js"
import { root } from "./folder.js"
import { keep, lastOf } from "./kept.js"
import { machine, writePage } from "./render/page.js"
import { rowOf, wantedRowOf } from "./render/words.js"

const benchmarks: ReadonlyArray<Benchmark> = [
  acceptance,
  backlog,
  cluster,
  delivering,
  years,
  client,
  mockBenchmark,
  start,
  bodies,
  concurrency
]

const details = readdirSync(`${root}bench/detail`, { recursive: true, encoding: "utf8" }).filter(
  (file) => file.endsWith(".bench.ts")
)

const given = process.argv.slice(2)
const names = given.filter((name) => !name.startsWith("--"))
const isJson = given.includes("--json")
const say = (text: string) => (isJson ? process.stderr : process.stdout).write(`${text}\n`)

const isPageOnly = given.includes("--page")
const wanted = isPageOnly
  ? []
  : benchmarks.filter(({ name }) => names.length === 0 || names.includes(name))
const detailed = details.filter((file) =>
  names.some((name) => file.endsWith(`/${name}.bench.ts`) && !wanted.some((it) => it.name === name))
)
if (!isPageOnly && wanted.length + detailed.length === 0) {
  const known = [
    ...benchmarks.map(({ name }) => name),
    ...details.map((file) => file.replace(/^.*\/|\.bench\.ts$/g, ""))
  ]
  console.error(`There is no benchmark ${names.join(", ")}; there are ${known.join(", ")}`)
  process.exit(2)
}

const found: Array<{ readonly benchmark: Benchmark; readonly outcome: Outcome }> = []
for (const benchmark of wanted) {
  say(`\n=== ${benchmark.name}: ${benchmark.about}`)
  const outcome = await benchmark.run()
  found.push({ benchmark, outcome })
  keep({ name: benchmark.name, measured: machine(), outcome })
  for (const row of outcome.figures.map(rowOf)) {
    say(`${row.what.padEnd(44)} ${row.who.padEnd(22)} ${row.median.padStart(12)}  (${row.middle})`)
  }
  for (const row of outcome.wanted.map(wantedRowOf)) {
    say(`${row.what.padEnd(60)} ${row.value.padStart(8)}  wanted ${row.wanted}: ${row.verdict}`)
  }
  for (const note of outcome.notes ?? []) say(note)
}
for (const file of detailed) {
  const { status } = spawnSync(
    process.execPath,
    ["--expose-gc", "--import", "tsx", `${root}bench/detail/${file}`],
    { stdio: ["ignore", isJson ? process.stderr.fd : "inherit", "inherit"] }
  )
  if (status !== 0) process.exitCode = 1
}
if (isJson) {
  const results = found.map(({ benchmark, outcome }) => ({ name: benchmark.name, ...outcome }))
  process.stdout.write(`${JSON.stringify({ machine: machine(), results }, undefined, 2)}\n`)
}
if (names.length === 0 || given.includes("--write")) {
  writePage(
    benchmarks.flatMap((benchmark) => {
      const last = lastOf(benchmark.name)
      return last === undefined ? [] : [{ benchmark, ...last }]
    })
  )
}
process.exit()
