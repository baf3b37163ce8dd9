import { describe, expect, it } from "@effect/vitest"
import { FaxNumber, MessageId, type Receipt, Status } from "@faxingcenter/core"
import { begin } from "@faxingcenter/core/delivery"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { expireHeld, firstHeldRound } from "../src/deliver/expireHeld.js"
import { Capacity, Events, Gateway, SimulatedLine, Vault } from "../src/index.js"
import { Audit, FaxQueue, Health } from "../src/manage.js"
import { Database } from "../src/store/database/Database.js"
import { databaseAt } from "../src/store/database/databaseAt.js"
import { sql } from "../src/store/database/sql.js"
import { everyDestination, insertHold, takeProbe } from "../src/store/faxes/holds.js"
import { Messages } from "../src/store/faxes/Messages.js"
import type { Call, LineReport } from "../src/transport.js"
import { Transport } from "../src/transport.js"
import { postgres, sqliteFiles } from "./databases.js"
import { ended, fax, gateway, gatewayWith, send, until } from "./fixtures.js"

const sealedFiles = sqliteFiles()

const popular = FaxNumber.make("13862345678")
const other = FaxNumber.make("13862345679")
const sameSpelledOtherwise = FaxNumber.make("+13862345678")

/** Calls to the popular number are still on when somebody holds it. */
const slowCalls: SimulatedLine.SimulatedLineOptions = {
  fate: (number) => ({
    outcome: { _tag: "Delivered", pages: 1 },
    lasts: number === popular ? 1500 : 20
  })
}

/** Whoever is called stays on the line. */
const engaged: SimulatedLine.SimulatedLineOptions = {
  fate: () => ({ outcome: { _tag: "Delivered", pages: 1 }, lasts: "1 hour" })
}

const attemptsOf = ({ messages }: Receipt) =>
  Effect.flatMap(Gateway, ({ detail }) =>
    Effect.forEach(messages, ({ messageId }) =>
      Effect.map(detail(messageId), ({ delivery }) => delivery.attempts.length)
    )
  )

/** As if it were so much later; only for those who look at the clock. */
const later =
  (by: Duration.DurationInput) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.flatMap(Effect.clock, (clock) =>
      Effect.withClock(effect, {
        [Clock.ClockTypeId]: Clock.ClockTypeId,
        sleep: (duration) => clock.sleep(duration),
        currentTimeNanos: clock.currentTimeNanos,
        unsafeCurrentTimeNanos: () => clock.unsafeCurrentTimeNanos(),
        unsafeCurrentTimeMillis: () => clock.unsafeCurrentTimeMillis() + Duration.toMillis(by),
        currentTimeMillis: Effect.map(clock.currentTimeMillis, (now) => now + Duration.toMillis(by))
      })
    )

const actions = Effect.flatMap(Audit, ({ list }) =>
  Effect.map(list({ limit: 50 }), (entries) =>
    entries.map(({ action, actor, subject }) => `${actor} ${action} ${subject}`)
  )
)

