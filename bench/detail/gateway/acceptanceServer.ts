// The vendor's routes over the gateway, or over nothing: prints its port and a token. The line is
// engaged all the time, so that acceptance alone is measured.
import { Auth, Introspection, Search, Send, Status } from "@faxingcenter/core"
import { faxRoutes } from "@faxingcenter/hono-server"
import { serveNode } from "@faxingcenter/hono-server/node"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import {
  Capacity,
  Clients,
  layerPostgres,
  layerSqlite,
  SimulatedLine,
  Vault
} from "../../../packages/gateway/src/index.js"
import { messageIdOf, newSendId } from "../../../packages/gateway/src/store/ids.js"

const [kind = "none", address = ""] = process.argv.slice(2)

/** Reads the fax, and answers without keeping anything. */
const nothing = Layer.mergeAll(
  Layer.succeed(Auth, {
    authenticate: () => Effect.die("not measured")
  }),
  Layer.succeed(Introspection, { clientOf: () => Effect.succeed({ clientId: "bench" }) }),
  Layer.succeed(Send, {
    submit: (fax) =>
      Effect.clockWith((clock) => {
        const sendId = newSendId(clock.unsafeCurrentTimeMillis())
        return Effect.succeed({
          sendId,
          messages: fax.recipients.map(({ number }, i) => ({
            messageId: messageIdOf(sendId, i),
            faxNumber: number,
            status: "processing" as const
          })),
          documentCount: fax.documents.length
        })
      })
  }),
  Layer.succeed(Status, {
    ofSend: () => Effect.die("not measured"),
    ofMessage: () => Effect.die("not measured")
  }),
  Layer.succeed(Search, { find: () => Effect.die("not measured") })
)

const engaged = SimulatedLine.layer({
  fate: () => ({ outcome: { _tag: "Delivered", pages: 1 }, lasts: "1 hour" })
})
const store = (
  address.startsWith("postgres:")
    ? layerPostgres({ url: Redacted.make(address) })
    : layerSqlite(address)
).pipe(
  Layer.provideMerge(engaged),
  Layer.provideMerge(Vault.layerPlain),
  Layer.provideMerge(
    Layer.succeed(Capacity, { lines: 1, drain: 0, batch: kind === "group" ? 256 : 1 })
  )
)

const issueToken = Effect.gen(function* () {
  const clients = yield* Clients
  const auth = yield* Auth
  const { token } = yield* auth.authenticate(yield* clients.add({ name: "bench" }, "bench"))
  return Redacted.value(token)
})

const serve = Effect.fn("serve")(function* (
  services: Context.Context<Auth | Introspection | Send | Status | Search>,
  issued: string
) {
  const runtime = ManagedRuntime.make(Layer.succeedContext(services))
  const { port } = yield* serveNode(faxRoutes({ runtime }))
  process.stdout.write(`${port} ${issued}\n`)
  return yield* Effect.never
})

const program = Effect.gen(function* () {
  if (kind === "none") return yield* serve(yield* Layer.build(nothing), "bench")
  const services = yield* Layer.build(store)
  return yield* serve(services, yield* Effect.provide(issueToken, services))
})
Effect.runFork(Effect.scoped(program))
process.once("SIGINT", () => process.exit(0))
