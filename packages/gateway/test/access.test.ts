import { describe, expect, it } from "@effect/vitest"
import { Auth, CurrentClient, Introspection } from "@faxingcenter/core"
import { getLefts, getRights } from "effect/Array"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import type * as Tracer from "effect/Tracer"
import Sqlite from "libsql"
import { makeGuesses } from "../src/admit/guesses.js"
import { hashToken } from "../src/admit/secrets.js"
import { Clients } from "../src/index.js"
import { layerClients } from "../src/manage.js"
import { makeTokens } from "../src/store/clients/tokens.js"
import { Database } from "../src/store/database/Database.js"
import { sql } from "../src/store/database/sql.js"
import { postgres, sqliteFiles } from "./databases.js"
import { fax, gateway, send } from "./fixtures.js"

const right = Effect.succeed(true)
const wrong = Effect.succeed(false)

describe("secrets that are tried", () => {
  it.effect("slow down their own origin after ten wrong ones, and no other", () =>
    Effect.gen(function* () {
      const tried = yield* makeGuesses
      for (let i = 0; i < 10; i++) expect(yield* tried("stranger", wrong)).toBe(false)
      const slowed = yield* Effect.fork(tried("stranger", wrong))
      expect(yield* tried("clinic", right)).toBe(true)
      expect(yield* Fiber.poll(slowed)).toMatchObject({ _tag: "None" })
      yield* TestClock.adjust("1 second")
      expect(yield* Fiber.join(slowed)).toBe(false)
    })
  )

  it.effect("come from one place, whichever of a network's addresses they name", () =>
    Effect.gen(function* () {
      const tried = yield* makeGuesses
      for (let i = 0; i < 10; i++) yield* tried(`2001:db8:1:2::${i}`, wrong)
      const slowed = yield* Effect.fork(tried("2001:DB8:1:2:ffff::1", wrong))
      expect(yield* tried("2001:db8:1:3::1", wrong)).toBe(false)
      // Whoever does not wait is done by then.
      yield* Effect.repeatN(Effect.yieldNow(), 100)
      expect(yield* Fiber.poll(slowed)).toMatchObject({ _tag: "None" })
      yield* Fiber.interrupt(slowed)
    })
  )

  it.effect("let the right one in from the slowed origin, too", () =>
    Effect.gen(function* () {
      const tried = yield* makeGuesses
      for (let i = 0; i < 10; i++) yield* tried("stranger", wrong)
      const late = yield* Effect.fork(tried("stranger", right))
      yield* TestClock.adjust("1 second")
      expect(yield* Fiber.join(late)).toBe(true)
    })
  )

  it.effect("count only once they were found to be wrong", () =>
    Effect.gen(function* () {
      const tried = yield* makeGuesses
      const all = yield* Effect.fork(
        Effect.all(
          Array.from({ length: 30 }, () => tried("clinic", Effect.delay(right, "80 millis"))),
          { concurrency: "unbounded" }
        )
      )
      yield* TestClock.adjust("3 seconds")
      expect(yield* Fiber.join(all)).toEqual(Array(30).fill(true))
    })
  )

  it.effect("wait in a bounded number, and their minute ends", () =>
    Effect.gen(function* () {
      const tried = yield* makeGuesses
      for (let i = 0; i < 10; i++) yield* tried("stranger", wrong)
      const flood = yield* Effect.fork(
        Effect.all(
          Array.from({ length: 70 }, () => Effect.either(tried("stranger", wrong))),
          { concurrency: "unbounded" }
        )
      )
      yield* TestClock.adjust("70 seconds")
      const refused = (yield* Fiber.join(flood)).filter(({ _tag }) => _tag === "Left")
      expect(refused).toHaveLength(6)
      yield* TestClock.adjust("60 seconds")
      expect(yield* tried("stranger", wrong)).toBe(false)
    })
  )
})

const memory = gateway(":memory:")
const kinds = [sqliteFiles(), postgres()] as const

/** How often a slow hash was made, which is what the time of an answer is made of. */
const hashesOf = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const tracer = yield* Effect.tracer
    let hashes = 0
    const span: Tracer.Tracer["span"] = (...args) => {
      if (args[0] === "secrets.check") hashes += 1
      return tracer.span(...args)
    }
    yield* Effect.withTracer(effect, { ...tracer, span })
    return hashes
  })

/** A client, and a token that it has just used. */
const signedIn = Effect.gen(function* () {
  const clients = yield* Clients
  const auth = yield* Auth
  const made = yield* clients.add({ name: "erp" }, "root")
  const { token } = yield* auth.authenticate(made)
  const { clientOf } = yield* Introspection
  const asked = Effect.suspend(() => clientOf(token))
  expect(yield* asked).toEqual({ clientId: made.clientId })
  return { made, asked, token }
})

