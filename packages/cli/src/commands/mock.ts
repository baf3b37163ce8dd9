import { basename } from "node:path"
import { setFlagsFromString } from "node:v8"
import { testNumbers } from "@faxingcenter/core/delivery"
import { proxyProblem } from "@faxingcenter/hono-server/internal"
import {
  createMockServer,
  type MockServer,
  parseScenarios,
  ScenarioFile
} from "@faxingcenter/mock-server"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { defineCommand } from "../args/defineCommand.js"
import * as Flag from "../args/Flag.js"
import { definitions } from "../args/helpText.js"
import { hostFlag } from "../commonFlags.js"
import { type ExitCode, exitCodes } from "../exitCodes.js"
import { CommandFailed } from "../Failure.js"
import { readInput } from "../input/file.js"
import { renderer } from "../pages/withPages.js"
import { openInBrowser } from "../terminal/openInBrowser.js"
import { printLine, tell } from "../terminal/output.js"
import { isTerminal } from "../terminal/style.js"
import { UsageError } from "../UsageError.js"

const port = Flag.integer("port", "N", {
  short: "p",
  summary: "Port to listen on; 0 picks a free one (default 8025)",
  min: 0,
  max: 65535
})
const allowHost = Flag.texts("allow-host", "NAME", {
  summary: "Also serve the inbox and control API under this host name; repeatable"
})
const key = Flag.text("key", "TEXT", {
  summary:
    "With --host: the token that other machines need for the inbox and control API (default: random, printed on stderr)"
})
const basePath = Flag.text("base-path", "PATH", {
  summary: "Path in front of every address, if a reverse proxy serves the mock under it, like /fax"
})
const trustedProxy = Flag.texts("trusted-proxy", "NETWORK", {
  summary:
    "Trust the X-Forwarded-Prefix of proxies in this network, such as 127.0.0.1 or 10.1.0.0/16; repeatable"
})
const clientId = Flag.text("client-id", "ID", {
  summary: "Client id to accept (default demo)"
})
const clientSecret = Flag.text("client-secret", "SECRET", {
  summary: "Client secret to accept (default demo)"
})
const seed = Flag.text("seed", "TEXT", {
  summary: "Generate the same ids and tokens every time"
})

const anyClient = Flag.toggle("any-client", {
  summary: "Accept any client id and secret; each id has its own inbox"
})
const state = Flag.text("state", "FILE", {
  summary: "Keep faxes and clocks in this file across restarts"
})
const open = Flag.toggle("open", {
  summary: "Open the inbox in the browser (BROWSER, if set)"
})
const scenarios = Flag.text("scenarios", "FILE", {
  summary: "Scenarios to simulate, in YAML or JSON (see @faxingcenter/mock-server)"
})

const receive = Flag.texts("receive", "FILE", {
  summary: "Receive a fax with this document, for fax received; repeatable"
})

/** Faults and fates from a file, as `createMockServer` takes them. */
const scenariosOf = (path: string) =>
  Effect.flatMap(readInput(path, exitCodes.usage), (bytes) =>
    parseScenarios(bytes.toString(), path).pipe(
      Effect.map(Schema.encodeSync(ScenarioFile)),
      Effect.mapError(({ message }) => new CommandFailed({ exitCode: exitCodes.usage, message }))
    )
  )

/** A document that is to come in. */
const documentOf = (path: string) =>
  Effect.map(readInput(path, exitCodes.usage), (bytes) => ({
    document: { fileName: basename(path), bytes: bytes.toString("base64") }
  }))

const failed = (exitCode: ExitCode) => (error: unknown) =>
  new CommandFailed({ exitCode, message: error instanceof Error ? error.message : String(error) })

/** What to try, for a person who has just started it in a terminal. */
const hints = (url: string, id: string, secret: string) => `
Its inbox is at ${url}. Try it from another terminal:

  export FAXINGCENTER_BASE_URL=${url}
  export FAXINGCENTER_CLIENT_ID=${id} FAXINGCENTER_CLIENT_SECRET=${secret}
  fax send order.pdf --to 15005550001 --wait

Numbers with fixed outcomes (faxes to any other number are delivered):

${definitions(testNumbers.map(({ meaning, number }) => [number, meaning] as const))}

Ctrl-C stops it.
`

/**
 * Lets what was forgotten be collected when the heap is three times as large as what it holds. V8 would wait until it is four
 * times as large: a mock beside the program under test is better small. The default comes back in the end, as V8 takes no
 * compiled code from its cache that was written under other flags.
 */
