// One node of a cluster, whose calls all last equally long. It says `ready` to its parent; told a number,
// it sends so many faxes, each to a number of its own, and says `sent`.
import { parseArgs } from "node:util"
import { CurrentClient, Document, FaxNumber, Send } from "@faxingcenter/core"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import {
  Capacity,
  layerPostgres,
  SimulatedLine,
  Vault
} from "../../../packages/gateway/src/index.js"

const { values } = parseArgs({
  options: {
    database: { type: "string", default: "" },
    lines: { type: "string", default: "" },
    call: { type: "string", default: "" }
  }
})

const order = Effect.async<number>((resume) => {
  process.once("message", (faxes) => resume(Effect.orDie(Schema.decodeUnknown(Schema.Int)(faxes))))
})

const program = Effect.gen(function* () {
  process.send?.("ready")
  const faxes = yield* order
  yield* Effect.forEach(
    Array.from({ length: faxes }, (_, i) => FaxNumber.make(`1386${1_000_000 + i}`)),
    (number) =>
      Send.submit({
        recipients: [{ number }],
        documents: [Document.fromBytes("a.txt", new TextEncoder().encode("Hello fax"))]
      }),
    { concurrency: "unbounded", discard: true }
  )
  process.send?.("sent")
  return yield* Effect.never
})

const layer = layerPostgres({ url: Redacted.make(values.database) }).pipe(
  Layer.provideMerge(
    SimulatedLine.layer({
      fate: () => ({
        outcome: { _tag: "Delivered", pages: 1 },
        lasts: Duration.millis(Number(values.call))
      })
    })
  ),
  Layer.provideMerge(Vault.layerPlain),
  Layer.provideMerge(Layer.succeed(Capacity, { lines: Number(values.lines), drain: 0 }))
)
Effect.runFork(
  program.pipe(Effect.provideService(CurrentClient, { clientId: "demo" }), Effect.provide(layer))
)
process.once("disconnect", () => process.exit(0))