for (const database of [sqliteFiles(), postgres()]) {
  const skipped = database.missing === undefined ? "" : ` (skipped: ${database.missing})`
  describe.skipIf(database.missing !== undefined)(`the queue on ${database.name}${skipped}`, () => {
    const fresh = Effect.promise(database.fresh)

    it.scopedLive(
      "calls nobody while it is paused, on any node, and goes on when it is resumed",
      () =>
        Effect.gen(function* () {
          const address = yield* fresh
          const node = yield* Layer.build(gateway(address))
          const other = database.name === "SQLite" ? node : yield* Layer.build(gateway(address))
          const receipt = yield* Effect.gen(function* () {
            const queue = yield* FaxQueue
            expect(yield* queue.pause("anna", "the trunk is being worked on")).toBe(true)
            expect(yield* queue.pause("ben")).toBe(false)
            return yield* send(fax("13862345671", "13862345672"))
          }).pipe(Effect.provide(node))
          yield* Effect.gen(function* () {
            const queue = yield* FaxQueue
            expect((yield* queue.state).pause).toMatchObject({
              by: "anna",
              cause: "asked",
              detail: "the trunk is being worked on"
            })
            expect((yield* (yield* Health).delivering).isDelivering).toBe(false)
            expect(yield* Effect.flatMap(Health, ({ metrics }) => metrics)).toContain(
              "fax_queue_paused 1"
            )
            expect(yield* attemptsOf(receipt)).toEqual([0, 0])
            const { epochMillis } = yield* DateTime.now
            expect(yield* queue.resume("ben")).toBe(true)
            expect(yield* queue.resume("ben")).toBe(false)
            yield* ended(receipt)
            for (const { messageId } of receipt.messages) {
              const { delivery } = yield* Effect.flatMap(Gateway, ({ detail }) => detail(messageId))
              expect(delivery.attempts.length).toBe(1)
              expect(delivery.attempts[0]?.startedAt.epochMillis).toBeGreaterThanOrEqual(
                epochMillis
              )
            }
            expect(yield* actions).toEqual(["anna queue.pause queue", "ben queue.resume queue"])
          }).pipe(Effect.provide(other))
        })
    )

    it.scopedLive(
      "calls a number that is held as little as all that is accepted for it later",
      () =>
        Effect.gen(function* () {
          const queue = yield* FaxQueue
          expect(yield* queue.hold(popular, "anna", "they moved")).toBe(true)
          expect(yield* queue.hold(sameSpelledOtherwise, "ben")).toBe(false)
          const held = yield* send(fax(popular, sameSpelledOtherwise, popular))
          yield* ended(yield* send(fax("13862345671")))
          expect(yield* attemptsOf(held)).toEqual([0, 0, 0])
          expect(yield* queue.state).toMatchObject({
            held: 1,
            holds: [{ number: popular, by: "anna", detail: "they moved" }]
          })
          expect(yield* queue.release(sameSpelledOtherwise, "ben")).toBe(true)
          expect(yield* queue.release(popular, "ben")).toBe(false)
          yield* ended(held)
          expect(yield* actions).toEqual([
            `anna queue.hold ${popular}`,
            `ben queue.release ${sameSpelledOtherwise}`
          ])
        }).pipe(
          Effect.provide(Layer.unwrapEffect(Effect.map(fresh, (address) => gateway(address))))
        )
    )

    it.scopedLive("lets a call that is on go on, and none begin after it", () =>
      Effect.gen(function* () {
        const queue = yield* FaxQueue
        const events = yield* Events
        const receipt = yield* send(fax(popular, popular))
        yield* events.stream(undefined).pipe(
          Stream.takeUntil(({ happening }) => happening._tag === "Calling"),
          Stream.runDrain
        )
        yield* queue.hold(popular, "anna")
        yield* events.stream(undefined).pipe(
          Stream.takeUntil(({ happening }) => happening._tag === "Delivered"),
          Stream.runDrain
        )
        // Whoever looks next finds nobody in front.
        yield* ended(yield* send(fax("13862345671")))
        expect((yield* attemptsOf(receipt)).toSorted()).toEqual([0, 1])
        yield* queue.release(popular, "anna")
        yield* ended(receipt)
      }).pipe(
        Effect.provide(
          Layer.unwrapEffect(Effect.map(fresh, (address) => gateway(address, slowCalls)))
        )
      )
    )

    it.scopedLive("begins no call that was chosen before the pause or the hold", () =>
      Effect.gen(function* () {
        const queue = yield* FaxQueue
        const store = yield* Messages
        const db = yield* Database
        // It takes the only line.
        for (const { messageId } of (yield* send(fax(other))).messages) {
          yield* until(messageId, "Calling")
        }
        const [{ messageId: chosen } = { messageId: MessageId.make("0".repeat(32)) }] =
          (yield* send(fax(popular))).messages
        const before = yield* store.load(chosen)
        const began = Either.getOrThrow(begin(before.delivery, yield* DateTime.now))
        const take = (isProbe = false) =>
          store.save(before, began, { node: "n2", transport: "simulated", isProbe })
        yield* queue.pause("anna")
        expect(yield* take()).toBeUndefined()
        yield* queue.resume("anna")
        yield* queue.hold(popular, "anna")
        // As by somebody who let it in without having seen the hold.
        yield* db.commit(() => [sql`UPDATE messages SET in_front = 1 WHERE id = ${chosen}`])
        expect([yield* take(), yield* take(true)]).toEqual([undefined, undefined])
        expect((yield* store.load(chosen)).delivery.attempts).toEqual([])
        // Nothing else kept it back.
        yield* queue.release(popular, "anna")
        expect((yield* take())?.delivery.attempts).toHaveLength(1)
      }).pipe(
        Effect.provide(
          Layer.unwrapEffect(
            Effect.map(fresh, (address) =>
              gateway(address, engaged).pipe(
                Layer.provideMerge(Layer.succeed(Capacity, { lines: 1, drain: 0 }))
              )
            )
          )
        )
      )
    )

    it.scopedLive("ends what is paused or held at its deadline", () =>
      Effect.gen(function* () {
        const queue = yield* FaxQueue
        yield* queue.hold(popular, "anna")
        yield* queue.pause("anna")
        const receipt = yield* send(fax(popular, popular, "13862345671"))
        // Before it, nothing ends.
        yield* expireHeld(firstHeldRound)
        const { messages: before } = yield* (yield* Status).ofSend(receipt.sendId)
        expect(before.map(({ status }) => status)).toEqual(before.map(() => "processing"))
        yield* later("25 hours")(expireHeld(firstHeldRound))
        const messages = yield* ended(receipt)
        expect(messages.map(({ status }) => status)).toEqual(["failed", "failed", "failed"])
        expect(yield* attemptsOf(receipt)).toEqual([0, 0, 0])
      }).pipe(Effect.provide(Layer.unwrapEffect(Effect.map(fresh, (address) => gateway(address)))))
    )

    it.scopedLive("pauses itself once when the provider refuses it, fails no fax, and probes", () =>
      Effect.gen(function* () {
        const lines = yield* Ref.make<ReadonlyArray<string>>([])
        const said = yield* Ref.make<LineReport>({ state: "credentials", detail: "401" })
        const dials = yield* Ref.make(0)
        const answered = yield* Effect.makeLatch()
        const isOn = yield* Effect.makeLatch()
        const dial = ({ number, report }: Call) =>
          Effect.gen(function* () {
            yield* Ref.update(dials, (n) => n + 1)
            if (number === other) {
              yield* isOn.open
              yield* answered.await
            }
            const line = yield* Ref.get(said)
            yield* report({ line })
            return line.state === "up"
              ? ({ _tag: "Delivered", pages: 1 } as const)
              : ({ _tag: "NotDialled" } as const)
          })
        const transport = Layer.succeed(Transport, {
          name: "refused",
          refusesTestNumbers: false,
          dial,
          find: () => Effect.succeed({ _tag: "NotDialled" } as const),
          hangUp: () => Effect.void,
          forget: () => Effect.void
        })
        const log = Logger.replace(
          Logger.defaultLogger,
          Logger.make(({ message }) =>
            Effect.runSync(Ref.update(lines, (all) => [...all, String(message)]))
          )
        )
        const context = yield* Layer.build(
          Layer.provideMerge(gatewayWith(yield* fresh, transport), log)
        )
        yield* Effect.gen(function* () {
          const queue = yield* FaxQueue
          const before = yield* send(fax(other))
          yield* isOn.await
          const refused = yield* send(fax("13862345670"))
          yield* Effect.repeat(queue.paused, {
            until: (pause) => pause !== undefined,
            schedule: Schedule.spaced("10 millis")
          })
          const receipt = yield* send(fax("13862345671", "13862345672", "13862345673"))
          expect(yield* queue.paused).toMatchObject({ by: "gateway", cause: "credentials" })
          const { isDelivering, line } = yield* (yield* Health).delivering
          expect(isDelivering).toBe(false)
          expect(line).toMatchObject({ state: "credentials", detail: "401" })
          yield* Ref.set(said, { state: "up" })
          // The call that is on gets an answer with the same credentials: time for a probe.
          yield* answered.open
          yield* ended(before)
          const { at, probeAt = at } = (yield* queue.paused) ?? { at: yield* DateTime.now }
          expect(DateTime.distance(at, probeAt)).not.toBe(5000)
          const messages = yield* ended(receipt)
          expect(messages.map(({ status }) => status)).toEqual(messages.map(() => "delivered"))
          expect(yield* queue.paused).toBeUndefined()
          // What was refused waits for its next call.
          expect(yield* attemptsOf(refused)).toEqual([1])
          const { messages: left } = yield* (yield* Status).ofSend(refused.sendId)
          expect(left).toMatchObject([{ status: "processing" }])
          expect(yield* actions).toEqual([
            "gateway queue.pause queue",
            "gateway queue.resume queue"
          ])
        }).pipe(Effect.provide(context))
        const told = (yield* Ref.get(lines)).filter((line) => !/^[0-9a-f]{32}/.test(line))
        expect(told).toEqual([
          expect.stringContaining("refuses the gateway's own credentials"),
          expect.stringContaining("The queue is paused"),
          expect.stringContaining("The line is back"),
          expect.stringContaining("The queue is resumed")
        ])
        expect(yield* Ref.get(dials)).toBe(5)
      })
    )

    it.scopedLive("probes less and less often, at least every five minutes", () =>
      Effect.gen(function* () {
        const seconds = yield* Effect.provide(
          Effect.gen(function* () {
            const db = yield* Database
            const hold = { destination: everyDestination, number: null, at: 0, actor: "gateway" }
            yield* db.commit(() => [
              insertHold({ ...hold, cause: "credentials", detail: null, probe_at: 5000 })
            ])
            const probes: Array<number> = []
            for (let at = 5000; probes.length < 9; at = probes.at(-1) ?? 0) {
              yield* db.commit(() => [takeProbe(at, 5000, 300_000)])
              const [row] = yield* db.query(sql`SELECT probe_at FROM holds`)
              probes.push(Number(row?.probe_at))
            }
            return probes.map((at) => at / 1000)
          }),
          Layer.unwrapEffect(Effect.map(fresh, (address) => databaseAt(Redacted.make(address))))
        )
        expect(seconds).toEqual([10, 20, 40, 80, 160, 320, 620, 920, 1220])
      })
    )

    it.scopedLive("does not go on by itself where an operator has paused it", () =>
      Effect.gen(function* () {
        const queue = yield* FaxQueue
        yield* queue.pauseItself("funds", "402")
        expect(yield* queue.pause("anna", "until the bill is paid")).toBe(true)
        yield* queue.probeSoon
        expect(yield* queue.takeProbe).toBe(false)
        expect(yield* queue.resumeItself).toBe(false)
        expect(yield* queue.paused).toMatchObject({ by: "anna", cause: "asked" })
      }).pipe(Effect.provide(Layer.unwrapEffect(Effect.map(fresh, (address) => gateway(address)))))
    )
  })
}

