import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { expect, it } from "@effect/vitest"
import { CurrentClient, MessageId, SendFax } from "@faxingcenter/core"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { Acceptance, ClientKeys, Events, Gateway, Webhooks } from "../src/index.js"
import { fax, gateway } from "./fixtures.js"

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
