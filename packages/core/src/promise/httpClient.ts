import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import type { HttpClientError } from "@effect/platform/HttpClientError"
import * as Effect from "effect/Effect"
import { isNode } from "../node/builtins.js"
import { directOf, setDirect } from "../node/Direct.js"
import * as NodeHttp from "../node/NodeHttp.js"

/** The runtime's own. Whoever has put another in its place wants that one to be called. */
const ownFetch = globalThis.fetch
const isOwnFetch = (): boolean => globalThis.fetch === ownFetch

const overFetch = Effect.runSync(Effect.provide(HttpClient.HttpClient, FetchHttpClient.layer))

/** What makes requests here: a `fetch` that was given, `node:http` in Node, and else the `fetch` of the runtime. */
export const httpClientOf = (fetch: typeof globalThis.fetch | undefined): HttpClient.HttpClient => {
  if (fetch !== undefined) {
    return HttpClient.transform(overFetch, Effect.provideService(FetchHttpClient.Fetch, fetch))
  }
  if (!isNode()) return overFetch
  const overNode = NodeHttp.make()
  const direct = directOf(overNode)
  const client = HttpClient.makeWith<never, never, HttpClientError, never>(
    Effect.flatMap((request) => (isOwnFetch() ? overNode : overFetch).execute(request)),
    Effect.succeed
  )
  setDirect(client, () => (isOwnFetch() ? direct() : undefined))
  return client
}
