import { FetchHttpClient, type HttpClient } from "@effect/platform"
import { type Services, Target } from "@faxingcenter/contract"
import { contract } from "@faxingcenter/contract/vitest"
import { FaxClient, FaxNumber, type Rejected, Revision } from "@faxingcenter/core"
import { faxRoutes } from "@faxingcenter/hono-server"
import { serveNode } from "@faxingcenter/hono-server/node"
import { Clock, Effect, Layer, ManagedRuntime, Redacted, type Scope } from "effect"
import type { Hono } from "hono"
import { Simulation } from "../src/index.js"

const secret = "s3cret"
const known = ["demo", "stranger"].map((clientId) => ({ clientId, clientSecret: secret }))

/** A simulation of its own behind the routes, and a runtime that ends with the scope. */
const simulated = Effect.gen(function* () {
  const runtime = yield* Effect.acquireRelease(
    Effect.sync(() => ManagedRuntime.make(Simulation.layer({ clients: known }))),
    (runtime) => runtime.disposeEffect
  )
  const { tenants, tokens } = yield* Effect.promise(() => runtime.runPromise(Simulation.Simulation))
  const { inbox } = yield* tenants.of("demo")
  return { app: faxRoutes({ runtime }), inbox, tokens }
})

interface Reached {
  readonly baseUrl: string
  readonly transport: Layer.Layer<HttpClient.HttpClient>
}

const target = <E>(
  revision: Revision,
  reach: (app: Hono) => Effect.Effect<Reached, E, Scope.Scope>
): Layer.Layer<Services | Target, E | Rejected> =>
  Layer.unwrapScoped(
    Effect.gen(function* () {
      const { app, inbox, tokens } = yield* simulated
      const { baseUrl, transport } = yield* reach(app)
      const clientOf = (clientId: string) =>
        FaxClient.layer({
          baseUrl,
          revision,
          clientId,
          clientSecret: Redacted.make(secret)
        }).pipe(Layer.provide(transport))
      const stranger = yield* Layer.build(clientOf("stranger"))
      return Layer.merge(
        clientOf("demo"),
        Layer.succeed(Target, {
          credentials: { clientId: "demo", clientSecret: Redacted.make(secret) },
          numbers: {
            delivered: FaxNumber.make("15005550001"),
            failed: FaxNumber.make("15005550002"),
            refused: FaxNumber.make("15005550099"),
            unfunded: FaxNumber.make("15005550006")
          },
          settle: () => Effect.map(Clock.currentTimeMillis, (real) => inbox.runToEnd(real)),
          received: (sendId) => Effect.sync(() => inbox.job(sendId)?.documents ?? []),
          expireTokens: Effect.sync(() => tokens.expire("demo")),
          asStranger: Effect.provide(stranger)
        })
      )
    })
  )

const inProcess = (app: Hono) =>
  Effect.succeed({
    baseUrl: "http://fax.test",
    transport: FetchHttpClient.layer.pipe(
      Layer.provide(
        Layer.succeed(FetchHttpClient.Fetch, async (input, init) =>
          app.fetch(new Request(input, init))
        )
      )
    )
  })

const overSocket = (app: Hono) =>
  Effect.map(serveNode(app), ({ url }) => ({ baseUrl: url, transport: FetchHttpClient.layer }))

const supports = {
  settle: true,
  failure: true,
  refusal: true,
  received: true,
  renewal: true,
  strangers: true,
  volume: true
}

for (const revision of Revision.literals) {
  contract(`client of ${revision}, routes, simulation`, target(revision, inProcess), { supports })
  contract(`client of ${revision}, socket, routes, simulation`, target(revision, overSocket), {
    supports
  })
}
