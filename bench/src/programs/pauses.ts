// Accepts faxes on SQLite, a few at once and without end, and measures how long each waits: for a while alone, and then
// while a day of what was kept is purged. Sends the longest of both in milliseconds.
import { CurrentClient, Document, FaxNumber, Send } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { onSqlite } from "../../../packages/gateway/src/gatewayLayer.js"
import { Capacity, SimulatedLine, Vault } from "../../../packages/gateway/src/index.js"
import { Retention } from "../../../packages/gateway/src/manage.js"
import { purge } from "../../../packages/gateway/src/store/documents/retention.js"

const [file = "", kept = ""] = process.argv.slice(2)
const atOnce = 8

/** One line, which is engaged all the time. */
const line = SimulatedLine.layer({
  fate: () => ({ outcome: { _tag: "Delivered", pages: 1 }, lasts: "1 hour" })
})
const layer = onSqlite(file).pipe(
  Layer.provideMerge(line),
  Layer.provideMerge(Vault.layerPlain),
  Layer.provideMerge(Layer.succeed(Capacity, { lines: 1, drain: 0 }))
)

let longest = 0
let accepted = 0
const submit = Effect.gen(function* () {
  const number = FaxNumber.make(`1387${String(1e7 + (accepted++ % 1e6)).slice(1)}`)
  const from = performance.now()
  yield* Send.submit({
    recipients: [{ number }],
    documents: [Document.fromBytes("a.txt", new Uint8Array(700))]
  })
  longest = Math.max(longest, performance.now() - from)
  // As requests come: by the event loop.
  yield* Effect.async<void>((resume) => void setImmediate(() => resume(Effect.void)))
})

const program = Effect.gen(function* () {
  const accepting = yield* Effect.fork(
    Effect.all(
      Array.from({ length: atOnce }, () => Effect.forever(submit)),
      {
        concurrency: "unbounded",
        discard: true
      }
    )
  )
  yield* Effect.sleep("4 seconds")
  longest = 0
  const from = performance.now()
  const before = accepted
  yield* Effect.sleep("4 seconds")
  const alone = longest
  const rateAlone = (accepted - before) / (performance.now() - from)
  longest = 0
  const began = performance.now()
  const then = accepted
  yield* Effect.provideService(purge, Retention, {
    content: `${Number(kept)} days`,
    events: `${Number(kept)} days`,
    idempotencyKeys: "2 days"
  })
  const millis = performance.now() - began
  yield* Fiber.interruptFork(accepting)
  const ratePurging = (accepted - then) / millis
  return { alone, purging: longest, millis, share: ratePurging / rateAlone }
})

const found = await Effect.runPromise(
  program.pipe(Effect.provideService(CurrentClient, { clientId: "demo" }), Effect.provide(layer))
)
process.send?.(found, () => process.exit())
