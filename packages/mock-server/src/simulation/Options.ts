import { type NamesOf, onlyKnown } from "@faxingcenter/core/wire"
import type * as Effect from "effect/Effect"
import type { Scenario } from "../scenario/Scenario.js"
import type { ReceivedDocument } from "./Job.js"
import type { ShowPages } from "./receive.js"

/** A client that may authenticate. */
export interface KnownClient {
  readonly clientId: string
  readonly clientSecret: string
}

/** What is kept before the oldest is forgotten. */
export interface Limits {
  /** Messages of one client. Default 10,000. */
  readonly faxes: number
  /** Documents of all clients together, in bytes. Default 256 MiB. */
  readonly bytes: number
  /** Clients, where any may come; those that have nothing but a journal give way. Default 1,000. */
  readonly clients: number
  /** Requests of one client in its journal. Default 1,000. */
  readonly journal: number
}

/** Pages of the documents together. */
export type CountPages = (documents: ReadonlyArray<ReceivedDocument>) => Effect.Effect<number>

/** The options of a simulated service; all have defaults. */
export interface SimulationOptions {
  /** Who may authenticate. Default: client `demo` with secret `demo`. */
  readonly clients?: ReadonlyArray<KnownClient> | undefined
  /** Any client id with any secret that is not empty: each gets an inbox of its own. */
  readonly anyClient?: boolean | undefined
  /**
   * Makes ids, tokens and the chances of scenarios the same each time. A mock that finds faxes in its state file
   * gives others than the mocks before it. Default: random.
   */
  readonly seed?: number | string | undefined
  /** How the mock departs from its usual ways, for every client. */
  readonly scenarios?: ReadonlyArray<Scenario> | undefined
  /** Asked when somebody wants to know, and not before a send is answered. Default: one page each document. */
  readonly countPages?: CountPages | undefined
  /** Shows received faxes as PDF and PNG. Default: they are to be had as TIFF alone. */
  readonly showPages?: ShowPages | undefined
  readonly limits?: Partial<Limits> | undefined
}

const limitNames: NamesOf<Limits> = { faxes: true, bytes: true, clients: true, journal: true }
const clientNames: NamesOf<KnownClient> = { clientId: true, clientSecret: true }

/** The names of everything that a simulation is made of. */
export const simulationNames: NamesOf<SimulationOptions> = {
  clients: true,
  anyClient: true,
  seed: true,
  scenarios: true,
  countPages: true,
  showPages: true,
  limits: true
}

/** Options in which no name is misspelt, or a `TypeError`. */
export const checkedOptions = (options: SimulationOptions): SimulationOptions => {
  for (const client of options.clients ?? []) onlyKnown("a client of the mock", client, clientNames)
  onlyKnown("the limits of the mock", options.limits ?? {}, limitNames)
  return onlyKnown("a simulation", options, simulationNames)
}

/** Who may authenticate with a secret of their own. */
export const knownClients = (options: SimulationOptions): ReadonlyArray<KnownClient> =>
  options.clients ?? (options.anyClient ? [] : [{ clientId: "demo", clientSecret: "demo" }])

export const limitsOf = (limits: Partial<Limits> = {}): Limits => ({
  faxes: limits.faxes ?? 10_000,
  bytes: limits.bytes ?? 256 * 1024 * 1024,
  clients: limits.clients ?? 1000,
  journal: limits.journal ?? 1000
})
