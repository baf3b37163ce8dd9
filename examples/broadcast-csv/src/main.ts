// Sends a document to everybody in a CSV file with the columns `name` and `fax`, once each:
//
//   export FAXINGCENTER_CLIENT_ID=... FAXINGCENTER_CLIENT_SECRET=...
//   npx tsx src/main.ts offer.pdf recipients.csv
//
// Beside the file it keeps `recipients.csv.journal`, by which it goes on where it was ended, and writes
// `recipients.csv.failed.csv`, which can be mended and sent in turn.
import { FetchHttpClient } from "@effect/platform"
import { NodeFileSystem, NodeRuntime } from "@effect/platform-node"
import { Document, FaxClient, watch } from "@faxingcenter/core"
import { Console, Effect, Layer, Schema, Stream } from "effect"
import { broadcast } from "./broadcast.js"
import { openJournal } from "./Journal.js"
import { readRecipients, writeFailed } from "./recipients.js"

const program = Effect.gen(function* () {
  const [offer, file] = yield* Schema.decodeUnknown(Schema.Tuple(Schema.String, Schema.String))(
    process.argv.slice(2)
  )
  const document = yield* Document.fromFile(offer)
  const recipients = yield* readRecipients(file)
  const journal = yield* openJournal(`${file}.journal`)

  const numbers = recipients.map(({ fax }) => fax)
  yield* broadcast(journal, document, numbers)
  yield* Console.log(`accepted: ${journal.accepted().size}, refused: ${journal.refused().size}`)

  const ends = new Map<string, string>([...journal.refused()].map((number) => [number, "refused"]))
  yield* Effect.forEach(
    journal.sendIds(),
    (sendId) =>
      watch(sendId).pipe(
        Stream.runForEach(({ faxNumber, status }) => Effect.sync(() => ends.set(faxNumber, status)))
      ),
    { concurrency: 4, discard: true }
  )
  const failed = recipients.flatMap((row) => {
    const why = ends.get(row.fax) ?? "unknown"
    return why === "delivered" ? [] : [{ ...row, why }]
  })
  yield* writeFailed(`${file}.failed.csv`, failed)
  yield* Console.log(`delivered: ${recipients.length - failed.length}, failed: ${failed.length}`)
}).pipe(Effect.scoped)

const Fax = FaxClient.layerConfig().pipe(Layer.provide(FetchHttpClient.layer))
NodeRuntime.runMain(Effect.provide(program, Layer.merge(Fax, NodeFileSystem.layer)))
