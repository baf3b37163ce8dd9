import { Agent } from "node:http"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import {
  type Auth,
  FaxClient,
  type FaxClientOptions,
  type Search,
  type Send,
  type Status
} from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { CommandFailed } from "../Failure.js"
import { connection } from "./connection.js"

type Services = Auth | Send | Status | Search

/**
 * `node:https` is loaded (4 ms) when the address asks for it. A connection is used once: on one that
 * was kept open, a send could meet its end, and nobody could say what became of it.
 */
const agents: NodeHttpClient.HttpAgent = {
  [NodeHttpClient.HttpAgentTypeId]: NodeHttpClient.HttpAgentTypeId,
  http: new Agent(),
  get https() {
    return process.getBuiltinModule("node:https").globalAgent
  }
}

/** Over `node:http`, because global `fetch` alone takes 100 ms to load. */
const httpClient = NodeHttpClient.layerWithoutAgent.pipe(
  Layer.provide(Layer.succeed(NodeHttpClient.HttpAgent, agents))
)

/** Provides the four services of an account. */
export const provideClient =
  (settings: FaxClientOptions) =>
  <A, E>(effect: Effect.Effect<A, E, Services>): Effect.Effect<A, E> =>
    Effect.provide(effect, FaxClient.layer(settings).pipe(Layer.provide(httpClient)))

/** Runs against the service of a profile (or of the environment). */
export const withClient = <A, E>(
  profile: string | undefined,
  effect: Effect.Effect<A, E, Services>
): Effect.Effect<A, E | CommandFailed> =>
  Effect.flatMap(connection(profile), (settings) => provideClient(settings)(effect))