const staySmall = Effect.acquireRelease(
  Effect.sync(() => setFlagsFromString("--heap-growing-percent=200")),
  () => Effect.sync(() => setFlagsFromString("--heap-growing-percent=0"))
)

const isBeyondThisMachine = (hostname: string | undefined): boolean =>
  hostname !== undefined && !/^(127\.|::1$|localhost$)/.test(hostname)

/** What it means to be reachable from elsewhere. */
const warning = (hostname: string, url: string, key: string) => `
warning: on ${hostname}, anyone who can reach this port can send, and see what they sent. For the inbox and the
control API, other machines need the key ${key}
(${new URL(`/?key=${key}`, url).href}, or connectMock(url, { key })).
`

export const mock = defineCommand({
  name: "mock",
  summary: "Run a mock of the service, with a simulated line",
  details:
    "Prints its address once it is ready. Ctrl-C or SIGTERM stops it. Faxes are kept in memory and lost when it stops, unless you use --state.",
  flags: {
    port,
    host: hostFlag,
    allowHost,
    key,
    basePath,
    trustedProxy,
    clientId,
    clientSecret,
    anyClient,
    seed,
    scenarios,
    state,
    receive,
    open
  },
  examples: [
    { line: "fax mock --port 8025", does: "Try things without a telephone line" },
    {
      line: "fax mock --port 0 --client-id ci --client-secret s3cret",
      does: "On a free port, for a script that reads the first line"
    },
    {
      line: "fax mock --host 0.0.0.0 --allow-host fax-mock",
      does: "For other machines, which know this one as fax-mock"
    }
  ],
  serves: true,
  run: (given) =>
    Effect.gen(function* () {
      const wanted = given.port ?? 8025
      const id = given.clientId ?? "demo"
      const secret = given.clientSecret ?? "demo"
      if (id.trim() === "" || secret.trim() === "") {
        return yield* new UsageError({
          message: "an empty client id or secret accepts anyone; use --any-client for that"
        })
      }
      const any = given.anyClient
      const hostname = given.host
      const proxy = { basePath: given.basePath, trustedProxies: given.trustedProxy }
      const misplaced = proxyProblem(proxy)
      if (misplaced !== undefined) {
        return yield* new UsageError({ message: misplaced.replace(/^basePath/, "--base-path") })
      }
      const file = given.scenarios
      const told = file === undefined ? undefined : yield* scenariosOf(file)
      const options = {
        seed: given.seed ?? told?.seed,
        anyClient: any,
        allowedHosts: given.allowHost,
        stateFile: given.state,
        key: given.key,
        ...(any ? {} : { clients: [{ clientId: id, clientSecret: secret }] }),
        pages: Option.getOrUndefined(yield* Effect.option(renderer)),
        ...(told === undefined ? {} : { scenarios: told.scenarios })
      }
      const opens = given.open
      const incoming = [
        ...(told?.received ?? []),
        ...(yield* Effect.forEach(given.receive, documentOf))
      ]
      const serve = (server: MockServer) =>
        Effect.gen(function* () {
          yield* staySmall
          const { url } = yield* Effect.tryPromise({
            try: () => server.listen({ port: wanted, hostname, ...proxy }),
            catch: failed(exitCodes.unavailable)
          })
          yield* Effect.forEach(incoming, (fax) =>
            Effect.tryPromise({
              try: () => server.receive(fax),
              catch: failed(exitCodes.usage)
            })
          )
          // Whoever reads the address may stop reading after it; the mock goes on.
          yield* Effect.ignore(printLine(url))
          if (isBeyondThisMachine(hostname)) yield* tell(warning(hostname ?? "", url, server.key))
          if (isTerminal.stderr()) yield* tell(hints(url, id, secret))
          if (opens) yield* Effect.forkScoped(openInBrowser(url))
          return yield* Effect.never
        }).pipe(Effect.scoped)
      // Stopping it may fail, which what releases a resource cannot say.
      return yield* Effect.uninterruptibleMask((restore) =>
        Effect.gen(function* () {
          const server = yield* Effect.try({
            try: () => createMockServer(options),
            catch: failed(exitCodes.usage)
          })
          const served = yield* Effect.exit(restore(serve(server)))
          yield* Effect.tryPromise({
            try: () => server.close(),
            catch: failed(exitCodes.outputFailed)
          })
          return yield* served
        })
      )
    })
})
