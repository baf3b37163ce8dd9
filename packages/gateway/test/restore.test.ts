import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { describe, expect, it } from "@effect/vitest"
import { CurrentClient, MessageId, SendFax } from "@faxingcenter/core"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import Sqlite from "libsql"
import {
  Acceptance,
  Capacity,
  type DatabaseError,
  Events,
  Gateway,
  SimulatedLine,
  Webhooks
} from "../src/index.js"
import { backUp, ClientKeys, Health } from "../src/manage.js"
import { Database } from "../src/store/database/Database.js"
import { databaseAt } from "../src/store/database/databaseAt.js"
import { sql } from "../src/store/database/sql.js"
import { ended, fax, gateway, send, until } from "./fixtures.js"

const oneLine = Layer.succeed(Capacity, { lines: 1, drain: 0 })

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(`${tmpdir()}/restore-`)),
  (path) => Effect.sync(() => rmSync(path, { recursive: true }))
)

const client = { clientId: "clinic" }
const later = DateTime.unsafeMake("2999-01-01T00:00:00Z")

const accepted = Effect.gen(function* () {
  const acceptance = yield* Acceptance
  const { messages } = yield* acceptance.submit(yield* SendFax.make(fax("13862345678")), {
    sendAt: later
  })
  return messages[0]?.messageId ?? MessageId.make("0".repeat(32))
}).pipe(Effect.provideService(CurrentClient, client))

/** Cancels a message, and gives the ids by which its end was told: in the stream, and of its webhook. */
const canceled = (id: MessageId) =>
  Effect.gen(function* () {
    const service = yield* Gateway
    const events = yield* Events
    const webhooks = yield* Webhooks
    yield* service.cancel(id)
    const { keyOf } = yield* ClientKeys
    const told = yield* events.after(undefined, { client: yield* keyOf(client.clientId) })
    const posts = yield* Effect.repeat(Effect.zipLeft(webhooks.posts(100), Effect.yieldNow()), {
      until: (found) => found.length === told.length
    })
    expect(posts.map(({ event }) => event).toSorted()).toEqual(
      told.map((event) => `evt_${event.id}`).toSorted()
    )
    return told.map((event) => event.id)
  }).pipe(Effect.provideService(CurrentClient, client))

const listening = Effect.flatMap(Webhooks, (webhooks) =>
  webhooks.add({ url: "https://example.invalid/", types: ["message.failed"] })
).pipe(Effect.provideService(CurrentClient, client))

it.scopedLive("no id is used twice by gateways on copies of one database, or by fresh ones", () =>
  Effect.gen(function* () {
    const path = yield* folder
    const on = (name: string) => gateway(`${path}/${name}.db`)
    const id = yield* Effect.zipRight(listening, accepted).pipe(Effect.provide(on("first")))
    const copies = ["backup", "clone"]
    for (const copy of copies) {
      for (const file of readdirSync(path).filter((name) => name.startsWith("first."))) {
        cpSync(`${path}/${file}`, `${path}/${file.replace("first", copy)}`)
      }
    }
    const ids = [
      ...(yield* canceled(id).pipe(Effect.provide(on("first")))),
      ...(yield* canceled(id).pipe(Effect.provide(on("backup")))),
      ...(yield* canceled(id).pipe(Effect.provide(on("clone")))),
      ...(yield* Effect.zipRight(listening, Effect.flatMap(accepted, canceled)).pipe(
        Effect.provide(on("fresh"))
      ))
    ]
    expect(ids).toHaveLength(4)
    expect(new Set(ids).size).toBe(4)
    for (const one of ids) expect(one).toMatch(/^[0-9a-f]{32}$/)
  })
)

