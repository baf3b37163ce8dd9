// Sends a document to some numbers, and follows each fax to its end:
//
//   export FAXINGCENTER_CLIENT_ID=... FAXINGCENTER_CLIENT_SECRET=...
//   npx tsx src/main.ts order.pdf 018555808797 13862345678
import { FetchHttpClient } from "@effect/platform"
import { NodeFileSystem, NodeRuntime } from "@effect/platform-node"
import { Document, FaxClient, FaxNumber, Send, watch } from "@faxingcenter/core"
import { Console, Effect, Layer, Schema, Stream } from "effect"

const Arguments = Schema.Tuple([Schema.String], Schema.Struct({ number: FaxNumber }))

const program = Effect.gen(function* () {
  const [path = "", ...digits] = process.argv.slice(2)
  const [file, ...recipients] = yield* Schema.decodeUnknown(Arguments)([
    path,
    ...digits.map((number) => ({ number }))
  ])
  const document = yield* Document.fromFile(file)
  const { sendId } = yield* Send.submit({ recipients, documents: [document] })
  yield* Console.log(`accepted as ${sendId}`)
  yield* watch(sendId, { budget: "30 minutes" }).pipe(
    Stream.runForEach(({ faxNumber, pages, status }) =>
      Console.log(faxNumber, status, pages === undefined ? "" : `(${pages} pages)`)
    )
  )
})

const Fax = FaxClient.layerConfig().pipe(Layer.provide(FetchHttpClient.layer))

program.pipe(
  Effect.provide(Layer.merge(Fax, NodeFileSystem.layer)),
  Effect.tapError((error) => {
    switch (error._tag) {
      case "FaxError.InvalidNumber":
        return Console.error(`Mend the number: ${error.message}`)
      // The one failure after which trying again may deliver twice.
      case "FaxError.OutcomeUnknown":
        return Console.error(`Look before you resend: ${error.message}`)
      default:
        return Console.error(error.message)
    }
  }),
  NodeRuntime.runMain({ disableErrorReporting: true })
)
