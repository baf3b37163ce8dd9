// A server of its own process, so that what it takes of memory can be told from its clients.
import { createServer } from "node:http"
import {
  Auth,
  Document,
  Introspection,
  MessageId,
  Search,
  Send,
  SendId,
  Status
} from "@faxingcenter/core"
import { SendBodyScanner } from "@faxingcenter/core/wire"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Stream from "effect/Stream"
import { faxRoutes } from "../../../packages/hono-server/src/fax/faxRoutes.js"
import { fileSpool, serveNode } from "../../../packages/hono-server/src/node/index.js"

/** What is measured against: Node's server, the scanner, and nothing around them. */
const bare = Effect.async<number>((resume) => {
  const server = createServer((request, response) => {
    const scanner = new SendBodyScanner({ onData: () => undefined })
    request.on("data", (chunk: Buffer) => scanner.push(chunk))
    request.on("end", () => {
      scanner.end(() => ({ content: Stream.empty }))
      response.writeHead(201).end("{}")
    })
  })
  server.listen(0, "127.0.0.1", () => {
    const address = server.address()
    resume(Effect.succeed(typeof address === "object" && address !== null ? address.port : 0))
  })
})

const notCalled = () => Effect.dieMessage("not called")

/** Takes a fax by reading each of its documents once, as a store does. */
const taking = Layer.mergeAll(
  Layer.succeed(Auth, {
    authenticate: notCalled
  }),
  Layer.succeed(Introspection, { clientOf: () => Effect.succeed({ clientId: "bench" }) }),
  Layer.succeed(Send, {
    submit: ({ documents, recipients }) =>
      Effect.as(
        Effect.forEach(documents, (document) =>
          Document.forEachPart(document, 256 * 1024, () => Effect.void)
        ),
        {
          sendId: SendId.make("0".repeat(32)),
          messages: recipients.map(({ number }, i) => ({
            messageId: MessageId.make(String(i + 1).padStart(32, "0")),
            faxNumber: number,
            status: "processing" as const
          })),
          documentCount: documents.length
        }
      )
  }),
  Layer.succeed(Status, { ofSend: notCalled, ofMessage: notCalled }),
  Layer.succeed(Search, { find: notCalled })
)

const routes = Effect.map(
  serveNode(faxRoutes({ runtime: ManagedRuntime.make(taking), spool: fileSpool() })),
  ({ port }) => port
)

const program = Effect.gen(function* () {
  const port = yield* process.argv[2] === "bare" ? bare : routes
  process.send?.({ port })
  yield* Effect.never
})

process.on("message", () => {
  const { maxRSS, systemCPUTime, userCPUTime } = process.resourceUsage()
  process.send?.({ maxRss: maxRSS * 1024, usedMillis: (systemCPUTime + userCPUTime) / 1000 })
})
process.on("disconnect", () => process.exit(0))
Effect.runFork(Effect.scoped(program))
