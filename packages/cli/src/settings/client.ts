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

/** Provides the four services over `node:http`: global `fetch` takes 100 ms to load. */
export const provideClient =
  (settings: FaxClientOptions) =>
  <A, E>(effect: Effect.Effect<A, E, Services>): Effect.Effect<A, E> =>
    Effect.provide(effect, FaxClient.layer(settings).pipe(Layer.provide(NodeHttpClient.layer)))

/** Runs against the service of a profile (or of the environment). */
export const withClient = <A, E>(
  profile: string | undefined,
  effect: Effect.Effect<A, E, Services>
): Effect.Effect<A, E | CommandFailed> =>
  Effect.flatMap(connection(profile), (settings) => provideClient(settings)(effect))
