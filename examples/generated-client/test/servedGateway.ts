import { once } from "node:events"
import {
  Clients,
  CurrentWebhookSettings,
  layerSqlite,
  parseNetworks,
  Reception,
  SimulatedLine,
  Vault
} from "@faxingcenter/gateway"
import { gatewayRoutes } from "@faxingcenter/hono-server/gateway"
import { serveNode } from "@faxingcenter/hono-server/node"
import { DateTime, Duration, Effect, Exit, Layer, ManagedRuntime, Redacted, Scope } from "effect"

const services = layerSqlite(":memory:").pipe(
  Layer.provide(SimulatedLine.layer()),
  Layer.provide(Vault.layerPlain),
  Layer.provide(
    Layer.succeed(CurrentWebhookSettings, {
      networks: parseNetworks(["127.0.0.0/8"]),
      timeout: Duration.seconds(5),
      atOnce: 64
    })
  ),
  Layer.orDie
)

/** A gateway on a port of its own, with one client. */
export const servedGateway = async () => {
  const runtime = ManagedRuntime.make(services)
  const scope = Effect.runSync(Scope.make())
  const stopping = new AbortController()
  const app = gatewayRoutes({ runtime, stopping: stopping.signal })
  const { url } = await Effect.runPromise(serveNode(app).pipe(Scope.extend(scope)))
  const { clientId, clientSecret } = await runtime.runPromise(
    Effect.flatMap(Clients, (clients) => clients.add({ name: "generated" }, "test"))
  )
  return {
    url,
    account: { clientId, clientSecret: Redacted.value(clientSecret) },
    /** A fax comes in for the client. */
    receive: (remoteId: string) =>
      runtime.runPromise(
        Effect.gen(function* () {
          const reception = yield* Reception
          const receivedAt = yield* DateTime.now
          const tiff = Uint8Array.of(0x49, 0x49, 42, 0)
          const line = "test"
          yield* reception.take({ line, remoteId, receivedAt, pages: 1, partial: false, tiff })
          for (const { fax } of yield* reception.list({ nobody: true })) {
            yield* reception.assign(fax.receivedFaxId, clientId, { actor: "test" })
          }
        })
      ),
    /** Ends the event streams. */
    stop: async () => {
      const ended = once(stopping.signal, "abort")
      stopping.abort()
      await ended
    },
    close: async () => {
      stopping.abort()
      await Effect.runPromise(Scope.close(scope, Exit.void))
      await runtime.dispose()
    }
  }
}