it.scopedLive("holds a number though a key comes later, and writes none in the clear then", () =>
  Effect.gen(function* () {
    const address = yield* Effect.promise(sealedFiles.fresh)
    const first = yield* Effect.gen(function* () {
      yield* (yield* FaxQueue).hold(popular, "anna")
      return yield* send(fax(popular))
    }).pipe(Effect.provide(gateway(address)))
    const vault = Vault.layer([{ id: "k", key: Redacted.make(new Uint8Array(32).fill(7)) }])
    yield* Effect.gen(function* () {
      const queue = yield* FaxQueue
      yield* queue.hold(other, "anna", "they moved")
      const second = yield* send(fax(popular, other))
      yield* ended(yield* send(fax("13862345671")))
      expect(yield* attemptsOf(first)).toEqual([0])
      expect(yield* attemptsOf(second)).toEqual([0, 0])
      expect((yield* queue.state).holds.map(({ number }) => number).toSorted()).toEqual([
        popular,
        other
      ])
      const raw = yield* Effect.provide(
        Effect.flatMap(Database, (db) =>
          db.query(sql`SELECT destination, number, detail FROM holds WHERE detail IS NOT NULL
            UNION ALL SELECT subject, detail, '' FROM audit WHERE detail IS NOT NULL`)
        ),
        databaseAt(Redacted.make(address))
      )
      expect(raw.length).toBe(2)
      expect(JSON.stringify(raw)).not.toMatch(/1386234|moved/)
      yield* queue.release(popular, "anna")
      yield* queue.release(other, "anna")
      yield* ended(first)
      yield* ended(second)
    }).pipe(Effect.provide(gatewayWith(address, SimulatedLine.layer(), vault)))
  })
)
