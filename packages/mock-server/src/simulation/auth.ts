import { createHash, timingSafeEqual } from "node:crypto"
import { type Auth, Unauthorized } from "@faxingcenter/core"
import { Clock, type Context, Duration, Effect, Redacted } from "effect"
import type { Inbox } from "./Inbox.js"
import type { Inboxes } from "./Inboxes.js"
import { defaultClient, type SimulationOptions } from "./Options.js"
import type { RandomHex } from "./randomHex.js"

/** As the service has it: 44 hexadecimal digits that are good for an hour. */
const tokenDigits = 44
const tokenLife = Duration.hours(1)

/** Tokens of one client that are kept; the oldest go first. */
const mostTokens = 10_000

const sha256 = (text: string) => createHash("sha256").update(text).digest()

/** Takes the same time wherever the two differ. */
const sameSecret = (one: string, other: string) => timingSafeEqual(sha256(one), sha256(other))

const refused = new Unauthorized({
  reason: "invalid_client",
  detail: "Client authentication failed; check the client id and its secret"
})

const unknownToken = (detail: string) => new Unauthorized({ reason: "invalid_token", detail })

/** Tokens by client, kept apart from what the client has sent: they survive a reset of its inbox. */
export const makeAuth = (
  inboxes: Inboxes,
  randomHex: RandomHex,
  options: SimulationOptions
): Context.Tag.Service<Auth> & { readonly expireTokens: (client: string) => void } => {
  const known = options.clients ?? (options.anyClient ? [] : [defaultClient])
  const tokens = new Map<string, { readonly inbox: Inbox; readonly expiresAt: number }>()
  const tokensOf = new Map<string, Set<string>>()

  const isAccepted = (clientId: string, secret: string): boolean => {
    const client = known.find((candidate) => candidate.clientId === clientId)
    if (client !== undefined) return sameSecret(client.clientSecret, secret)
    return options.anyClient === true && clientId !== "" && secret !== ""
  }

  const keep = (token: string, inbox: Inbox, expiresAt: number) => {
    const own = tokensOf.get(inbox.client) ?? new Set()
    tokensOf.set(inbox.client, own.add(token))
    tokens.set(token, { inbox, expiresAt })
    const [oldest] = own
    if (own.size > mostTokens && oldest !== undefined) {
      own.delete(oldest)
      tokens.delete(oldest)
    }
  }

  return {
    authenticate: Effect.fn("Auth.authenticate")(function* ({ clientId, clientSecret }) {
      if (!isAccepted(clientId, Redacted.value(clientSecret))) return yield* refused
      const inbox = yield* inboxes.of(clientId)
      const token = yield* randomHex(tokenDigits)
      const now = inbox.now(yield* Clock.currentTimeMillis)
      keep(token, inbox, now + Duration.toMillis(tokenLife))
      return { token: Redacted.make(token), expiresIn: tokenLife }
    }),

    authorize: Effect.fn("Auth.authorize")(function* (token) {
      const found = tokens.get(Redacted.value(token))
      if (found === undefined) {
        return yield* unknownToken("The access token is not known; get one from POST /oauth")
      }
      const now = found.inbox.now(yield* Clock.currentTimeMillis)
      return now < found.expiresAt
        ? { clientId: found.inbox.client, token }
        : yield* unknownToken("The access token has expired; get a new one from POST /oauth")
    }),

    expireTokens: (client) => {
      for (const token of tokensOf.get(client) ?? []) tokens.delete(token)
      tokensOf.delete(client)
    }
  }
}
