// A gateway whose line answers at once: accepts as many faxes as it is told, each to a number of its own, and then delivers
// them. Sends the rate of those after the first fifth, and what each cost this process; a fax counts when its outcome is stored.
import { CurrentClient, Document, FaxNumber, Send } from "@faxingcenter/core"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as FiberId from "effect/FiberId"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { Capacity, layerPostgres, layerSqlite, Vault } from "../../../packages/gateway/src/index.js"
import { Transport } from "../../../packages/gateway/src/transport.js"

const [address = "", faxes = "", lines = ""] = process.argv.slice(2)
const total = Number(faxes)
const warmUp = total / 5

/** Nobody is called before all are accepted. */
const isAccepted = Deferred.unsafeMake<void>(FiberId.none)
const found = Deferred.unsafeMake<{ readonly rate: number; readonly cost: number }>(FiberId.none)
let stored = 0
let from = 0
let before = process.cpuUsage()

const instant = Layer.succeed(Transport, {
  name: "instant",
  refusesTestNumbers: false,
  dial: () => Effect.as(Deferred.await(isAccepted), { _tag: "Delivered" as const, pages: 1 }),
  find: () => Effect.succeed({ _tag: "NotDialled" as const }),
  hangUp: () => Effect.void,
  forget: () =>
    Effect.sync(() => {
      stored += 1
      if (stored === warmUp) {
        from = performance.now()
        before = process.cpuUsage()
      }
      if (stored < total) return
      const seconds = (performance.now() - from) / 1000
      const { system, user } = process.cpuUsage(before)
      const counted = total - warmUp
      Deferred.unsafeDone(
        found,
        Effect.succeed({ rate: counted / seconds, cost: (system + user) / counted })
      )
    })
})

const program = Effect.gen(function* () {
  yield* Effect.forEach(
    Array.from({ length: total }, (_, i) => FaxNumber.make(`1386${1_000_000 + i}`)),
    (number) =>
      Send.submit({
        recipients: [{ number }],
        documents: [Document.fromBytes("a.txt", new TextEncoder().encode("Hello fax"))]
      }),
    { concurrency: 256, discard: true }
  )
  yield* Deferred.succeed(isAccepted, undefined)
  process.send?.(yield* Deferred.await(found), () => process.exit())
})

const layer = (
  address.startsWith("postgres:")
    ? layerPostgres({ url: Redacted.make(address) })
    : layerSqlite(address)
).pipe(
  Layer.provideMerge(instant),
  Layer.provideMerge(Vault.layerPlain),
  Layer.provideMerge(Layer.succeed(Capacity, { lines: Number(lines), drain: 0 }))
)
Effect.runFork(
  program.pipe(
    Effect.provideService(CurrentClient, { clientId: "demo" }),
    Effect.provide(layer),
    Effect.tapErrorCause(Effect.logError)
  )
)
