import { escapedInJson, replaceUnseen } from "@faxingcenter/core/wire"
import { DatabaseError, Vault } from "@faxingcenter/gateway"
import { Discretion } from "@faxingcenter/gateway/manage"
import { gatewayRoutes } from "@faxingcenter/hono-server/gateway"
import { fileSpool, serveNode } from "@faxingcenter/hono-server/node"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { defineCommand } from "../args/defineCommand.js"
import * as Flag from "../args/Flag.js"
import { hostFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { CommandFailed } from "../Failure.js"
import { databaseFailed } from "../serve/databaseFailed.js"
import { configFlag, databaseFlag } from "../serve/databaseFlag.js"
import { checkPlace } from "../serve/databasePlace.js"
import { gatewayOf } from "../serve/gatewayOf.js"
import { loadSettings } from "../serve/loadSettings.js"
import { telemetryOf } from "../serve/telemetryOf.js"
import { printLine, tellLine } from "../terminal/output.js"
import { isTerminal, styleFor } from "../terminal/style.js"

const port = Flag.text("port", "N", {
  short: "p",
  summary: "Port to listen on; 0 picks a free one (default 8080)"
})
const consolePort = Flag.text("console", "PORT", {
  summary:
    "Also serve the operators' console at /console on this port, for this machine only; add operators with fax operators add"
})
const basePath = Flag.text("base-path", "PATH", {
  summary:
    "Path in front of every address, if a reverse proxy serves the gateway and the console under it, like /fax"
})
const transport = Flag.text("transport", "NAME", {
  summary: "How faxes reach the line: faxingcenter, hylafax, or simulated, which makes no calls"
})
const hylafax = Flag.text("hylafax", "HOST:PORT", {
  summary:
    "HylaFAX server, as HOST:PORT, or HOST:PORT*N if it has N lines; separate several with commas"
})

const unavailable = (error: { readonly message: string }) =>
  new CommandFailed({ exitCode: exitCodes.unavailable, message: error.message })

/** What keeps a gateway from starting: its own errors are told, all else is a defect. */
const notStarted = (cause: Cause.Cause<never>) => {
  const error = Cause.squash(cause)
  if (error instanceof DatabaseError) return databaseFailed(error)
  if (error instanceof Vault.Unreadable) {
    return new CommandFailed({ exitCode: exitCodes.usage, message: error.message })
  }
  return Effect.failCause(cause)
}

const noTransport = new CommandFailed({
  exitCode: exitCodes.usage,
  message:
    "on which line? Give --transport faxingcenter (an account, in FAXINGCENTER_CLIENT_ID and FAXINGCENTER_CLIENT_SECRET) or --transport simulated (no calls are made), or set FAXINGCENTER_GATEWAY_TRANSPORT"
})

const styleErr = styleFor("stderr")

/** What must not be overlooked: such a gateway says that faxes were delivered which nobody got. */
const warnOfSimulation = tellLine(
  `${styleErr("red", "SIMULATED LINE")}: ${styleErr("bold", "no calls are made, and every outcome is made up.")} For a real line: --transport faxingcenter`
)

/** Logs go to stderr, a line of JSON each: stdout has the address alone. */
const logging = Logger.replace(
  Logger.defaultLogger,
  Logger.withConsoleError(
    Logger.map(Logger.jsonLogger, (line) => replaceUnseen(line, escapedInJson))
  )
)

export const serve = defineCommand({
  name: "serve",
  summary: "Run a gateway that stores faxes and delivers them",
  details:
    "Prints its address once it is ready. SIGTERM and Ctrl-C stop it gracefully: requests and calls in progress finish or are handed over. Every setting can be given as FAXINGCENTER_GATEWAY_... or in a file. Add clients with fax clients add.",
  flags: {
    port,
    host: hostFlag,
    basePath,
    database: databaseFlag,
    transport,
    hylafax,
    console: consolePort,
    config: configFlag
  },
  examples: [
    {
      line: "fax serve --port 8080 --database fax.db --transport simulated",
      does: "On one machine, with a simulated line"
    },
    {
      line: "fax serve --database postgres://fax@db/fax --transport faxingcenter",
      does: "One node of many, over the account in FAXINGCENTER_CLIENT_ID"
    },
    {
      line: "fax serve --transport hylafax --hylafax fax.example.com:4559",
      does: "Over the modem of a HylaFAX server"
    }
  ],
  serves: true,
  run: (given) =>
    Effect.gen(function* () {
      const flags = {
        port: given.port,
        host: given.host,
        basePath: given.basePath,
        database: given.database,
        transport: given.transport,
        hylafax: given.hylafax,
        consolePort: given.console
      }
      const settings = yield* loadSettings(
        Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined)),
        given.config
      )
      yield* checkPlace(settings.database, true)
      // Whoever tries it out in a terminal sees what they get; a service unit is asked what it wants.
      if (settings.transport === undefined && !isTerminal.stderr()) return yield* noTransport
      const line = settings.transport ?? "simulated"
      const services = gatewayOf(settings, line).pipe(
        Layer.orDie,
        Layer.provideMerge(Discretion.layer),
        Layer.provideMerge(Layer.merge(logging, telemetryOf(settings)))
      )
      const runtime = yield* Effect.acquireRelease(
        Effect.sync(() => ManagedRuntime.make(services)),
        (running) => running.disposeEffect
      )
      yield* Effect.catchAllCause(runtime.runtimeEffect, notStarted)
      const stopping = new AbortController()
      const app = gatewayRoutes({
        runtime,
        stopping: stopping.signal,
        bodyLimit: settings.bodyLimit,
        metricsKey: settings.metricsKey,
        spool: fileSpool()
      })
      const proxy = { basePath: settings.basePath, trustedProxies: settings.trustedProxies }
      const { url } = yield* Effect.mapError(
        serveNode(app, {
          ...proxy,
          port: settings.port,
          hostname: settings.host,
          shutdownTimeout: settings.drain
        }),
        unavailable
      )
      if (settings.consolePort !== undefined) {
        const { consoleRoutes } = yield* Effect.promise(
          () => import("@faxingcenter/hono-server/console")
        )
        const pages = consoleRoutes({
          runtime,
          stopping: stopping.signal,
          hosts: settings.consoleHosts
        })
        const served = yield* Effect.mapError(
          serveNode(pages, { ...proxy, port: settings.consolePort, hostname: "127.0.0.1" }),
          unavailable
        )
        yield* Effect.provide(Effect.logInfo(`Console at ${served.url}/console`), runtime)
      }
      yield* Effect.addFinalizer(() => Effect.sync(() => stopping.abort()))
      const started = Effect.annotateLogs({ transport: line })
      yield* Effect.provide(started(Effect.logInfo(`Serving at ${url}`)), runtime)
      if (line === "simulated") {
        yield* isTerminal.stderr()
          ? warnOfSimulation
          : Effect.provide(
              started(Effect.logWarning("The line is simulated: no calls are made")),
              runtime
            )
      }
      // Whoever reads the address may stop reading after it; the gateway goes on.
      yield* Effect.ignore(printLine(url))
      return yield* Effect.never
    }).pipe(Effect.scoped)
})
