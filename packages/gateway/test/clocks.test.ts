import { describe, expect, it } from "@effect/vitest"
import {
  Auth,
  CurrentClient,
  CurrentIdempotencyKey,
  IdempotencyKey,
  Introspection
} from "@faxingcenter/core"
import { begin, doubt } from "@faxingcenter/core/delivery"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Fiber from "effect/Fiber"
import * as Logger from "effect/Logger"
import * as TestClock from "effect/TestClock"
import { makeGuesses } from "../src/admit/guesses.js"
import { firstClockRound, lookForStep } from "../src/deliver/clockSteps.js"
import { Clients } from "../src/index.js"
import { FaxQueue, Operators } from "../src/manage.js"
import { Health } from "../src/observe/Health.js"
import * as ClientRecords from "../src/store/clients/ClientRecords.js"
import * as ClusterNode from "../src/store/cluster/ClusterNode.js"
import { Database } from "../src/store/database/Database.js"
import { int, raw, sql } from "../src/store/database/sql.js"
import { purge } from "../src/store/documents/retention.js"
import { Messages, type StoredMessage } from "../src/store/faxes/Messages.js"
import { makeWebhookPosts } from "../src/store/outbox/webhookPosts.js"
import { fax, gateway, send } from "./fixtures.js"

/** The clock of a machine, which goes on with the true time and can be set. */
const settable = Effect.map(Effect.clock, (clock) => {
  let setBy = 0
  let passed = 0
  const millis = () => clock.unsafeCurrentTimeMillis() + setBy + passed
  const nanos = () => clock.unsafeCurrentTimeNanos() + BigInt(passed * 1e6)
  const machine: Clock.Clock = {
    [Clock.ClockTypeId]: Clock.ClockTypeId,
    sleep: (duration) => clock.sleep(duration),
    unsafeCurrentTimeMillis: millis,
    unsafeCurrentTimeNanos: nanos,
    currentTimeMillis: Effect.sync(millis),
    currentTimeNanos: Effect.sync(nanos)
  }
  return {
    machine,
    /** Somebody sets it by so much. */
    set: (by: Duration.DurationInput, direction: 1 | -1) => {
      setBy += direction * Duration.toMillis(by)
    },
    /** So much time passes. */
    pass: (by: Duration.DurationInput) => {
      passed += Duration.toMillis(by)
    }
  }
})
type Machine = Effect.Effect.Success<typeof settable>

/** A gateway that calls nobody, on a machine whose clock can be set. */
const onMachine = <A, E, R>(program: (machine: Machine) => Effect.Effect<A, E, R>) =>
  Effect.flatMap(settable, (machine) =>
    Effect.zipRight(
      Effect.flatMap(FaxQueue, ({ pause }) => pause("test")),
      program(machine)
    ).pipe(
      Effect.provide(gateway(":memory:")),
      Effect.provideService(CurrentClient, { clientId: "clinic" }),
      Effect.withClock(machine.machine)
    )
  )

const now = Effect.map(DateTime.now, DateTime.toEpochMillis)

const accepted = (numbers: string) =>
  Effect.gen(function* () {
    const messages = yield* Messages
    const [first] = (yield* send(fax(numbers))).messages
    if (first === undefined) return yield* Effect.dieMessage("no message")
    return yield* messages.load(first.messageId)
  })

const due = Effect.gen(function* () {
  const messages = yield* Messages
  return (yield* messages.due(yield* now, 9, 0)).map(({ id }) => id)
})

/** As the engine would: it begins, and what came of it is lost. */
const inDoubt = (message: StoredMessage) =>
  Effect.gen(function* () {
    const messages = yield* Messages
    const at = yield* DateTime.now
    const caller = { node: "another", transport: "simulated", isProbe: true }
    const calling = Either.getOrThrow(begin(message.delivery, at))
    const db = yield* Database
    yield* db.commit(() => [sql`DELETE FROM holds`])
    const saved = yield* messages.save(message, calling, caller)
    if (saved === undefined) return yield* Effect.dieMessage("not saved")
    return { saved, caller, at }
  })

