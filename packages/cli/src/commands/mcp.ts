import * as McpServer from "@effect/ai/McpServer"
import * as NodeSink from "@effect/platform-node/NodeSink"
import * as NodeStream from "@effect/platform-node/NodeStream"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { defineCommand } from "../args/defineCommand.js"
import * as Flag from "../args/Flag.js"
import { exitCodes } from "../exitCodes.js"
import { handlers } from "../mcp/handlers.js"
import { tools } from "../mcp/tools.js"
import { connection, profileFlag } from "../settings/connection.js"

/** Given by the bundle. */
declare const VERSION: string

const folder = Flag.text("folder", "DIR", {
  summary: "The only folder whose files may be faxed (default: the current folder)"
})

export const mcp = defineCommand({
  name: "mcp",
  summary: "Let an AI assistant send and find faxes (Model Context Protocol)",
  details:
    "Speaks the Model Context Protocol on stdin and stdout, for assistants that start it themselves. The tools are prepare_fax, send_fax, fax_status and search_faxes. prepare_fax sends nothing: it shows recipients, documents and pages. send_fax sends a prepared fax, once. Credentials are those of every other command; the assistant never sees them.",
  flags: { folder, profile: profileFlag },
  serves: true,
  examples: [
    {
      line: "fax mcp --folder ~/faxes",
      does: "The command for an assistant's configuration"
    }
  ],
  run: (given) =>
    Effect.gen(function* () {
      const settings = yield* connection(given.profile)
      const ended = yield* Deferred.make<void>()
      const server = McpServer.toolkit(tools).pipe(
        Layer.provide(handlers(settings, given.folder ?? process.cwd())),
        Layer.provide(
          McpServer.layerStdio({
            name: "fax",
            version: VERSION,
            stdin: Stream.ensuring(NodeStream.stdin, Deferred.succeed(ended, undefined)),
            stdout: NodeSink.stdout
          })
        )
      )
      yield* Effect.raceFirst(Layer.launch(server), Deferred.await(ended))
      return exitCodes.ok
    })
})
