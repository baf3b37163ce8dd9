import { Target } from "@faxingcenter/contract"
import { contract } from "@faxingcenter/contract/vitest"
import { FaxNumber, Revision } from "@faxingcenter/core"
import { faxRoutes } from "@faxingcenter/hono-server"
import { Clock, Effect, Layer, ManagedRuntime, Redacted } from "effect"
import { Simulation } from "../src/index.js"
import { promiseServices } from "./promiseServices.js"

const demo = { clientId: "demo", clientSecret: "demo" }
const stranger = { clientId: "stranger", clientSecret: "stranger" }

/** The facade over the routes over the simulation: all that lies between a promise and the line. */
const layerOf = (revision: Revision) =>
  Layer.unwrapScoped(
    Effect.gen(function* () {
      const runtime = yield* Effect.acquireRelease(
        Effect.sync(() => ManagedRuntime.make(Simulation.layer({ clients: [demo, stranger] }))),
        (runtime) => runtime.disposeEffect
      )
      const routes = faxRoutes({ runtime })
      const options = {
        baseUrl: "http://fax.test",
        revision,
        fetch: async (input: string | URL | Request, init?: RequestInit) =>
          routes.fetch(new Request(input, init))
      }
      const { tenants, tokens } = yield* Effect.provide(Simulation.Simulation, runtime)
      const { inbox } = yield* tenants.of("demo")
      const target = Layer.succeed(Target, {
        credentials: { clientId: demo.clientId, clientSecret: Redacted.make(demo.clientSecret) },
        numbers: {
          delivered: FaxNumber.make("15005550001"),
          failed: FaxNumber.make("15005550002"),
          refused: FaxNumber.make("15005550099"),
          unfunded: FaxNumber.make("15005550006")
        },
        settle: () => Effect.map(Clock.currentTimeMillis, (real) => inbox.runToEnd(real)),
        received: (sendId) => Effect.sync(() => inbox.job(sendId)?.documents ?? []),
        expireTokens: Effect.sync(() => tokens.expire("demo")),
        asStranger: Effect.provide(promiseServices({ ...options, ...stranger }))
      })
      return Layer.merge(target, promiseServices({ ...options, ...demo }))
    })
  )

for (const revision of Revision.literals) {
  contract(`promises in revision ${revision}`, layerOf(revision), {
    supports: {
      settle: true,
      failure: true,
      refusal: true,
      received: true,
      renewal: true,
      strangers: true,
      volume: true
    }
  })
}
