// Any page of a search over millions of messages, with an exact total, on SQLite: how long it takes,
// by which plans, and what is left of the speed of acceptance meanwhile.
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Database } from "../../../packages/gateway/src/store/database/Database.js"
import { withMigrations } from "../../../packages/gateway/src/store/database/migrate.js"
import { raw, type Statement } from "../../../packages/gateway/src/store/database/sql.js"
import { layer as sqlite } from "../../../packages/gateway/src/store/database/sqliteDatabase.js"
import {
  MessageIndex,
  layer as messageIndex
} from "../../../packages/gateway/src/store/faxes/MessageIndex.js"
import { folderOnDisk } from "../../../packages/gateway/test/bundled.js"
import { median, percentile } from "./httpLoad.js"
import { fill, shapesOf, start, year } from "./manyMessages.js"
import { searchWhileAccepting } from "./searchWhileAccepting.js"

const folder = mkdtempSync(join(folderOnDisk(), "search-"))
const sizes = (process.env.BENCH_MESSAGES ?? "1000000,10000000").split(",").map(Number)
const fileOf = (total: number) => join(folder, `${total}.db`)

interface Timing {
  readonly took: number
  /** The system gave the processor to another program meanwhile, or had to read from the disk. */
  readonly isDisturbed: boolean
}

const timed = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<Timing, E, R> =>
  Effect.gen(function* () {
    const before = process.resourceUsage()
    const from = performance.now()
    yield* effect
    const took = performance.now() - from
    const after = process.resourceUsage()
    return {
      took,
      isDisturbed:
        after.involuntaryContextSwitches > before.involuntaryContextSwitches ||
        after.fsRead > before.fsRead
    }
  })

/** Requests come in turns of the event loop, in which the driver lets go of what it has given. */
const turn = Effect.async<void>((resume) => void setImmediate(() => resume(Effect.void)))

const million = (total: number) => `${total / 1e6}M`.padStart(4)

/** The 99th percentile of all, and that of those in which nobody else had the processor or the disk. */
const measureShapes = (total: number) =>
  Effect.gen(function* () {
    const index = yield* MessageIndex
    const slowest = { all: 0, undisturbed: 0 }
    for (const [name, shape] of Object.entries(shapesOf(total))) {
      const timings: Array<Timing> = []
      for (let i = 0; i < 1200; i++) {
        const { criteria, offset } = shape()
        yield* turn
        const timing = yield* timed(index.page(criteria, offset, 100))
        if (i >= 200) timings.push(timing)
      }
      const all = timings.map(({ took }) => took)
      const undisturbed = timings.filter(({ isDisturbed }) => !isDisturbed).map(({ took }) => took)
      const p99 = { all: percentile(all, 0.99), undisturbed: percentile(undisturbed, 0.99) }
      slowest.all = Math.max(slowest.all, p99.all)
      slowest.undisturbed = Math.max(slowest.undisturbed, p99.undisturbed)
      console.log(
        `${million(total)} ${name.padEnd(22)} p50 ${percentile(all, 0.5).toFixed(2)} ms, p99 ${p99.all.toFixed(2)} ms; ${undisturbed.length} undisturbed of ${all.length}: p99 ${p99.undisturbed.toFixed(2)} ms`
      )
    }
    return slowest
  })

const compareWithCount = (total: number) =>
  Effect.gen(function* () {
    const index = yield* MessageIndex
    const db = yield* Database
    const whole = { client: 1, from: start + 1, to: start + year - 1 }
    const count = db.query(
      raw("SELECT COUNT(*) AS n FROM messages WHERE client = 1 AND status IN (1, 2, 3)")
    )
    const timesOf = (effect: typeof count, n: number) =>
      Effect.map(
        Effect.forEach(Array.from({ length: n }), () => timed(effect)),
        (timings) => median(timings.map(({ took }) => took))
      )
    const page = yield* timesOf(
      Effect.map(index.page(whole, 0, 100), ({ messages }) => messages),
      21
    )
    const counted = yield* timesOf(count, 3)
    console.log(
      `${million(total)} a year: a page with its total ${page.toFixed(2)} ms, count(*) ${counted.toFixed(0)} ms: ${(counted / page).toFixed(0)} times faster (wanted 100)`
    )
  })

/** How the database finds what these searches ask for. */
const showPlans = Effect.fn("showPlans")(function* (total: number) {
  const db = yield* Database
  const seen: Array<Statement> = []
  const listening = Layer.succeed(Database, {
    ...db,
    query: (statement) => {
      seen.push(statement)
      return db.query(statement)
    }
  })
  const index = yield* MessageIndex.pipe(Effect.provide(Layer.provide(messageIndex, listening)))
  for (const [name, shape] of Object.entries(shapesOf(total))) {
    const { criteria, offset } = shape()
    yield* index.page(criteria, offset, 100)
    for (const { text, values } of seen.splice(0)) {
      const plan = yield* db.query({ text: `EXPLAIN QUERY PLAN ${text}`, values })
      const steps = plan
        .map(({ detail }) => String(detail))
        .filter((step) => /^(SEARCH|SCAN|USE TEMP)/.test(step))
      console.log(`plan, ${name}: ${text.replace(/\s+/g, " ").slice(0, 60)}...`)
      for (const step of new Set(steps)) {
        console.log(`  ${steps.filter((other) => other === step).length} x ${step}`)
      }
    }
  }
})

const measure = (total: number) =>
  Effect.gen(function* () {
    yield* fill(total)
    // What filling has left to be written would be written while something else is measured.
    if (process.platform !== "win32") execFileSync("sync")
    const slowest = yield* measureShapes(total)
    yield* compareWithCount(total)
    if (total === Math.max(...sizes)) yield* showPlans(total)
    return slowest
  }).pipe(
    Effect.provide(messageIndex.pipe(Layer.provideMerge(withMigrations(sqlite(fileOf(total))))))
  )

const program = Effect.gen(function* () {
  const slowest = yield* Effect.forEach(sizes, measure)
  for (const which of ["all", "undisturbed"] as const) {
    const [small = 1, large = small] = slowest.map((of) => of[which])
    console.log(
      `slowest p99, ${which}: ${Math.max(small, large).toFixed(2)} ms (wanted 3), ${(large / small).toFixed(2)} times that of the smaller (wanted 2)`
    )
  }
  const largest = Math.max(...sizes)
  yield* Effect.promise(() => searchWhileAccepting(fileOf(largest), largest))
})
await Effect.runPromise(program).finally(() => rmSync(folder, { recursive: true, force: true }))
