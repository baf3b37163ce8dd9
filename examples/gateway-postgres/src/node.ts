// One node of a gateway; start as many as you like, anywhere, on one database:
//
//   export DATABASE_URL=postgres://fax@db/fax
//   PORT=8030 npx tsx src/node.ts
//
// `fax clients add NAME --database $DATABASE_URL` makes a client of them all. The line is simulated; the
// nodes share what it remembers in the file LINE.
import { NodeRuntime } from "@effect/platform-node"
import { Capacity, layerPostgres, SimulatedLine, Vault } from "@faxingcenter/gateway"
import { CurrentPulse } from "@faxingcenter/gateway/manage"
import { gatewayRoutes } from "@faxingcenter/hono-server/gateway"
import { serveNode } from "@faxingcenter/hono-server/node"
import { Config, Console, Effect, Layer, ManagedRuntime } from "effect"

const gateway = Effect.gen(function* () {
  const url = yield* Config.redacted("DATABASE_URL")
  const file = yield* Config.string("LINE").pipe(Config.withDefault("line.log"))
  const line = SimulatedLine.layer({
    file,
    fate: () => ({ outcome: { _tag: "Delivered", pages: 1 }, lasts: "300 millis" })
  })
  return layerPostgres({ url }).pipe(
    Layer.provide(line),
    Layer.provide(Vault.layerPlain),
    // Of a node that is silent for so long, the others take over the calls.
    Layer.provide(Layer.succeed(CurrentPulse, { every: "500 millis", deadAfter: "3 seconds" })),
    Layer.provide(Layer.succeed(Capacity, { lines: 4, drain: "10 seconds" }))
  )
}).pipe(Layer.unwrapEffect)

const program = Effect.gen(function* () {
  const runtime = yield* Effect.acquireRelease(
    Effect.sync(() => ManagedRuntime.make(Layer.orDie(gateway))),
    (running) => running.disposeEffect
  )
  yield* runtime.runtimeEffect
  const stopping = new AbortController()
  const app = gatewayRoutes({ runtime, stopping: stopping.signal })
  const { url } = yield* serveNode(app, { port: yield* Config.integer("PORT") })
  yield* Effect.addFinalizer(() => Effect.sync(() => stopping.abort()))
  yield* Console.log(url)
  yield* Effect.never
}).pipe(Effect.scoped)

// Ends gracefully at Ctrl-C and SIGTERM: calls that are on are finished or handed over.
NodeRuntime.runMain(program)
