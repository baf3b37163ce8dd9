import { type NamesOf, onlyKnown } from "@faxingcenter/core/wire"
import { Operators } from "@faxingcenter/gateway/manage"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { Hono } from "hono"
import { eventStreamHeaders } from "../answer/eventStream.js"
import type { ConsoleServices } from "./ConsoleServices.js"
import { consoleEvents } from "./consoleEvents.js"
import { base } from "./consoleSite.js"
import { describe, makeConsole } from "./makeConsole.js"
import { managementRoutes } from "./managementRoutes.js"
import { messageRoutes } from "./messageRoutes.js"
import { paperRoutes } from "./paperRoutes.js"
import { receivedPages } from "./receivedPages.js"
import { giveToken, takeToken, tokenOf } from "./sessionCookie.js"

/** Where and for whom the console is served. */
export interface ConsoleRoutesOptions {
  /** Runs every request. Whoever made it disposes it. */
  readonly runtime: ManagedRuntime.ManagedRuntime<ConsoleServices, never>
  /** Host names beside this machine's own that browsers may ask by, such as that of a reverse proxy. */
  readonly hosts?: ReadonlyArray<string>
  /** Ends the event streams, which would otherwise keep a server from stopping. */
  readonly stopping?: AbortSignal
}

const names: NamesOf<ConsoleRoutesOptions> = { runtime: true, hosts: true, stopping: true }

/**
 * The console of a gateway at `/console`: its queue, its messages and what may be done to them, for operators
 * who sign in with a key (`Operators.add`). Mount it beside `gatewayRoutes`, before them.
 *
 * @example
 * ```ts
 * import { layerSqlite, SimulatedLine, Vault } from "@faxingcenter/gateway"
 * import { consoleRoutes } from "@faxingcenter/hono-server/console"
 * import { gatewayRoutes } from "@faxingcenter/hono-server/gateway"
 * import { Layer, ManagedRuntime } from "effect"
 * import { Hono } from "hono"
 *
 * const services = layerSqlite("faxes.db").pipe(
 *   Layer.provide([SimulatedLine.layer(), Vault.layerPlain]),
 *   Layer.orDie
 * )
 * const runtime = ManagedRuntime.make(services)
 * const app = new Hono()
 *   .route("/", consoleRoutes({ runtime, hosts: ["fax.example.com"] }))
 *   .route("/", gatewayRoutes({ runtime }))
 * ```
 */
export const consoleRoutes = (options: ConsoleRoutesOptions): Hono => {
  const { hosts = [], runtime, stopping } = onlyKnown("consoleRoutes", options, names)
  const console = makeConsole(runtime, hosts)
  const { app, run, sessionOf, signIn, takes } = console

  app.get("/", (c) => c.redirect(`${base}/queue`, 302))
  app.post("/sign-in", async (c) => {
    const { key } = await c.req.parseBody().catch((): Record<string, string> => ({}))
    const given = typeof key === "string" ? key.trim() : ""
    const token = await run(
      Effect.flatMap(Operators, (operators) => operators.signIn(Redacted.make(given)))
    )
    if (Either.isLeft(token)) return signIn(c, describe(token.left))
    giveToken(c, token.right)
    return c.redirect(`${base}/queue`, 303)
  })
  takes("/sign-out", "viewer", Schema.Struct({}), (c) => {
    const token = tokenOf(c)
    takeToken(c)
    return token === undefined
      ? Effect.succeed(undefined)
      : Effect.as(
          Effect.flatMap(Operators, ({ signOut }) => signOut(token)),
          undefined
        )
  })

  app.get("/events", async (c) => {
    const token = tokenOf(c)
    if (token === undefined || (await sessionOf(c)) === undefined) return c.text("Sign in\n", 401)
    const stream = await run(
      Effect.flatMap(consoleEvents(token), (events) =>
        Stream.toReadableStreamEffect(
          stopping === undefined
            ? events
            : Stream.interruptWhen(
                events,
                Effect.async<void>((resume) =>
                  stopping.addEventListener("abort", () => resume(Effect.void), { once: true })
                )
              )
        )
      )
    )
    return Either.isLeft(stream)
      ? c.text("There are no events at the moment\n", 503)
      : new Response(stream.right, {
          headers: eventStreamHeaders
        })
  })

  messageRoutes(console)
  paperRoutes(console)
  receivedPages(console)
  managementRoutes(console)
  return app
}
