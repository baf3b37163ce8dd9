// Sends a document through a gateway of its own, follows it to its end, and keeps the receipt:
//
//   npx tsx src/main.ts faxes.db order.pdf 13862345678 order-4711
//
// The last argument is the key of the send: whatever ends the program, run it again with the same key,
// and the fax goes out once.
import { FileSystem } from "@effect/platform"
import { NodeContext, NodeRuntime } from "@effect/platform-node"
import {
  CurrentClient,
  CurrentIdempotencyKey,
  Document,
  FaxNumber,
  IdempotencyKey,
  Send,
  watch
} from "@faxingcenter/core"
import { DeliveryReceipts, Gateway } from "@faxingcenter/gateway"
import { verifyReceipt } from "@faxingcenter/gateway/receipts"
import { Console, Effect, Schedule, Schema, Stream } from "effect"
import { gateway } from "./gateway.js"

const Arguments = Schema.Tuple(Schema.String, Schema.String, FaxNumber, IdempotencyKey)

const program = (path: string, number: FaxNumber, key: IdempotencyKey) =>
  Effect.gen(function* () {
    const { detail } = yield* Gateway
    const receipts = yield* DeliveryReceipts
    const fs = yield* FileSystem.FileSystem

    // Answered when the fax is on disk; with a key that was used before, by the receipt of then.
    const documents = [yield* Document.fromFile(path)]
    const { messages, sendId } = yield* Send.submit({ recipients: [{ number }], documents }).pipe(
      Effect.provideService(CurrentIdempotencyKey, key)
    )
    yield* Console.log(`accepted as ${sendId}`)
    yield* Stream.runDrain(watch(sendId, { schedule: Schedule.spaced("100 millis") }))

    for (const { messageId } of messages) {
      const { delivery, documents } = yield* detail(messageId)
      const { state } = delivery
      yield* Console.log(`${number} ${state._tag}, attempts: ${delivery.attempts.length}`)
      for (const { fileName, sha256 } of documents) yield* Console.log(`${fileName} ${sha256}`)

      const file = `${key}.receipt.jws`
      yield* fs.writeFileString(file, (yield* receipts.of(messageId)).jws)
      const text = yield* fs.readFileString(file)
      const { isTrusted, receipt } = yield* verifyReceipt(text, yield* receipts.publicKey)
      yield* Console.log(`${file} proves: ${receipt.status} (signed by this gateway: ${isTrusted})`)
    }
  })

Schema.decodeUnknown(Arguments)(process.argv.slice(2)).pipe(
  Effect.flatMap(([file, path, number, key]) =>
    program(path, number, key).pipe(
      // A gateway keeps the faxes of its clients apart; this program is the only one.
      Effect.provideService(CurrentClient, { clientId: "office" }),
      Effect.provide(gateway(file))
    )
  ),
  Effect.provide(NodeContext.layer),
  NodeRuntime.runMain
)
