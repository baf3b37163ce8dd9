import { EventEmitter } from "node:events"
import { describe, expect, it } from "@effect/vitest"
import { FaxNumber } from "@faxingcenter/core"
import { begin, type Delivery, defaultPolicy, finish } from "@faxingcenter/core/delivery"
import * as DateTime from "effect/DateTime"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Scope from "effect/Scope"
import { fetchForLines, fetchingTogether } from "../src/deliver/fetchForLines.js"
import { FaxQueue } from "../src/manage.js"
import { DatabaseError } from "../src/store/database/Database.js"
import { postgres as postgresDialect, sqlite } from "../src/store/database/Dialect.js"
import { inOneTurn } from "../src/store/database/inOneTurn.js"
import { makePool } from "../src/store/database/postgresPool.js"
import { raw } from "../src/store/database/sql.js"
import type { StoredMessage } from "../src/store/faxes/Messages.js"
import { type Step, savedMessage, saveScript } from "../src/store/faxes/updateMessage.js"
import { messageIdOf, newSendId } from "../src/store/ids.js"
import { Transport } from "../src/transport.js"
import { postgres } from "./databases.js"
import { fax, gatewayWith, send } from "./fixtures.js"

describe("what is asked for in one turn", () => {
  /** Reads these in one turn of the event loop, and tells which keys each query had. */
  const read = Effect.fn("read")(function* (keys: ReadonlyArray<number>, broken: number) {
    const queries: Array<ReadonlyArray<number>> = []
    const find = yield* inOneTurn((asked: ReadonlyArray<number>) => {
      queries.push(asked)
      return asked.includes(broken)
        ? Effect.fail(new DatabaseError({ kind: "unavailable", detail: "broken" }))
        : Effect.succeed(asked.map((key) => `${key}`))
    })
    const found = yield* Effect.forEach(keys, (key) => Effect.either(find(key)), {
      concurrency: "unbounded"
    })
    return { queries, found: found.map(Either.getOrElse(({ detail }) => detail)) }
  }, Effect.scoped)

  it.live("is done at once for all of a turn, and tells each its own", () =>
    Effect.gen(function* () {
      expect(yield* read([3, 1, 0, 3], Number.NaN)).toEqual({
        queries: [[3, 1, 0, 3]],
        found: ["3", "1", "0", "3"]
      })
    })
  )

  it.live("fails alone", () =>
    Effect.gen(function* () {
      expect(yield* read([1, 2, 3], 2)).toEqual({
        queries: [[1, 2, 3], [1], [2], [3]],
        found: ["1", "broken", "3"]
      })
    })
  )

  it.live(
    "waits for none that is not answered, as where a database is away",
    () =>
      Effect.gen(function* () {
        const late = yield* Deferred.make<ReadonlyArray<string>>()
        const find = yield* inOneTurn((asked: ReadonlyArray<number>) =>
          asked.length > 1
            ? Effect.fail(new DatabaseError({ kind: "unavailable", detail: "away" }))
            : asked[0] === 1
              ? Deferred.await(late)
              : Effect.succeed(asked.map((key) => `${key}`))
        )
        const hanging = yield* Effect.fork(find(1))
        const found = yield* Effect.all([find(2), find(3)], { concurrency: "unbounded" })
        yield* Deferred.succeed(late, ["1"])
        expect([yield* Fiber.join(hanging), ...found]).toEqual(["1", "2", "3"])
      }).pipe(Effect.scoped),
    4_000
  )
})

describe("the steps of a group", () => {
  const at = DateTime.unsafeMake(1_800_000_000_000)
  /** Calls that begin, and as many that have ended. */
  const steps = (n: number): ReadonlyArray<Step> =>
    Array.from({ length: n }, (_, i): ReadonlyArray<Step> => {
      const waiting: Delivery = {
        destination: FaxNumber.make(`1386${1_000_000 + i}`),
        acceptedAt: at,
        deadline: DateTime.add(at, { hours: 1 }),
        callsAllowed: 3,
        cancelRequested: false,
        fence: 0,
        attempts: [],
        state: { _tag: "Waiting", notBefore: at }
      }
      const calling = Either.getOrThrow(begin(waiting, at))
      const outcome = { _tag: "Delivered" as const, pages: 1 }
      const ended = Either.getOrThrow(
        finish(calling, calling.fence, outcome, { policy: defaultPolicy, now: at, random: 0.5 })
      )
      const step = (delivery: Delivery, after: Delivery): Step => {
        const calls = delivery.attempts.map(({ fence }) => ({ fence, node: "node" }))
        const id = messageIdOf(newSendId(at.epochMillis), 1)
        const before: StoredMessage = { id, client: 1, revision: "before", delivery, calls }
        const saved = savedMessage(before, after, caller, "after")
        return { before, saved, caller, now: at.epochMillis, by: undefined }
      }
      return [step(waiting, calling), step(calling, ended)]
    }).flat()
  const caller = { node: "node", transport: "none" }

  for (const dialect of [sqlite, postgresDialect]) {
    it(`are one statement of each kind on ${dialect.name}`, () => {
      const statements = (n: number) =>
        saveScript(steps(n), {
          lane: 0,
          dialect,
          policy: defaultPolicy,
          waker: { wake: () => [], wakeNext: () => [raw("SELECT 1")] }
        })
      // The steps, begun and ended attempts, events, who steps forward, who is woken, counts.
      for (const n of [1, 20]) expect(statements(n)).toHaveLength(7)
      // Whose texts, and so plans, do not depend on how many there are.
      const texts = (n: number) => new Set(statements(n).map(({ text }) => text))
      expect(texts(20)).toEqual(texts(1))
    })
  }
})