it.scopedLive("an event of a former database is unknown after its backup was put back", () =>
  Effect.gen(function* () {
    const path = yield* folder
    const on = (name: string) => gateway(`${path}/${name}.db`)
    const [lost = ""] = yield* Effect.zipRight(listening, Effect.flatMap(accepted, canceled)).pipe(
      Effect.provide(on("lost"))
    )
    const places = yield* Effect.gen(function* () {
      const [known = ""] = yield* Effect.zipRight(listening, Effect.flatMap(accepted, canceled))
      const events = yield* Events
      const { keyOf } = yield* ClientKeys
      const mine = yield* keyOf(client.clientId)
      const other = yield* keyOf("other")
      return [
        yield* events.placeOf(known, mine),
        yield* events.placeOf(known, other),
        yield* events.placeOf(lost, mine)
      ]
    }).pipe(Effect.provide(on("restored")))
    expect(places).toEqual([expect.any(String), undefined, undefined])
  })
)

const numbers = { waiting: "13862345671", under: "13862345672", later: "13862345673" }

/** A gateway over a file, whose line keeps its own record of calls elsewhere. */
const withLine = (path: string, name: string, line: SimulatedLine.SimulatedLineOptions = {}) =>
  gateway(`${path}/${name}.db`, { file: `${path}/calls`, ...line })

const slow: SimulatedLine.SimulatedLineOptions = {
  fate: () => ({ outcome: { _tag: "Delivered", pages: 1 }, lasts: "300 millis" })
}

const dialled = Effect.flatMap(SimulatedLine.SimulatedLine, ({ dials }) =>
  Effect.map(dials, (all) => all.map(({ number }) => number))
)

/** What is said while something is done, of a copy. */
const saying = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.suspend(() => {
    const said: Array<string> = []
    const listener = Logger.make(({ message }) => {
      if (String(message).includes("is a copy")) said.push(String(message))
    })
    return Effect.map(
      Effect.provide(effect, Logger.replace(Logger.defaultLogger, listener)),
      (result) => ({ result, said })
    )
  })

/** How a copy is made while the gateway runs, and how it is put into the place of the database. */
const ways: ReadonlyArray<
  readonly [name: string, back: (path: string) => Effect.Effect<unknown, DatabaseError>]
> = [
  ["fax backup", (path) => backUp(`${path}/live.db`, `${path}/copy.db`)],
  [
    "a copy of its files",
    (path) =>
      Effect.sync(() => {
        for (const file of readdirSync(path).filter((name) => name.startsWith("live."))) {
          cpSync(`${path}/${file}`, `${path}/${file.replace("live", "copy")}`)
        }
      })
  ]
]

describe.concurrent.each(ways)("a database that was put back by %s", (_, back) => {
  /** Three faxes at the time of the copy, of which two are over when the machine is lost. */
  const lost = Effect.fn("lost")(function* (
    path: string,
    line: SimulatedLine.SimulatedLineOptions
  ) {
    return yield* Effect.gen(function* () {
      const held = yield* send(fax(numbers.under))
      for (const { messageId } of held.messages) yield* until(messageId, "Calling")
      const queued = yield* send(fax(numbers.under, numbers.waiting))
      const acceptance = yield* Acceptance
      const draft = yield* SendFax.make(fax(numbers.later))
      const due = DateTime.add(yield* DateTime.now, { millis: 1500 })
      const scheduled = yield* acceptance.submit(draft, { sendAt: due })
      yield* back(path)
      const receipts = [held, queued]
      for (const receipt of receipts) yield* ended(receipt)
      return { receipts: [...receipts, scheduled], called: yield* dialled }
    }).pipe(Effect.provide(Layer.provide(withLine(path, "live", line), oneLine)))
  })

  it.scopedLive("is asked about, and nobody is called twice", () =>
    Effect.gen(function* () {
      const path = yield* folder
      const { called, receipts } = yield* lost(path, slow)
      expect(called.toSorted()).toEqual([numbers.waiting, numbers.under, numbers.under])
      const { result, said } = yield* Effect.gen(function* () {
        const statuses: Array<string> = []
        for (const receipt of receipts) {
          statuses.push(...(yield* ended(receipt)).map(({ status }) => status))
        }
        return { statuses, calls: yield* dialled }
      }).pipe(Effect.provide(withLine(path, "copy", slow)), saying)
      expect(result.statuses).toEqual(["delivered", "delivered", "delivered", "delivered"])
      // The one that was not called before is called once, now.
      expect(result.calls.toSorted()).toEqual([...called, numbers.later].toSorted())
      expect(said).toHaveLength(1)
      // It is at home now, and is not asked about again.
      const again = yield* saying(Effect.provide(Effect.void, withLine(path, "copy")))
      expect(again.said).toEqual([])
    })
  )

  it.scopedLive("waits for a person where its line cannot tell", () =>
    Effect.gen(function* () {
      const path = yield* folder
      const { called, receipts } = yield* lost(path, slow)
      const details = yield* Effect.gen(function* () {
        const service = yield* Gateway
        const all: Array<string> = []
        for (const receipt of receipts) {
          yield* ended(receipt)
          for (const { messageId } of receipt.messages) {
            const { delivery } = yield* service.detail(messageId)
            all.push(delivery.state._tag === "Failed" ? delivery.state.reason : delivery.state._tag)
          }
        }
        return { all, calls: yield* dialled }
      }).pipe(Effect.provide(withLine(path, "copy", { ...slow, answers: false })))
      // On a busy machine, one is over before the copy is made.
      expect(details.all.filter((end) => end !== "Delivered")).toContain("unknown_outcome")
      expect(new Set([...details.all, "Delivered"])).toEqual(
        new Set(["unknown_outcome", "Delivered"])
      )
      expect(details.calls).toEqual(called)
    })
  )
})

