import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { type IncomingFax, type ReceptionHooks, Target } from "@faxingcenter/contract"
import { contract } from "@faxingcenter/contract/vitest"
import {
  type Auth,
  CurrentClient,
  Document,
  FaxClient,
  FaxNumber,
  Introspection,
  type Receive,
  type Search,
  type Send,
  type SendId,
  type Status
} from "@faxingcenter/core"
import { Capacity, Clients, Gateway, Reception, SimulatedLine, Vault } from "@faxingcenter/gateway"
import { faxRoutes, receivedRoutes } from "@faxingcenter/hono-server"
import { serveNode } from "@faxingcenter/hono-server/node"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { describe } from "vitest"
import { Database } from "../../gateway/src/store/database/Database.js"
import { raw } from "../../gateway/src/store/database/sql.js"
import { Contents } from "../../gateway/src/store/documents/Contents.js"
import { messageIdOf } from "../../gateway/src/store/ids.js"
import { postgres, sqliteFiles } from "../../gateway/test/databases.js"
import { gatewayWith } from "../../gateway/test/fixtures.js"

const failing = FaxNumber.make("442071838750")

/** Calls are short, and one number never answers. */
const line: SimulatedLine.SimulatedLineOptions = {
  fate: (number) => ({
    outcome:
      number === failing
        ? { _tag: "Failed", reason: "blocked", pages: 0 }
        : { _tag: "Delivered", pages: 1 },
    lasts: "200 millis"
  })
}
/** One of the databases has its texts and documents sealed. */
const vaultOf = (address: string) =>
  address.startsWith("postgres:")
    ? Vault.layerPlain
    : Vault.layer([{ id: "2026", key: Redacted.make(new Uint8Array(32).fill(7)) }])
const lines = Layer.succeed(Capacity, { lines: 64, drain: "1 second" })

const supports = {
  settle: true,
  failure: true,
  received: true,
  strangers: true,
  volume: true,
  reception: true
}

const decodeLeft = Schema.decodeUnknown(Schema.Array(Schema.Struct({ n: Schema.Int })))

const settle = (db: Database["Type"]) => () =>
  db.query(raw("SELECT COUNT(*) AS n FROM messages WHERE wake_at IS NOT NULL")).pipe(
    Effect.flatMap(decodeLeft),
    Effect.filterOrFail(([left]) => left?.n === 0),
    Effect.retry(Schedule.spaced("20 millis")),
    Effect.asVoid
  )

/** What the suite needs of a gateway: two clients, and a look behind the counter. */
const prepared = Effect.gen(function* () {
  const clients = yield* Clients
  const db = yield* Database
  const { detail } = yield* Gateway
  const contents = yield* Contents
  const demo = yield* clients.add({ name: "demo" }, "test")
  const stranger = yield* clients.add({ name: "stranger" }, "test")
  const received = (sendId: SendId) =>
    Effect.flatMap(detail(messageIdOf(sendId, 0)), ({ documents }) =>
      Effect.forEach(documents, (record) =>
        Effect.map(Document.readBytes(contents.document(record)), (bytes) => ({
          fileName: record.fileName,
          bytes
        }))
      )
    ).pipe(Effect.provideService(CurrentClient, demo))
  const reception = yield* Reception
  let came = 0
  // The line hands over what is nobody's, and an operator says that it is for the account.
  const comesIn = (fax: IncomingFax) =>
    Effect.gen(function* () {
      const receivedAt = yield* DateTime.now
      yield* reception.take({ ...fax, line: "test", remoteId: `fax ${++came}`, receivedAt })
      const [latest] = yield* reception.list({ nobody: true, limit: 1 })
      if (latest === undefined) return yield* Effect.dieMessage("nothing came in")
      const { receivedFaxId } = latest.fax
      yield* reception.assign(receivedFaxId, demo.clientId, { actor: "test" })
    })
  return { demo, stranger, received, comesIn, settle: settle(db) }
})
type Prepared = Effect.Effect.Success<typeof prepared>

const targetOf = (
  it: Prepared,
  asStranger: Target["Type"]["asStranger"] & {},
  more: Pick<Target["Type"], "clientOf" | "reception">
) =>
  Layer.succeed(Target, {
    credentials: it.demo,
    numbers: { delivered: FaxNumber.make("18555808797"), failed: failing },
    settle: it.settle,
    received: it.received,
    asStranger,
    ...more
  })

for (const database of [sqliteFiles(), postgres()]) {
  describe.skipIf(database.missing !== undefined)(`on ${database.name}`, () => {
    const built = Effect.map(Effect.promise(database.fresh), (address) =>
      gatewayWith(address, SimulatedLine.layer(line), vaultOf(address)).pipe(
        Layer.provideMerge(lines)
      )
    )

    const inProcess = Layer.unwrapScoped(
      Effect.gen(function* () {
        const services = yield* Effect.flatMap(built, Layer.build)
        const it = yield* Effect.provide(prepared, services)
        const as =
          (clientId: string) =>
          <A, E, R>(effect: Effect.Effect<A, E, R>) =>
            Effect.provideService(effect, CurrentClient, { clientId })
        const { clientOf } = Context.get(services, Introspection)
        const receivingAs =
          (clientId: string): ReceptionHooks["asAccount"] =>
          (program) =>
            program.pipe(as(clientId), Effect.provide(services))
        const target = targetOf(it, as("stranger"), {
          clientOf,
          reception: {
            comesIn: it.comesIn,
            asAccount: receivingAs(it.demo.clientId),
            asStranger: receivingAs(it.stranger.clientId)
          }
        })
        return Layer.merge(Layer.succeedContext(services), target).pipe(
          Layer.provideMerge(Layer.succeed(CurrentClient, { clientId: it.demo.clientId }))
        )
      })
    )
    contract(`the gateway itself on ${database.name}`, inProcess, {
      supports: { ...supports, received: false, introspection: true }
    })

    const overSocket = Layer.unwrapScoped(
      Effect.gen(function* () {
        const services = yield* Effect.flatMap(built, Layer.build)
        const it = yield* Effect.provide(prepared, services)
        const runtime = ManagedRuntime.make(Layer.succeedContext(services))
        const routes = receivedRoutes({ runtime }).route("/", faxRoutes({ runtime }))
        const { url } = yield* serveNode(routes)
        const client = ({
          clientId,
          clientSecret
        }: Prepared["demo"]): Layer.Layer<Auth | Send | Status | Search | Receive> =>
          FaxClient.layer({
            baseUrl: url,
            clientId,
            clientSecret: Redacted.make(Redacted.value(clientSecret))
          }).pipe(Layer.provide(FetchHttpClient.layer))
        const asStranger = Effect.provide(client(it.stranger))
        const reception = {
          comesIn: it.comesIn,
          asAccount: Effect.provide(client(it.demo)),
          asStranger
        }
        return Layer.merge(client(it.demo), targetOf(it, asStranger, { reception }))
      })
    )
    contract(`client, routes and gateway over a socket, on ${database.name}`, overSocket, {
      supports
    })
  })
}