describe("the engine of many nodes", () => {
  it("is asked once for all lines that become free together, and for as many jobs as lines wait", () => {
    const events = new EventEmitter()
    const pulses: Array<number> = []
    const localQueue = {
      workerQueue: [1, 2, 3],
      getJobBatchSize: 8,
      pulse: (count: number) => pulses.push(count)
    }
    fetchForLines(events, 8)
    events.emit("localQueue:init", { localQueue })
    expect(localQueue.getJobBatchSize).toBe(3)
    events.emit("localQueue:getJobs:complete", {})
    // Never full: nothing more is fetched before a line asks.
    expect(localQueue.getJobBatchSize).toBe(Number.POSITIVE_INFINITY)
    localQueue.workerQueue = []
    expect(localQueue.getJobBatchSize).toBe(1)
    for (let line = 0; line < 3; line++) events.emit("worker:getJob:start", {})
    return new Promise<void>((resolve) => {
      setImmediate(() => {
        expect(pulses).toEqual([1])
        resolve()
      })
    })
  })

  const database = postgres()
  const skipped = database.missing === undefined ? "" : ` (skipped: ${database.missing})`
  it.skipIf(database.missing !== undefined)(
    `takes up no more jobs than its lines can, but for one that it gives back${skipped}`,
    async () => {
      const { Logger, makeWorkerUtils, run } = await import("graphile-worker")
      const connectionString = await database.fresh()
      const logger = new Logger(() => () => {})
      // Ours, as the engine's own end the process when a database that is stopped breaks them off.
      const scope = Effect.runSync(Scope.make())
      const pgPool = await Effect.runPromise(
        Scope.extend(makePool({ connectionString, max: 4 }), scope)
      )
      const utils = await makeWorkerUtils({ pgPool, logger })
      await utils.migrate()
      await utils.addJobs(Array.from({ length: 20 }, () => ({ identifier: "call", payload: {} })))
      await utils.release()
      const events = new EventEmitter()
      const lines = 4
      fetchForLines(events, lines)
      let fetched = 0
      let called = 0
      events.on("localQueue:getJobs:complete", ({ jobs }: { jobs: ReadonlyArray<unknown> }) => {
        fetched += jobs.length
      })
      const givenBack = new Promise<number>((resolve) => {
        events.on("localQueue:returnJobs", ({ jobs }: { jobs: ReadonlyArray<unknown> }) =>
          resolve(jobs.length)
        )
      })
      let hangUp = () => {}
      const over = new Promise<void>((resolve) => {
        hangUp = resolve
      })
      const runner = await run({
        pgPool,
        concurrency: lines,
        noHandleSignals: true,
        pollInterval: 50,
        logger,
        events,
        parsedCronItems: [],
        preset: { worker: { localQueue: fetchingTogether(lines), completeJobBatchDelay: 0 } },
        taskList: {
          call: () => {
            called += 1
            return over
          }
        }
      })
      expect(await givenBack).toBe(1)
      expect({ called, fetched }).toEqual({ called: lines, fetched: lines + 1 })
      hangUp()
      await runner.stop()
      await Effect.runPromise(Scope.close(scope, Exit.void))
    },
    60_000
  )
})

describe("calls that were begun together", () => {
  const fragile = "13862345678"
  const sound = "13862345679"

  /** A line that breaks down for one number, at one of its works, when the call of the other is on. */
  const breaking = Effect.gen(function* () {
    const begun = yield* Deferred.make<void>()
    const broke = yield* Deferred.make<void>()
    const ended = yield* Deferred.make<"hung up" | "cut">()
    const breakDown = Deferred.await(begun).pipe(
      Effect.zipRight(Deferred.succeed(broke, undefined)),
      Effect.zipRight(Effect.dieMessage("the line broke down"))
    )
    const delivered = { _tag: "Delivered", pages: 1 } as const
    const call = Deferred.succeed(begun, undefined).pipe(
      Effect.zipRight(Deferred.await(broke)),
      // Whoever would be stopped is by then.
      Effect.zipRight(Effect.sleep("20 millis")),
      Effect.zipRight(Deferred.succeed(ended, "hung up")),
      Effect.onInterrupt(() => Deferred.succeed(ended, "cut")),
      Effect.as(delivered)
    )
    const line: Transport["Type"] = {
      name: "breaking",
      refusesTestNumbers: false,
      dial: ({ number }) => (number === fragile ? Effect.succeed(delivered) : call),
      find: () => Effect.succeed({ _tag: "NotYet", detail: "on" }),
      hangUp: () => Effect.void,
      forget: ({ number }) => (number === fragile ? breakDown : Effect.void)
    }
    const render: Transport["Type"]["render"] = ([document]) =>
      document?.fileName === "fragile.txt"
        ? breakDown
        : Effect.succeed({ tiff: new Uint8Array(1), pages: 1 })
    return { ended: Deferred.await(ended), line, render }
  })

  for (const work of ["forget", "render"] as const) {
    it.live(`go on where the line breaks down for one of them (${work})`, () =>
      Effect.gen(function* () {
        const { ended, line, render } = yield* breaking
        const transport = work === "render" ? { ...line, forget: () => Effect.void, render } : line
        yield* Effect.gen(function* () {
          const queue = yield* FaxQueue
          yield* queue.pause("test")
          const [document] = fax(sound).documents
          if (document === undefined) return
          for (const [number, fileName] of [
            [sound, "sound.txt"],
            [fragile, "fragile.txt"]
          ] as const)
            yield* send({ ...fax(number), documents: [{ ...document, fileName }] })
          yield* queue.resume("test")
          expect(yield* ended).toBe("hung up")
        }).pipe(
          Effect.provide(gatewayWith(":memory:", Layer.succeed(Transport, transport))),
          Effect.provide(Logger.remove(Logger.defaultLogger))
        )
      })
    )
  }
})