describe("a clock that is set", () => {
  it.live(
    "back: what was to be called soon is called soon, and nothing asked for later sooner",
    () =>
      onMachine((machine) =>
        Effect.gen(function* () {
          const message = yield* accepted("13862345678")
          expect(yield* due).toEqual([message.id])
          const before = yield* lookForStep(firstClockRound)
          machine.set("2 hours", -1)
          expect(yield* due).toEqual([])
          const after = yield* lookForStep(before)
          expect(yield* due).toEqual([message.id])
          // Those that come to the front later are found, as long as the clock is behind.
          expect(after.latest - (yield* now)).toBeGreaterThan(Duration.toMillis("110 minutes"))
          machine.set("2 hours", 1)
          expect((yield* lookForStep(after)).latest - (yield* now)).toBeLessThan(1_000)
          expect(yield* due).toEqual([message.id])
        })
      )
  )

  it.live("back: a call in doubt is asked about, and one that is on not called again", () =>
    onMachine((machine) =>
      Effect.gen(function* () {
        const messages = yield* Messages
        const { at, caller, saved } = yield* inDoubt(yield* accepted("13862345678"))
        machine.set("12 hours", -1)
        expect(yield* due).toEqual([])
        const doubted = Either.getOrThrow(doubt(saved.delivery, saved.delivery.fence, at))
        yield* messages.save(saved, doubted, caller)
        const asked = yield* messages.toAsk(yield* now, 9)
        expect(asked.map(({ id }) => id)).toEqual([saved.id])
        // Whoever had it before is fenced, whatever the clock says.
        expect(yield* messages.save(saved, saved.delivery, caller)).toBeUndefined()
      })
    )
  )

  it.live("back: a node that died is found out by its silence, and not by its clock", () =>
    onMachine((machine) =>
      Effect.gen(function* () {
        const node = yield* ClusterNode.ClusterNode
        const db = yield* Database
        yield* inDoubt(yield* accepted("13862345678"))
        const sign = yield* now
        yield* db.commit(() => [
          sql`INSERT INTO nodes (id, started_at, seen_at) VALUES ('another', ${int(sign)}, ${int(sign)})`
        ])
        machine.set("12 hours", -1)
        expect(yield* node.gone).toEqual([])
        const goOn = (isAlive: boolean) =>
          Effect.gen(function* () {
            machine.pass("200 millis")
            yield* node.beat
            if (isAlive) {
              yield* db.commit(() => [
                sql`UPDATE nodes SET seen_at = seen_at + 200 WHERE id = 'another'`
              ])
            }
            return yield* node.gone
          })
        for (let i = 0; i < 5; i++) expect(yield* goOn(true)).toEqual([])
        expect(yield* goOn(false)).toEqual([])
        expect(yield* goOn(false)).toEqual([])
        expect(yield* goOn(false)).toEqual(["another"])
      }).pipe(Effect.provide(ClusterNode.layer))
    )
  )

  it.live("back: a webhook waits for its own pause", () =>
    onMachine((machine) =>
      Effect.gen(function* () {
        const posts = yield* makeWebhookPosts
        const message = yield* accepted("13862345678")
        const post = {
          client: message.client,
          url: "https://a.example/",
          webhook: null,
          body: "{}"
        }
        yield* posts.add(
          [{ ...post, event: "evt_1", message: message.id }],
          { from: "", to: "" },
          yield* now
        )
        const candidates = Effect.flatMap(now, (at) =>
          posts.candidates(at, { clients: [], servers: [] }, { ofServer: 9, inAll: 9 })
        )
        expect(yield* candidates).toHaveLength(1)
        machine.set("2 hours", -1)
        expect(yield* candidates).toEqual([])
        yield* lookForStep({ ...firstClockRound, latest: (yield* now) + 7_200_000 })
        expect(yield* candidates).toHaveLength(1)
      })
    )
  )

  it.live("back: a token and a session end, though their time is yet to come; forward, too", () =>
    onMachine((machine) =>
      Effect.gen(function* () {
        const auth = yield* Auth
        const { clientOf } = yield* Introspection
        const clients = yield* Clients
        const operators = yield* Operators
        const client = yield* clients.add({ name: "erp" }, "root")
        const key = yield* operators.add({ name: "anna", role: "operator" }, "root")
        const signedIn = Effect.gen(function* () {
          const { token } = yield* auth.authenticate(client)
          const session = yield* operators.signIn(key)
          return {
            token: Effect.suspend(() => clientOf(token)),
            session: operators.session(session)
          }
        })
        const first = yield* signedIn
        expect(yield* first.token).toMatchObject({ clientId: client.clientId })
        expect(yield* first.session).toMatchObject({ operator: "anna" })
        machine.set("2 hours", -1)
        expect(yield* Effect.flip(first.token)).toMatchObject({ reason: "invalid_token" })
        machine.set("11 hours", -1)
        expect(Either.isLeft(yield* Effect.either(first.session))).toBe(true)
        const second = yield* signedIn
        expect(yield* second.token).toMatchObject({ clientId: client.clientId })
        expect(yield* second.session).toMatchObject({ operator: "anna" })
        machine.set("13 hours", 1)
        expect(yield* Effect.flip(second.token)).toMatchObject({ reason: "invalid_token" })
        expect(Either.isLeft(yield* Effect.either(second.session))).toBe(true)
      })
    )
  )

  it.live("back: nobody is kept out by the limit of calls for longer than by the limit", () =>
    onMachine((machine) =>
      Effect.gen(function* () {
        const clients = yield* Clients
        const { clientId } = yield* clients.add({ name: "erp", perMinute: 2 }, "root")
        const sent = Effect.either(send(fax("13862345678"))).pipe(
          Effect.provideService(CurrentClient, { clientId }),
          Effect.map(({ _tag }) => _tag)
        )
        expect([yield* sent, yield* sent, yield* sent]).toEqual(["Right", "Right", "Left"])
        machine.set("3 hours", -1)
        expect(yield* sent).toBe("Left")
        machine.pass("1 minute")
        expect([yield* sent, yield* sent, yield* sent]).toEqual(["Right", "Right", "Left"])
      })
    )
  )

  it.live.each<readonly [string, 1 | -1]>([
    ["back", -1],
    ["forward", 1]
  ])("%s by half a day: what was sent once is not sent again under its key", ([, direction]) =>
    onMachine((machine) =>
      Effect.gen(function* () {
        const once = send(fax("13862345678")).pipe(
          Effect.provideService(CurrentIdempotencyKey, IdempotencyKey.make("order-1"))
        )
        const first = yield* once
        machine.set("12 hours", direction)
        yield* purge
        expect(yield* once).toEqual(first)
        machine.set("12 hours", direction === 1 ? -1 : 1)
        yield* purge
        expect(yield* once).toEqual(first)
      })
    )
  )

  it.live.each<readonly [string, 1 | -1]>([
    ["back", -1],
    ["forward", 1]
  ])("%s: what is remembered of a client is read again", ([, direction]) =>
    onMachine((machine) =>
      Effect.gen(function* () {
        const clients = yield* Clients
        const records = yield* Effect.provide(ClientRecords.ClientRecords, ClientRecords.layer)
        const db = yield* Database
        const { clientId } = yield* clients.add({ name: "erp", perMinute: 2 }, "root")
        const record = Effect.flatMap(now, (at) => records.of(clientId, at))
        expect(yield* record).toMatchObject({ perMinute: 2 })
        yield* db.commit(() => [sql`UPDATE clients SET per_minute = 3 WHERE id = ${clientId}`])
        machine.set("2 hours", direction)
        expect(yield* record).toMatchObject({ perMinute: 3 })
      })
    )
  )

  it.live("back: a gateway is not said to be ready, or not to be, because it was before", () =>
    onMachine((machine) =>
      Effect.gen(function* () {
        const db = yield* Database
        const { ready } = yield* Health
        const isReady = Effect.map(Effect.either(ready), Either.isRight)
        const rename = (from: string, to: string) =>
          db.commit(() => [raw(`ALTER TABLE ${from} RENAME TO ${to}`)])
        expect(yield* isReady).toBe(true)
        yield* rename("messages", "gone")
        machine.set("2 hours", -1)
        expect(yield* isReady).toBe(false)
        yield* rename("gone", "messages")
        // A fax that was refused counts for some seconds.
        yield* db.query(raw("PRAGMA query_only = ON"))
        expect(Either.isLeft(yield* Effect.either(send(fax("13862345678"))))).toBe(true)
        yield* db.query(raw("PRAGMA query_only = OFF"))
        machine.set("2 hours", -1)
        expect(yield* isReady).toBe(true)
      })
    ).pipe(Effect.provide(Logger.remove(Logger.defaultLogger)))
  )

  it.effect("back: the minute of wrong secrets ends", () =>
    Effect.gen(function* () {
      const tried = yield* makeGuesses
      const hours = Duration.toMillis("12 hours")
      yield* TestClock.setTime(2 * hours)
      for (let i = 0; i < 10; i++) yield* tried("stranger", Effect.succeed(false))
      yield* TestClock.setTime(hours)
      const late = yield* Effect.fork(tried("stranger", Effect.succeed(false)))
      yield* Effect.repeatN(Effect.yieldNow(), 100)
      expect(yield* Fiber.poll(late)).toMatchObject({ _tag: "Some" })
    })
  )
})
