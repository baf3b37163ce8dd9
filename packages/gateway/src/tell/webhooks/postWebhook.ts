import { request as requestHttp } from "node:http"
import { request as requestHttps } from "node:https"
import { isIP } from "node:net"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { PostResult } from "../PostResult.js"
import { type Address, resolveName } from "./resolveName.js"
import { hostOf, mayReach, type Network } from "./WebhookUrl.js"

/** Finds every address of a name. */
type Resolve = (host: string, signal: AbortSignal) => Promise<ReadonlyArray<Address>>

export interface PostSettings {
  /** Addresses that may be reached although they are not public. */
  readonly allowed: ReadonlyArray<Network>
  /** For the whole exchange. */
  readonly timeout: Duration.Duration
  readonly resolve: Resolve
}

export const defaultPostSettings: PostSettings = {
  allowed: [],
  timeout: Duration.seconds(15),
  resolve: resolveName
}

/** Characters of an answer that are read at most; what matters is its status. */
const mostOfAnswer = 16 * 1024

const broken = (detail: string): PostResult => ({ _tag: "Broken", detail })

const codeOf = (error: unknown) =>
  error instanceof Error && "code" in error && typeof error.code === "string"
    ? error.code
    : "it broke off"

/** Seconds only: a receiver's clock is none to go by. */
const retryAfterOf = (header: string | undefined) =>
  header !== undefined && /^\d{1,6}$/.test(header)
    ? { retryAfter: Duration.seconds(Number(header)) }
    : {}

const resolved = Effect.fn("postWebhook.resolve")(function* (url: URL, settings: PostSettings) {
  const host = hostOf(url)
  const family = isIP(host)
  const found =
    family > 0
      ? [{ address: host, family }]
      : yield* Effect.tryPromise({ try: (signal) => settings.resolve(host, signal), catch: codeOf })
  const [first] = found
  if (first === undefined) return yield* Effect.fail("it has no address")
  return { first, hidden: found.find(({ address }) => !mayReach(address, settings.allowed)) }
})

const exchange = (
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
  pinned: Address
) =>
  Effect.async<PostResult>((resume) => {
    const isTls = url.protocol === "https:"
    const request = (isTls ? requestHttps : requestHttp)(url, {
      method: "POST",
      headers: { ...headers, "content-length": Buffer.byteLength(body) },
      // A connection of its own: one that is kept might have been made for another address.
      agent: false,
      // The name stays in Host and in TLS, and the connection goes to the address that was checked.
      lookup: (_host, options, found) =>
        options.all === true ? found(null, [pinned]) : found(null, pinned.address, pinned.family)
    })
    request.on("error", (error) => resume(Effect.succeed(broken(codeOf(error)))))
    request.on("response", (response) => {
      const status = response.statusCode ?? 0
      const answered: PostResult = {
        _tag: "Answered",
        status,
        ...retryAfterOf(response.headers["retry-after"])
      }
      let size = 0
      response.on("data", (chunk: Buffer) => {
        size += chunk.length
        if (size > mostOfAnswer) request.destroy()
      })
      response.on("close", () => resume(Effect.succeed(answered)))
      response.on("error", () => resume(Effect.succeed(answered)))
    })
    request.end(body)
    return Effect.sync(() => request.destroy())
  })

/**
 * Posts to a URL once. The name is resolved once, each of its addresses must be allowed, and the
 * connection is made to one of those, so that a name that changes its meaning in between gains
 * nothing. A redirect is an answer like any other: it is not followed.
 */
export const postWebhook = (
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
  settings: PostSettings = defaultPostSettings
): Effect.Effect<PostResult> =>
  resolved(url, settings).pipe(
    Effect.flatMap(({ first, hidden }) =>
      hidden === undefined
        ? exchange(url, headers, body, first)
        : Effect.succeed<PostResult>({
            _tag: "Refused",
            detail: `Webhooks are not sent to ${hidden.address}: it is not a public address`
          })
    ),
    Effect.catchAll((detail) => Effect.succeed(broken(detail))),
    Effect.timeoutTo({
      duration: settings.timeout,
      onSuccess: (result) => result,
      onTimeout: () => broken(`no answer within ${Duration.format(settings.timeout)}`)
    })
  )