it.scopedLive("a file that was written over while no gateway had it open is a copy", () =>
  Effect.gen(function* () {
    const path = yield* folder
    const file = `${path}/live.db`
    const on = Effect.provide(
      Effect.flatMap(Health, ({ restored }) => restored),
      gateway(file)
    )
    yield* Effect.provide(accepted, gateway(file))
    expect(yield* on).toBe(undefined)
    // As of a minute ago, which is what an older copy of the same file would say.
    const db = new Sqlite(file)
    db.exec("UPDATE origin SET closed_at = closed_at - 60000")
    db.exec("UPDATE nodes SET seen_at = seen_at - 60000")
    db.close()
    const { result, said } = yield* saying(on)
    expect(said).toEqual([expect.stringContaining("written by something else")])
    expect(result).toMatchObject({ unasked: 1 })
  })
)

it.scopedLive(
  "a file that this process has open already is no copy for having been written by it",
  () =>
    Effect.gen(function* () {
      const file = `${yield* folder}/live.db`
      const twice = Effect.gen(function* () {
        const { commit } = yield* Database
        yield* commit(() => [sql`UPDATE origin SET closed_at = closed_at - 60000`])
        return yield* saying(Effect.scoped(Layer.build(databaseAt(Redacted.make(file)))))
      })
      const { said } = yield* Effect.provide(twice, databaseAt(Redacted.make(file)))
      expect(said).toEqual([])
    })
)

it.scopedLive("a backup is one file for its owner alone, and is never written over another", () =>
  Effect.gen(function* () {
    const path = yield* folder
    yield* Effect.provide(
      Effect.gen(function* () {
        yield* accepted
        const made = yield* backUp(`${path}/live.db`, `${path}/copy.db`)
        expect(made).toMatchObject({ file: `${path}/copy.db`, messages: 1 })
        expect(yield* Effect.flip(backUp(`${path}/live.db`, `${path}/copy.db`))).toMatchObject({
          kind: "refused",
          detail: `${path}/copy.db already exists and was left unchanged`
        })
      }),
      gateway(`${path}/live.db`)
    )
    expect(statSync(`${path}/copy.db`).mode & 0o777).toBe(0o600)
  })
)

it.scopedLive("after a clean stop a database is one file, and after a backup of it too", () =>
  Effect.gen(function* () {
    const path = yield* folder
    yield* Effect.provide(accepted, gateway(`${path}/live.db`))
    expect(readdirSync(path)).toEqual(["live.db"])
    const whole = readFileSync(`${path}/live.db`)
    yield* backUp(`${path}/live.db`, `${path}/copy.db`)
    expect(readdirSync(path).toSorted()).toEqual(["copy.db", "live.db"])
    expect(readFileSync(`${path}/live.db`).equals(whole)).toBe(true)
  })
)
