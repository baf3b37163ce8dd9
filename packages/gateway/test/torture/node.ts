// One node of a gateway under load, made to be killed. It prints a line for every fax that it has
// accepted, and, told to drain, what became of all faxes.
import { parseArgs } from "node:util"
import { Document, FaxNumber, Send } from "@faxingcenter/core"
import { Effect, Fiber, Layer, Random, Schedule, Schema } from "effect"
import { raw } from "../../src/database/sql.js"
import { Capacity, CurrentPulse, Database, SimulatedLine, Vault } from "../../src/index.js"
import { gatewayOver } from "../gatewayOver.js"

const { values } = parseArgs({
  options: {
    database: { type: "string", default: ":memory:" },
    line: { type: "string" },
    deaf: { type: "boolean", default: false },
    senders: { type: "string", default: "16" }
  }
})

const say = (...words: ReadonlyArray<string>) =>
  Effect.sync(() => process.stdout.write(`${words.join(" ")}\n`))

const sendOne = Effect.gen(function* () {
  const send = yield* Send
  const number = FaxNumber.make(`1386${yield* Random.nextIntBetween(1_000_000, 1_001_000)}`)
  const receipt = yield* send.send({
    recipients: [{ number }],
    documents: [Document.fromBytes("a.txt", new TextEncoder().encode("Hello fax"))]
  })
  for (const { messageId } of receipt.messages) yield* say("accepted", messageId)
})

const sender = sendOne.pipe(
  Effect.catchTag("Unavailable", () => Effect.sleep("100 millis")),
  Effect.repeat(Schedule.spaced("5 millis"))
)

const decode = Schema.decodeUnknown(Schema.Array(Schema.Struct({ n: Schema.Int })))

/** Says so whenever nothing is left to be done. */
const watch = Effect.gen(function* () {
  const db = yield* Database
  const rows = yield* db.query(raw("SELECT COUNT(*) AS n FROM messages WHERE wake_at IS NOT NULL"))
  const [left] = yield* decode(rows)
  yield* say("left", String(left?.n))
}).pipe(Effect.ignore, Effect.repeat(Schedule.spaced("200 millis")))

const program = Effect.gen(function* () {
  yield* say("ready")
  yield* Effect.all([watch, ...Array.from({ length: Number(values.senders) }, () => sender)], {
    concurrency: "unbounded",
    discard: true
  })
})

const layer = gatewayOver(values.database).pipe(
  Layer.provideMerge(
    SimulatedLine.layer({
      file: values.line,
      answers: !values.deaf,
      fate: (number) => ({
        outcome: { _tag: "Delivered", pages: 1 },
        lasts: Number(number.slice(-2)) * 4
      })
    })
  ),
  Layer.provideMerge(Vault.layerPlain),
  Layer.provideMerge(Layer.succeed(CurrentPulse, { every: "100 millis", deadAfter: "1 second" })),
  Layer.provideMerge(Layer.succeed(Capacity, { lines: 16, drain: "1 second" }))
)

const fiber = Effect.runFork(Effect.provide(program, layer))
process.once("SIGTERM", () => {
  Effect.runPromise(Fiber.interrupt(fiber)).then(() => process.exit(0))
})
