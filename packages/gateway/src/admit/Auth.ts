import { createHash } from "node:crypto"
import { Auth, type Client, type Credentials, FaxError, Introspection } from "@faxingcenter/core"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { makeTokens } from "../store/clients/tokens.js"
import { unavailable } from "../store/database/unavailable.js"
import { hashToken, isSecret, newToken } from "./secrets.js"

const life = Duration.hours(1)
/** A revoked token is refused by every node after this time, in milliseconds. */
const tokenCacheMillis = 5_000
/** Tokens, and clients whose secrets were guessed at, that are remembered at once. */
const mostRemembered = 10_000

const wrongClient = new FaxError.Unauthorized({
  reason: "invalid_client",
  detail: "The client_id or the client_secret is wrong"
})
const wrongToken = new FaxError.Unauthorized({
  reason: "invalid_token",
  detail: "The access token is unknown or has expired; authenticate again"
})

/** Wrong secrets that may be tried for one client in a minute: each costs a slow hash. */
const guessesPerMinute = 10
const minuteMillis = 60_000

interface Known {
  readonly client: Client
  readonly until: number
}

const make = Effect.gen(function* () {
  const tokens = yield* makeTokens
  const known = new Map<string, Known>()
  /** Secrets that were right, by the slow hash that they were checked against: a digest of each. */
  const proven = new Map<string, string>()

  /** Secrets that were wrong, by client, and since when they are counted. */
  const wrong = new Map<string, { readonly n: number; readonly since: number }>()

  /** A secret that has been right here before is never held up by what others guess. */
  const guess = (clientId: string) =>
    Effect.flatMap(DateTime.now, ({ epochMillis: now }) => {
      const last = wrong.get(clientId)
      const counted = last !== undefined && now - last.since < minuteMillis ? last : undefined
      if (counted !== undefined && counted.n >= guessesPerMinute) {
        return new FaxError.RateLimited({
          detail: "Too many wrong secrets were tried for this client",
          retryAfter: Duration.millis(minuteMillis - (now - counted.since))
        })
      }
      if (wrong.size >= mostRemembered) wrong.clear()
      wrong.set(clientId, { n: (counted?.n ?? 0) + 1, since: counted?.since ?? now })
      return Effect.void
    })

  const check = Effect.fn("Auth.check")(function* (
    clientId: string,
    secret: Redacted.Redacted,
    stored: string
  ) {
    const digest = createHash("sha256").update(Redacted.value(secret)).digest("hex")
    if (proven.get(stored) === digest) return true
    yield* guess(clientId)
    const isRight = yield* isSecret(secret, stored)
    if (isRight) {
      proven.set(stored, digest)
      wrong.delete(clientId)
    }
    return isRight
  })

  const authenticate = Effect.fn("Auth.authenticate")(function* ({
    clientId,
    clientSecret
  }: Credentials) {
    const client = yield* tokens.accessOf(clientId)
    if (client === undefined || !(yield* check(clientId, clientSecret, client.secret))) {
      return yield* wrongClient
    }
    const token = yield* newToken
    const { epochMillis: now } = yield* DateTime.now
    yield* tokens.issue(
      { hash: hashToken(token), client: client.key, expiresAt: now + Duration.toMillis(life) },
      now
    )
    return { token, expiresIn: life }
  })

  const lookUp = Effect.fn("Auth.lookUp")(function* (token: Redacted.Redacted, now: number) {
    const found = yield* tokens.find(hashToken(token))
    if (found === undefined || found.expiresAt <= now) return yield* wrongToken
    const client: Client = { clientId: found.clientId }
    if (known.size >= mostRemembered) known.clear()
    known.set(Redacted.value(token), {
      client,
      until: Math.min(found.expiresAt, now + tokenCacheMillis)
    })
    return client
  })

  // With every request, so without a span where nothing is looked up.
  const clientOf = (token: Redacted.Redacted) =>
    Effect.clockWith((clock) => {
      const now = clock.unsafeCurrentTimeMillis()
      const seen = known.get(Redacted.value(token))
      return seen !== undefined && now < seen.until
        ? Effect.succeed(seen.client)
        : lookUp(token, now)
    })

  return Context.make(Auth, {
    authenticate: (credentials) =>
      Effect.catchTag(authenticate(credentials), "DatabaseError", unavailable)
  }).pipe(
    Context.add(Introspection, {
      clientOf: (token) => Effect.catchTag(clientOf(token), "DatabaseError", unavailable)
    })
  )
})

/** The vendor's `Auth` over the clients of this gateway, and whose each token is. */
export const layer = Layer.effectContext(make)
