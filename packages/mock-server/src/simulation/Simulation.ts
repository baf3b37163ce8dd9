import { Auth, Introspection, Receive, Search, Send, Status } from "@faxingcenter/core"
import type { Immediate } from "@faxingcenter/hono-server/internal"
import type * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { authServices, makeAuth } from "./auth.js"
import { immediateOf } from "./immediateOf.js"
import { checkedOptions, knownClients, type SimulationOptions } from "./Options.js"
import { makeRandomHex, type RandomHex } from "./randomHex.js"
import { makeReceive } from "./receive.js"
import { makeSearch } from "./search.js"
import { makeSend } from "./send.js"
import { makeStatus } from "./status.js"
import { Tenants } from "./Tenants.js"
import { Tokens } from "./Tokens.js"
import { type WithTenant, withTenant, withTenantOf } from "./withTenant.js"

/**
 * The inside of the simulated service: what its clients have sent, their clocks and tokens.
 *
 * @example
 * ```ts
 * import { Simulation } from "@faxingcenter/mock-server"
 * import { Effect } from "effect"
 *
 * const mayCome = (clientId: string) =>
 *   Effect.map(Simulation.Simulation, (simulation) => simulation.mayCome(clientId))
 * ```
 */
export class Simulation extends Context.Tag("@faxingcenter/mock-server/Simulation")<
  Simulation,
  {
    readonly tenants: Tenants
    readonly tokens: Tokens
    readonly randomHex: RandomHex
    /** Whether a client of this id may authenticate at all. */
    readonly mayCome: (client: string) => boolean
    /** The services with an answer at once, by this clock. */
    readonly immediate: (clock: Clock.Clock) => Immediate
  }
>() {}

/**
 * The four services, and received faxes, over a simulated line, in memory, and the simulation behind them. Each layer
 * built is a service of its own.
 *
 * @example
 * ```ts
 * import { Document, FaxNumber, Send } from "@faxingcenter/core"
 * import { Simulation } from "@faxingcenter/mock-server"
 * import { Effect } from "effect"
 *
 * const { sendId } = await Send.submit({
 *   recipients: [{ number: FaxNumber.make("15005550001") }],
 *   documents: [Document.fromBytes("a.txt", new TextEncoder().encode("Hello"))]
 * }).pipe(Effect.provide(Simulation.layer({ seed: "always the same ids" })), Effect.runPromise)
 * ```
 */
export const layer = (
  given: SimulationOptions = {}
): Layer.Layer<Auth | Introspection | Send | Status | Search | Receive | Simulation> =>
  Layer.effectContext(
    Effect.sync(() => {
      const options = checkedOptions(given)
      const tokens = new Tokens()
      const tenants = new Tenants(options, (client) => tokens.forget(client))
      const randomHex = makeRandomHex(options.seed, () => tenants.run)
      const known = knownClients(options)
      const mayCome = (client: string) =>
        options.anyClient === true || known.some(({ clientId }) => clientId === client)
      const auth = makeAuth(tenants, tokens, randomHex, options)
      const servicesOf = (mine: WithTenant) => ({
        send: makeSend(tenants, randomHex, mine),
        status: makeStatus(tenants, mine),
        search: makeSearch(tenants, mine)
      })
      const immediate = immediateOf(auth, (clock, client) =>
        servicesOf(withTenantOf(tenants, clock, client))
      )
      const whoever = withTenant(tenants)
      const { search, send, status } = servicesOf(whoever)
      return Context.make(Simulation, { tenants, tokens, randomHex, mayCome, immediate }).pipe(
        Context.add(Auth, authServices(auth)),
        Context.add(Introspection, authServices(auth)),
        Context.add(Send, send),
        Context.add(Status, status),
        Context.add(Search, search),
        Context.add(Receive, makeReceive(tenants, whoever, options.showPages))
      )
    })
  )
