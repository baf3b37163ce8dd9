import type * as HttpClient from "@effect/platform/HttpClient"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import {
  type Auth,
  defaultBaseUrl,
  FaxClient,
  type FaxClientOptions,
  type Receive,
  type Search,
  type Send,
  type Status
} from "@faxingcenter/core"
import * as NodeHttp from "@faxingcenter/core/node"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { identity } from "effect/Function"
import * as Layer from "effect/Layer"
import { noteLine, type ServerLine } from "./serverLine.js"
import { SomebodyLooksOn, tellOfWaits } from "./tellOfWaits.js"

type Services = Auth | Send | Status | Search | Receive

/**
 * Over `node:http`, because global `fetch` alone takes 100 ms to load. A connection is used once: on one that
 * was kept open, a send could meet its end, and nobody could say what became of it.
 */
export const httpClient = NodeHttp.layer({ keepAlive: false })

/** For answers that are read while they come, which `NodeHttp` gives whole. It goes through no proxy. */
export const streamingClient = NodeHttpClient.layer

/** For one try of a read. There are four, so that nobody waits for more than about a minute. */
const timeout = Duration.seconds(15)

/** Provides the four services of an account, and `Receive`. */
export const provideClient =
  (settings: FaxClientOptions, line?: ServerLine) =>
  <A, E>(effect: Effect.Effect<A, E, Services>): Effect.Effect<A, E> =>
    Effect.flatMap(SomebodyLooksOn, (looksOn) => {
      const { host } = new URL(settings.baseUrl ?? defaultBaseUrl)
      const options = {
        ...settings,
        timeout,
        transformClient: (client: HttpClient.HttpClient) =>
          (looksOn ? tellOfWaits(host) : identity)(
            line === undefined ? client : noteLine(line)(client)
          )
      }
      return Effect.provide(effect, FaxClient.layer(options).pipe(Layer.provide(httpClient)))
    })
