// One node of a gateway under load, made to be killed. It prints a line for every fax that it has
// accepted, and how many are left to be delivered.
import { parseArgs } from "node:util"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { CurrentClient, Document, FaxClient, FaxNumber, Send } from "@faxingcenter/core"
import { defaultPolicy } from "@faxingcenter/core/delivery"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { Capacity, FaxingCenterTransport, Policy, SimulatedLine, Vault } from "../../src/index.js"
import { CurrentPulse } from "../../src/manage.js"
import { Database } from "../../src/store/database/Database.js"
import { raw } from "../../src/store/database/sql.js"
import type { Transport } from "../../src/transport.js"
import { gatewayOver } from "../gatewayOver.js"

const { values } = parseArgs({
  options: {
    database: { type: "string", default: ":memory:" },
    line: { type: "string", default: "" },
    deaf: { type: "boolean", default: false },
    settled: { type: "string", default: "0" },
    senders: { type: "string", default: "16" }
  }
})

const isUpstream = values.line.startsWith("http:")
/** Few, so that several faxes to one number wait for each other all the time. */
const numbers = isUpstream ? 100 : 1000
/** More than that would only wait in line, and make the last node work long after the last kill. */
const enough = isUpstream ? 60 : 200

const say = (...words: ReadonlyArray<string>) =>
  Effect.sync(() => process.stdout.write(`${words.join(" ")}\n`))

const sendOne = Effect.gen(function* () {
  const first = 1_000_000
  const number = FaxNumber.make(`1386${yield* Random.nextIntBetween(first, first + numbers)}`)
  const receipt = yield* Send.submit({
    recipients: [{ number }],
    documents: [Document.fromBytes("a.txt", new TextEncoder().encode("Hello fax"))]
  })
  for (const { messageId } of receipt.messages) yield* say("accepted", messageId)
})

const decode = Schema.decodeUnknown(Schema.Array(Schema.Struct({ n: Schema.Int })))
let left = 0

/** Says how much is left to be done. */
const watch = Effect.gen(function* () {
  const db = yield* Database
  const rows = yield* db.query(raw("SELECT COUNT(*) AS n FROM messages WHERE wake_at IS NOT NULL"))
  const [row] = yield* decode(rows)
  left = row?.n ?? left
  yield* say("left", String(row?.n))
}).pipe(Effect.ignore, Effect.repeat(Schedule.spaced("200 millis")))

const sender = Effect.suspend(() => (left < enough ? sendOne : Effect.sleep("50 millis"))).pipe(
  Effect.catchTag("FaxError.Unavailable", () => Effect.sleep("100 millis")),
  Effect.repeat(Schedule.spaced("5 millis"))
)

const program = Effect.gen(function* () {
  yield* say("ready")
  yield* Effect.all([watch, ...Array.from({ length: Number(values.senders) }, () => sender)], {
    concurrency: "unbounded",
    discard: true
  })
})

const simulated = SimulatedLine.layer({
  file: values.line,
  answers: !values.deaf,
  fate: (number) => ({
    outcome: { _tag: "Delivered", pages: 1 },
    lasts: Number(number.slice(-2)) * 4
  })
})

const upstream = FaxingCenterTransport.layer({
  firstPoll: "300 millis",
  pollsPerMinute: 6000,
  settled: Duration.seconds(Number(values.settled)),
  skew: "2 seconds"
}).pipe(
  Layer.provide(
    FaxClient.layer({
      clientId: "demo",
      clientSecret: Redacted.make("demo"),
      baseUrl: values.line
    })
  ),
  Layer.provide(FetchHttpClient.layer)
)

const transport: Layer.Layer<Transport> = isUpstream ? upstream : simulated

const layer = gatewayOver(values.database).pipe(
  Layer.provideMerge(transport),
  Layer.provideMerge(Vault.layerPlain),
  Layer.provideMerge(Layer.succeed(CurrentPulse, { every: "100 millis", deadAfter: "1 second" })),
  Layer.provideMerge(Layer.succeed(Capacity, { lines: isUpstream ? 40 : 16, drain: "1 second" })),
  Layer.provideMerge(
    Layer.succeed(Policy, {
      ...defaultPolicy,
      askEvery: {
        ...defaultPolicy.askEvery,
        first: Duration.seconds(1),
        longest: Duration.seconds(4)
      }
    })
  )
)

const fiber = Effect.runFork(
  program.pipe(Effect.provideService(CurrentClient, { clientId: "demo" }), Effect.provide(layer))
)
process.once("SIGTERM", () => {
  Effect.runPromise(Fiber.interrupt(fiber)).then(() => process.exit(0))
})
