import { execFileSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { arch, cpus, platform, release, totalmem } from "node:os"
import type { Benchmark, Outcome } from "../Benchmark.js"
import { root } from "../folder.js"
import { peerVersions } from "../peers.js"
import { chartOf } from "./chart.js"
import { rowOf, wantedRowOf } from "./words.js"

/** What was measured on: part of every figure. */
export const machine = () => ({
  date: new Date().toISOString().slice(0, 10),
  commit: execFileSync("git", ["rev-parse", "--short", "HEAD"], {
    cwd: root,
    encoding: "utf8"
  }).trim(),
  processor: `${cpus().length} x ${cpus()[0]?.model.trim() ?? "unknown"}`,
  memory: `${Math.round(totalmem() / 1024 ** 3)} GB`,
  system: `${platform()} ${release()} ${arch()}`,
  node: process.version
})

const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string =>
  [head, head.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`)
    .join("\n")

const pictures = ({ charts = [] }: Outcome): ReadonlyArray<string> =>
  charts.map((chart) => {
    for (const theme of ["light", "dark"] as const) {
      writeFileSync(`${root}docs/images/bench-${chart.name}-${theme}.svg`, chartOf(chart, theme))
    }
    const at = `./images/bench-${chart.name}`
    return `<picture><source media="(prefers-color-scheme: dark)" srcset="${at}-dark.svg"><img src="${at}-light.svg" alt="${chart.title}"></picture>`
  })

interface Found {
  readonly benchmark: Benchmark
  readonly outcome: Outcome
  readonly measured: ReturnType<typeof machine>
}

const notMeasured = [
  "Three nodes that deliver beside one: `pnpm bench nodes`, which prints its figures only.",
  "A month of 100,000 faxes a day: a tenth of it is written, and on SQLite alone.",
  "Rendering beside Ghostscript is measured by `pnpm bench pages`, which prints its figures only."
]

/** Writes `docs/benchmarks.md` and its charts. */
export const writePage = (found: ReadonlyArray<Found>): void => {
  const { memory, node, processor, system } = machine()
  const wanted = found.flatMap(({ benchmark: { name }, outcome }) =>
    outcome.wanted.map((row) => ({ name, ...wantedRowOf(row) }))
  )
  const parts = found.map(({ benchmark, measured: { commit, date }, outcome }) =>
    [
      `## ${benchmark.name}`,
      `${benchmark.about[0]?.toUpperCase()}${benchmark.about.slice(1)}. Measured on ${date}, at commit ${commit}.`,
      table(
        ["what", "who", "median", "middle half"],
        outcome.figures.map(rowOf).map((row) => [row.what, row.who, row.median, row.middle])
      ),
      ...(outcome.notes ?? []).map((note) => `- ${note}`),
      ...pictures(outcome)
    ].join("\n\n")
  )
  const text = [
    "# Benchmarks",
    `Written by \`pnpm bench\`: ${processor}, ${memory}, ${system}, Node ${node}. Everything is measured by turns on this one machine, the load included; a ratio is the median of the ratios of the rounds. Where they are far apart, their middle half stands in its place, and "noisy" where that does not say whether what is wanted was reached.`,
    `Peers: ${peerVersions()}.`,
    "## What is wanted",
    table(
      ["benchmark", "what", "measured", "wanted", ""],
      wanted.map((row) => [row.name, row.what, row.value, row.wanted, row.verdict])
    ),
    ...parts,
    "## Not measured here",
    notMeasured.map((line) => `- ${line}`).join("\n"),
    ""
  ].join("\n\n")
  writeFileSync(`${root}docs/benchmarks.md`, text)
}
