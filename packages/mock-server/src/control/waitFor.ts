import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { Span } from "../line/Span.js"
import type { Fax } from "../simulation/Fax.js"
import type { Tenant, Tenants } from "../simulation/Tenants.js"
import { reading, StrictStruct } from "../strict.js"
import { FaxExpectation, type NearMiss, nearMisses } from "./FaxExpectation.js"

/** How many faxes to wait for, and how long. */
export interface WaitOptions {
  /** How many faxes have to be as expected. Default 1. */
  readonly count?: number | undefined
  /** Real time. Default 4 seconds: a test that Vitest gives 5 can still say what came closest. */
  readonly timeout?: Duration.DurationInput | undefined
}

const Count = Schema.optional(Schema.Int.pipe(Schema.positive()))

export const readWaitOptions = reading(
  "wait option",
  StrictStruct({
    count: Count,
    timeout: Schema.optional(
      Schema.declare(
        (given): given is Duration.DurationInput => Option.isSome(Duration.decodeUnknown(given)),
        { description: "a duration" }
      )
    )
  })
)

/** What is asked of a mock elsewhere. */
export const WaitRequest = StrictStruct({
  fax: FaxExpectation,
  count: Count,
  timeout: Schema.optional(Span)
})

export const readWaitRequest = reading("wait option", WaitRequest)

/** What had arrived when the waiting ended. */
export interface WaitResult {
  /** Whether there were enough of them in time. */
  readonly ok: boolean
  /** Those that are as expected. */
  readonly faxes: ReadonlyArray<Fax>
  /** What came closest, when there were not enough. */
  readonly nearMisses: ReadonlyArray<NearMiss>
}

/** The faxes of one client, or of all of them together, as they come. */
interface Watched {
  readonly client?: string | undefined
  readonly tenants: ReadonlyArray<Tenant>
  readonly simulation: { readonly tenants: Tenants }
  readonly faxes: (expected?: FaxExpectation) => ReadonlyArray<Fax>
  /** Counts their pages. */
  readonly counting: Effect.Effect<void>
}

/** The next change of anything after a version, by a request or by time. */
export const nextChange = (watched: Watched, version: number): Effect.Effect<void> =>
  Effect.gen(function* () {
    const { tenants } = watched.simulation
    // Then nobody needs to look when something will happen by itself.
    if (tenants.version(watched.client) !== version) return
    const now = yield* Clock.currentTimeMillis
    const soonest = Math.min(
      ...watched.tenants.map(({ inbox }) => inbox.changesAt(now) ?? Number.POSITIVE_INFINITY)
    )
    const told = Effect.async<void>((resume) => {
      if (tenants.version(watched.client) !== version) return resume(Effect.void)
      const stop = tenants.onChange((client) => {
        if (watched.client !== undefined && client !== watched.client) return
        stop()
        resume(Effect.void)
      })
      return Effect.sync(stop)
    })
    yield* Number.isFinite(soonest)
      ? Effect.race(told, Effect.sleep(Math.max(0, soonest - now)))
      : told
  })

export const waitFor = (
  watched: Watched,
  expected: FaxExpectation,
  { count = 1, timeout = "4 seconds" }: WaitOptions
): Effect.Effect<WaitResult> =>
  Effect.gen(function* () {
    const counting = expected.pageCount === undefined ? Effect.void : watched.counting
    const wait = Effect.gen(function* () {
      const { tenants } = watched.simulation
      for (;;) {
        const version = tenants.version(watched.client)
        yield* counting
        if (watched.faxes(expected).length >= count) return
        yield* nextChange(watched, version)
      }
    })
    const done = yield* Effect.timeoutOption(wait, timeout)
    yield* counting
    const faxes = watched.faxes(expected)
    const ok = done._tag === "Some"
    return { ok, faxes, nearMisses: ok ? [] : nearMisses(expected, watched.faxes()) }
  })