describe("a token", () => {
  it.live("expires after an hour, whether or not it is still stored", () =>
    Effect.gen(function* () {
      const live = yield* Effect.clock
      let ahead = 0
      const millis = () => live.unsafeCurrentTimeMillis() + ahead
      const moved: Clock.Clock = {
        [Clock.ClockTypeId]: Clock.ClockTypeId,
        unsafeCurrentTimeMillis: millis,
        currentTimeMillis: Effect.sync(millis),
        unsafeCurrentTimeNanos: () => live.unsafeCurrentTimeNanos(),
        currentTimeNanos: live.currentTimeNanos,
        sleep: (duration) => live.sleep(duration)
      }
      yield* Effect.gen(function* () {
        const { asked } = yield* signedIn
        ahead = 59 * 60_000
        yield* asked
        ahead = 60 * 60_000
        expect(yield* Effect.flip(asked)).toMatchObject({ reason: "invalid_token" })
      }).pipe(Effect.provide(memory), Effect.withClock(moved))
    })
  )

  it.live("that was issued while its client was revoked is of no use", () =>
    Effect.gen(function* () {
      const { made } = yield* signedIn
      const clients = yield* Clients
      const { clientOf } = yield* Introspection
      const { accessOf, issue } = yield* makeTokens
      const { key = 0 } = (yield* accessOf(made.clientId)) ?? {}
      yield* clients.revoke(made.clientId, "root")
      const late = Redacted.make("0".repeat(44))
      const expiresAt = (yield* Clock.currentTimeMillis) + 60_000
      yield* issue({ hash: hashToken(late), client: key, expiresAt }, 0)
      expect(yield* Effect.flip(clientOf(late))).toMatchObject({ reason: "invalid_token" })
    }).pipe(Effect.provide(memory))
  )

  it.live("is looked up again once another process has written to the file", () =>
    Effect.gen(function* () {
      const file = yield* Effect.promise(kinds[0].fresh)
      yield* Effect.gen(function* () {
        const { asked } = yield* signedIn
        // Nothing is told of this but what the file itself says.
        const other = new Sqlite(file)
        other.exec("DELETE FROM tokens")
        other.close()
        // Requests that are read together ask the file once.
        yield* Effect.promise(() => new Promise(setImmediate))
        expect(yield* Effect.flip(asked)).toMatchObject({ reason: "invalid_token" })
      }).pipe(Effect.provide(gateway(file)))
    })
  )
})

describe("the secret of a client", () => {
  it.live("is tried with the same work whether there is such a client or not", () =>
    Effect.gen(function* () {
      const clients = yield* Clients
      const auth = yield* Auth
      const { clientId, clientSecret } = yield* clients.add({ name: "erp" }, "root")
      const gone = yield* clients.add({ name: "gone" }, "root")
      yield* clients.revoke(gone.clientId, "root")
      const hashes = (id: string, secret = Redacted.make("wrong")) =>
        hashesOf(Effect.flip(auth.authenticate({ clientId: id, clientSecret: secret })))
      expect(yield* hashes(clientId)).toBe(1)
      expect(yield* hashes("nobody")).toBe(1)
      expect(yield* hashes(gone.clientId, gone.clientSecret)).toBe(1)
      // Nobody has an empty one: it is refused without that work, of either.
      expect(yield* hashes(clientId, Redacted.make(""))).toBe(0)
      expect(yield* hashes("nobody", Redacted.make(""))).toBe(0)
      expect(yield* hashesOf(auth.authenticate({ clientId, clientSecret }))).toBe(1)
      expect(yield* hashesOf(auth.authenticate({ clientId, clientSecret }))).toBe(0)
    }).pipe(Effect.provide(memory))
  )

  it.live("is never empty", () =>
    Effect.gen(function* () {
      const clients = yield* Clients
      const auth = yield* Auth
      const { clientId } = yield* clients.add({ name: "erp" }, "root")
      for (const secret of ["", " ", "   "]) {
        const clientSecret = Redacted.make(secret)
        expect(yield* Effect.flip(auth.authenticate({ clientId, clientSecret }))).toMatchObject({
          reason: "invalid_client"
        })
      }
    }).pipe(Effect.provide(memory))
  )

  it.live("takes its tokens along when it is rotated, unless they are kept", () =>
    Effect.gen(function* () {
      const clients = yield* Clients
      const auth = yield* Auth
      const { clientOf } = yield* Introspection
      const first = yield* clients.add({ name: "erp" }, "root")
      const { token } = yield* auth.authenticate(first)
      expect(yield* clientOf(token)).toEqual({ clientId: first.clientId })
      const second = yield* clients.rotate(first.clientId, "root", { keepTokens: true })
      expect(yield* clientOf(token)).toEqual({ clientId: first.clientId })
      const { token: newer } = yield* auth.authenticate(second)
      yield* clients.rotate(first.clientId, "root")
      for (const ended of [token, newer]) {
        expect(yield* Effect.flip(clientOf(ended))).toMatchObject({ reason: "invalid_token" })
      }
    }).pipe(Effect.provide(memory))
  )
})

