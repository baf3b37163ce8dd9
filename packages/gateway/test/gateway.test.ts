import { describe, expect, it } from "@effect/vitest"
import {
  CurrentClient,
  CurrentIdempotencyKey,
  FaxNumber,
  IdempotencyKey,
  type Receipt,
  Search,
  type SendError,
  SendFax,
  Status,
  type StatusError
} from "@faxingcenter/core"
import type { Outcome } from "@faxingcenter/core/delivery"
import { isLater, isOver } from "@faxingcenter/core/wire"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import type * as Tracer from "effect/Tracer"
import { Capacity, Clients, Gateway, SimulatedLine, Webhooks } from "../src/index.js"
import { PromptSend, PromptStatus } from "../src/manage.js"
import { Database } from "../src/store/database/Database.js"
import { sql } from "../src/store/database/sql.js"
import { postgres, sqliteFiles } from "./databases.js"
import { ended, fax, gateway, send, until } from "./fixtures.js"

const busy: Outcome = { _tag: "Failed", reason: "busy", pages: 0 }

for (const database of [sqliteFiles(), postgres()]) {
  const test = (
    name: string,
    program: Effect.Effect<void, unknown, Layer.Layer.Success<ReturnType<typeof gateway>>>,
    line: SimulatedLine.SimulatedLineOptions = {}
  ) =>
    it.live.skipIf(database.missing !== undefined)(name, () =>
      Effect.flatMap(Effect.promise(database.fresh), (address) =>
        Effect.provide(program, gateway(address, line))
      )
    )

  describe(`a gateway on ${database.name}`, () => {
    test(
      "delivers what it has accepted",
      Effect.gen(function* () {
        const receipt = yield* send(fax("18555808797", "018555808797", "13862345678"))
        const messages = yield* ended(receipt)
        expect(messages.map(({ status, attempts, pages }) => [status, attempts, pages])).toEqual([
          ["delivered", 1, 1],
          ["delivered", 1, 1],
          ["delivered", 1, 1]
        ])
        const line = yield* SimulatedLine.SimulatedLine
        expect((yield* line.dials).length).toBe(3)
      })
    )

    test(
      "keeps no half of a character, which would end whoever reads it",
      Effect.gen(function* () {
        const db = yield* Database
        const texts = ["Ann \ud83d", "\\ud83d 👍"]
        const rows = db.dialect.rows(
          { t: "text" },
          texts.map((text) => [text])
        )
        expect(yield* db.query(sql`SELECT t FROM ${rows}`)).toEqual([
          { t: "Ann \ufffd" },
          { t: "\\ud83d 👍" }
        ])
      })
    )

    test(
      "names each call by its service in a span",
      Effect.gen(function* () {
        const tracer = yield* Effect.tracer
        const spans: Array<Tracer.Span> = []
        const span: Tracer.Tracer["span"] = (...args) => {
          const made = tracer.span(...args)
          spans.push(made)
          return made
        }
        const { sendId } = yield* Effect.withTracer(send(fax("18555808797")), { ...tracer, span })
        const own = spans.find(({ name }) => name === "Send.submit")
        expect(Object.fromEntries(own?.attributes ?? [])).toMatchObject({
          "fax.recipients": 1,
          "fax.documents": 1,
          "fax.send_id": sendId
        })
      })
    )

    test(
      "gives servers the same status, where the database answers at once without waiting",
      Effect.gen(function* () {
        const one = yield* send(fax("18555808797"))
        const two = yield* send(fax("13862345678", "13862345679"))
        yield* ended(one)
        const [first] = yield* ended(two)
        const messageId = first?.messageId ?? (yield* Effect.dieMessage("no message"))
        const status = yield* Status
        const prompt = yield* PromptStatus
        const asBy = (clientId: string): ReadonlyArray<Effect.Effect<unknown, StatusError>> => [
          prompt.ofSend({ clientId }, one.sendId),
          prompt.ofSend({ clientId }, two.sendId),
          prompt.ofMessage({ clientId }, messageId, two.sendId)
        ]
        const asked = asBy("demo")
        expect(asked.map((call) => isOver(call))).toEqual(
          asked.map(() => database.name === "SQLite")
        )
        expect(yield* Effect.all(asked)).toEqual([
          yield* status.ofSend(one.sendId),
          yield* status.ofSend(two.sendId),
          yield* status.ofMessage(messageId, two.sendId)
        ])
        for (const refused of asBy("stranger")) {
          expect(yield* Effect.flip(refused)).toMatchObject({ _tag: "FaxError.NotFound" })
        }
      })
    )

    test(
      "takes a fax of a server without a fiber, and refuses what it refuses otherwise",
      Effect.gen(function* () {
        yield* send(fax("18555808797"))
        const prompt = yield* PromptSend
        const clients = yield* Clients
        const { clientId } = yield* clients.add({ name: "server" }, "root")
        const submit = (...numbers: ReadonlyArray<string>) =>
          Effect.flatMap(SendFax.make(fax(...numbers)), (whole) =>
            Effect.sync(() => prompt.submit({ clientId }, whole))
          )
        // The first makes its client known.
        yield* Effect.flatten(submit("18555808797"))
        const taking = yield* Effect.all([
          submit("13862345678", "13862345679"),
          submit("13862345680")
        ])
        expect(taking.map(isLater)).toEqual([true, true])
        const told = yield* Effect.async<ReadonlyArray<Effect.Effect<Receipt, SendError>>>(
          (resume) => {
            const all: Array<Effect.Effect<Receipt, SendError>> = []
            for (const one of taking.filter(isLater)) {
              one.start((result) => {
                if (all.push(result) === taking.length) resume(Effect.succeed(all))
              })
            }
            expect(all).toEqual([])
          }
        )
        expect(told.map((result) => isOver(result))).toEqual([true, true])
        const receipts = yield* Effect.all(told)
        expect(
          receipts.map(({ messages }) => messages.map(({ faxNumber }) => faxNumber)).sort()
        ).toEqual([["13862345678", "13862345679"], ["13862345680"]])
        yield* clients.revoke(clientId, "root")
        expect(yield* Effect.flip(Effect.flatten(submit("13862345681")))).toMatchObject({
          _tag: "FaxError.Unauthorized",
          reason: "invalid_token"
        })
      })
    )

    test(
      "does nothing on behalf of nobody",
      Effect.gen(function* () {
        const refused = <A, E, R>(call: Effect.Effect<A, E, R>) =>
          Effect.flip(Effect.provideService(call, CurrentClient, undefined))
        const { messages, sendId } = yield* send(fax("18555808797"))
        const { detail } = yield* Gateway
        const status = yield* Status
        const errors = yield* Effect.all([
          refused(send(fax("18555808797"))),
          refused(status.ofSend(sendId)),
          refused(Effect.forEach(messages, ({ messageId }) => detail(messageId))),
          refused(Effect.flatMap(Webhooks, ({ list }) => list))
        ])
        for (const error of errors) {
          expect(error).toMatchObject({ _tag: "FaxError.Unauthorized", reason: "missing_client" })
        }
      })
    )

    test(
      "gives the answer of the first send to a second with the same key, and 422 to another",
      Effect.gen(function* () {
        const again = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
          Effect.provideService(effect, CurrentIdempotencyKey, IdempotencyKey.make("key-1"))
        const first = yield* again(send(fax("18555808797")))
        expect(yield* again(send(fax("18555808797")))).toEqual(first)
        expect(yield* Effect.flip(again(send(fax("13862345678"))))).toMatchObject({ status: 422 })
        const both = yield* Effect.all(
          [1, 2].map(() =>
            Effect.provideService(
              Effect.exit(send(fax("18555808797"))),
              CurrentIdempotencyKey,
              IdempotencyKey.make("key-2")
            )
          ),
          { concurrency: 2 }
        )
        expect(both.filter(Exit.isSuccess).length).toBe(1)
        const stranger = yield* again(send(fax("18555808797"))).pipe(
          Effect.provideService(CurrentClient, { clientId: "stranger" })
        )
        expect(stranger.sendId).not.toBe(first.sendId)
      })
    )

    test(
      "cancels a call that is on",
      Effect.gen(function* () {
        const { cancel, detail } = yield* Gateway
        const receipt = yield* send(fax("18555808797"))
        const id = receipt.messages[0]?.messageId
        if (id === undefined) throw new Error("no message")
        yield* until(id, "Calling")
        yield* cancel(id)
        yield* ended(receipt)
        const { delivery } = yield* detail(id)
        expect(delivery.state).toMatchObject({ _tag: "Failed", reason: "canceled" })
      }),
      { fate: () => ({ outcome: { _tag: "Delivered", pages: 1 }, lasts: "1 hour" }) }
    )

    it.live.skipIf(database.missing !== undefined)("stops in time while a call is on", () =>
      Effect.gen(function* () {
        const address = yield* Effect.promise(database.fresh)
        const calling = Effect.gen(function* () {
          const [message] = (yield* send(fax("18555808797"))).messages
          if (message !== undefined) yield* until(message.messageId, "Calling")
        })
        const long: SimulatedLine.SimulatedLineOptions = {
          fate: () => ({ outcome: { _tag: "Delivered", pages: 1 }, lasts: "1 hour" })
        }
        const brief = Layer.succeed(Capacity, { lines: 1, drain: "10 millis" })
        yield* Effect.provide(calling, Layer.provide(gateway(address, long), brief))
      })
    )

    test(
      "lets one call at a time ring at a number",
      Effect.gen(function* () {
        const receipts = yield* Effect.all(
          Array.from({ length: 6 }, () => send(fax("18555808797"))),
          { concurrency: "unbounded" }
        )
        yield* Effect.forEach(receipts, ended, { concurrency: "unbounded" })
        const line = yield* SimulatedLine.SimulatedLine
        const dials = yield* line.dials
        expect(dials.length).toBe(6)
        for (const [i, dial] of dials.entries()) {
          expect(dial.at).toBeGreaterThanOrEqual(dials[i - 1]?.endsAt ?? 0)
        }
      })
    )

    test(
      "shows a client its own faxes only",
      Effect.gen(function* () {
        const { messages } = yield* send(fax("18555808797"))
        const id = messages[0]?.messageId
        if (id === undefined) throw new Error("no message")
        const { detail } = yield* Gateway
        const search = yield* Search
        const now = yield* DateTime.now
        const find = search.find({
          from: DateTime.subtract(now, { days: 1 }),
          to: now,
          number: FaxNumber.make("18555808797")
        })
        const asStranger = Effect.provideService(CurrentClient, { clientId: "stranger" })
        expect((yield* find).pager.totalItemCount).toBe(1)
        expect((yield* asStranger(find)).pager.totalItemCount).toBe(0)
        expect(yield* Effect.flip(asStranger(detail(id)))).toMatchObject({
          _tag: "FaxError.NotFound"
        })
      })
    )

    test(
      "calls again after a busy signal, later",
      Effect.gen(function* () {
        const { detail } = yield* Gateway
        const { messages } = yield* send(fax("18555808797"))
        const id = messages[0]?.messageId
        if (id === undefined) throw new Error("no message")
        yield* until(id, "Waiting")
        const { delivery } = yield* detail(id)
        expect(delivery.attempts.map(({ outcome }) => outcome)).toEqual([busy])
        expect(delivery.state._tag).toBe("Waiting")
      }),
      { fate: () => ({ outcome: busy, lasts: 0 }) }
    )
  })
}
