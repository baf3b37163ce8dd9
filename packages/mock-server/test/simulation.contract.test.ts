import { Target } from "@faxingcenter/contract"
import { contract } from "@faxingcenter/contract/vitest"
import { CurrentClient, FaxNumber } from "@faxingcenter/core"
import { Clock, Effect, Layer, Redacted } from "effect"
import { Simulation } from "../src/index.js"

const target = Layer.effect(
  Target,
  Effect.gen(function* () {
    const { tenants, tokens } = yield* Simulation.Simulation
    const { inbox } = yield* tenants.of("demo")
    return {
      credentials: { clientId: "demo", clientSecret: Redacted.make("demo") },
      numbers: {
        delivered: FaxNumber.make("15005550001"),
        failed: FaxNumber.make("15005550002"),
        refused: FaxNumber.make("15005550099"),
        unfunded: FaxNumber.make("15005550006")
      },
      settle: () => Effect.map(Clock.currentTimeMillis, (real) => inbox.runToEnd(real)),
      received: (sendId) => Effect.sync(() => inbox.job(sendId)?.documents ?? []),
      expireTokens: Effect.sync(() => tokens.expire("demo")),
      asStranger: Effect.provideService(CurrentClient, { clientId: "stranger" })
    }
  })
)

contract("simulation", target.pipe(Layer.provideMerge(Simulation.layer())), {
  supports: {
    settle: true,
    failure: true,
    refusal: true,
    received: true,
    renewal: true,
    strangers: true,
    introspection: true,
    volume: true
  }
})