for (const { name, fresh, missing } of kinds) {
  describe(`a client that was revoked, on ${name}`, () => {
    if (missing !== undefined) console.log(`skipped: ${missing}`)

    it.scopedLive.skipIf(missing !== undefined)("is out at once on every node", () =>
      Effect.gen(function* () {
        const address = yield* Effect.promise(fresh)
        const node = Layer.build(gateway(address))
        const one = yield* node
        const other = yield* node
        const at = <A, E, R>(effect: Effect.Effect<A, E, R>, on: typeof one) =>
          Effect.provide(effect, on)
        const made = yield* at(
          Effect.flatMap(Clients, (clients) => clients.add({ name: "erp" }, "root")),
          one
        )
        const { token } = yield* at(
          Effect.flatMap(Auth, (auth) => auth.authenticate(made)),
          one
        )
        const asked = Effect.flatMap(Introspection, ({ clientOf }) => clientOf(token))
        const sent = Effect.provideService(send(fax("18555808797")), CurrentClient, made)
        for (const on of [one, other]) {
          yield* at(asked, on)
          yield* at(sent, on)
        }
        // As the command does it: in a process of its own.
        yield* Effect.flatMap(Clients, (clients) => clients.revoke(made.clientId, "root")).pipe(
          Effect.provide(layerClients(Redacted.make(address)))
        )
        for (const on of [one, other]) {
          expect(yield* Effect.flip(at(sent, on))).toMatchObject({ reason: "invalid_token" })
        }
        // A notification takes its way through the database; nothing else may be waited for.
        const isOut = (on: typeof one) =>
          Effect.repeat(Effect.delay(Effect.either(at(asked, on)), "1 millis"), {
            until: Either.isLeft,
            times: name === "SQLite" ? 0 : 1000
          })
        for (const on of [one, other]) expect(Either.isLeft(yield* isOut(on))).toBe(true)
        // Everybody else goes on.
        const next = yield* at(
          Effect.flatMap(Clients, (clients) => clients.add({ name: "next" }, "root")),
          other
        )
        yield* at(Effect.provideService(send(fax("13862345678")), CurrentClient, next), one)
      })
    )
  })

  describe(`the name of a client, on ${name}`, () => {
    it.scopedLive.skipIf(missing !== undefined)("is that of no other with access", () =>
      Effect.gen(function* () {
        const address = yield* Effect.promise(fresh)
        const context = yield* Layer.build(layerClients(Redacted.make(address)))
        const clients = Context.get(context, Clients)
        const add = (wanted: string) => clients.add({ name: wanted }, "root")
        // All at once, as two operators would.
        const tries = yield* Effect.all(
          ["Billing  Desk", " billing desk ", "BILLING DESK", "billing\tdesk"].map((wanted) =>
            Effect.either(add(wanted))
          ),
          { concurrency: "unbounded" }
        )
        const [made, ...others] = getRights(tries)
        expect(others).toEqual([])
        for (const refusal of getLefts(tries)) {
          expect(refusal).toMatchObject({ _tag: "ClientNameTaken", clientId: made?.clientId })
        }
        yield* add("ärzte")
        expect(yield* Effect.flip(add("ÄRZTE"))).toMatchObject({ name: "ärzte" })
        const [first] = yield* clients.list
        expect(first?.name).toMatch(/^billing desk$/i)
        yield* clients.revoke(made?.clientId ?? "", "root")
        yield* add("billing desk")
      })
    )

    it.scopedLive.skipIf(missing !== undefined)("may be that of two from before", () =>
      Effect.gen(function* () {
        const address = yield* Effect.promise(fresh)
        const node = yield* Layer.build(gateway(address))
        const clients = Context.get(node, Clients)
        const add = (wanted: string) => clients.add({ name: wanted }, "root")
        const { clientId } = yield* add("shop")
        yield* add("other shop")
        // As a database of an earlier version has them.
        yield* Context.get(node, Database).commit(() => [
          sql`UPDATE clients SET name = ${"Shop"}, label = ${null}`
        ])
        expect(yield* Effect.flip(add("shop"))).toMatchObject({ name: "Shop", clientId })
        const again = Context.get(yield* Layer.build(gateway(address)), Clients)
        expect((yield* again.list).map((client) => client.name)).toEqual(["Shop", "Shop"])
      })
    )
  })
}
