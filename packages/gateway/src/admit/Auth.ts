import { createHash, timingSafeEqual } from "node:crypto"
import { Auth, type Client, type Credentials, FaxError, Introspection } from "@faxingcenter/core"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { accessTopic } from "../store/clients/accessList.js"
import { makeTokens } from "../store/clients/tokens.js"
import { Database } from "../store/database/Database.js"
import { unavailable } from "../store/database/unavailable.js"
import { makeGuesses } from "./guesses.js"
import { hashToken, isSecret, newToken, noSecret } from "./secrets.js"

const life = Duration.hours(1)
/** A token that goes on for longer than its life was given out by a clock that was set back since; by so little, by another's. */
const mostSkew = Duration.minutes(1)
/**
 * For how long a token is taken for what it was, in milliseconds, where nobody says that access changed: a commit that
 * accepts something looks again by itself.
 */
const tokenCacheMillis = 5_000
/** Tokens, and secrets that were right, that are remembered at once. */
const mostRemembered = 10_000
/** Whoever comes through a server that does not say from where. */
const nowhere = "nowhere"

const wrongClient = new FaxError.Unauthorized({
  reason: "invalid_client",
  detail: "The client_id or the client_secret is wrong"
})
const wrongToken = new FaxError.Unauthorized({
  reason: "invalid_token",
  detail: "The access token is unknown or has expired; authenticate again"
})

interface Known {
  readonly client: Client
  readonly since: number
  readonly until: number
  /** What other processes had written by then. */
  readonly written: number
}

const make = Effect.gen(function* () {
  const db = yield* Database
  const tokens = yield* makeTokens
  const tried = yield* makeGuesses
  const nobody = yield* noSecret
  const clock = yield* Effect.clock
  const known = new Map<string, Known>()
  /** Secrets that were right, by the slow hash that they were checked against: a digest of each. */
  const proven = new Map<string, Buffer>()
  yield* db.onNotify(accessTopic, () => known.clear())

  const isProven = (digest: Buffer, stored: string) => {
    const right = proven.get(stored)
    return right !== undefined && timingSafeEqual(right, digest)
  }

  /** A secret that has been right here before is never held up by what others guess. */
  const check = Effect.fn("Auth.check")(function* (
    origin: string,
    secret: Redacted.Redacted,
    stored: string
  ) {
    const digest = createHash("sha256").update(Redacted.value(secret)).digest()
    if (isProven(digest, stored)) return true
    const attempt = Effect.suspend(() =>
      isProven(digest, stored) ? Effect.succeed(true) : isSecret(secret, stored)
    )
    const isRight = yield* tried(origin, attempt)
    if (isRight) {
      if (proven.size >= mostRemembered) proven.clear()
      proven.set(stored, digest)
    }
    return isRight
  })

  const authenticate = Effect.fn("Auth.authenticate")(function* ({
    clientId,
    clientSecret,
    origin = nowhere
  }: Credentials) {
    if (Redacted.value(clientSecret) === "") return yield* wrongClient
    const client = yield* tokens.accessOf(clientId)
    // The same work for a client that there is not: how long it takes tells nobody which there are.
    const isRight = yield* check(origin, clientSecret, client?.secret ?? nobody)
    if (client === undefined || !isRight) return yield* wrongClient
    const token = yield* newToken
    const { epochMillis: now } = yield* DateTime.now
    yield* tokens.issue(
      { hash: hashToken(token), client: client.key, expiresAt: now + Duration.toMillis(life) },
      now
    )
    return { token, expiresIn: life }
  })

  const lookUp = Effect.fn("Auth.lookUp")(function* (token: Redacted.Redacted, now: number) {
    const written = db.writtenElsewhere()
    const found = yield* tokens.find(hashToken(token))
    const longest = now + Duration.toMillis(life) + Duration.toMillis(mostSkew)
    if (found === undefined || found.expiresAt <= now || found.expiresAt > longest) {
      return yield* wrongToken
    }
    const client: Client = { clientId: found.clientId }
    if (known.size >= mostRemembered) known.clear()
    known.set(Redacted.value(token), {
      client,
      since: now,
      until: Math.min(found.expiresAt, now + tokenCacheMillis),
      written
    })
    return client
  })

  // With every request, so without a span or a fiber where nothing is looked up.
  const clientOf = (
    token: Redacted.Redacted
  ): ReturnType<(typeof Introspection.Service)["clientOf"]> => {
    const now = clock.unsafeCurrentTimeMillis()
    const seen = known.get(Redacted.value(token))
    return seen !== undefined &&
      now >= seen.since &&
      now < seen.until &&
      seen.written === db.writtenElsewhere()
      ? Effect.succeed(seen.client)
      : Effect.catchTag(lookUp(token, now), "DatabaseError", unavailable)
  }

  return Context.make(Auth, {
    authenticate: (credentials) =>
      Effect.catchTag(authenticate(credentials), "DatabaseError", unavailable)
  }).pipe(Context.add(Introspection, { clientOf }))
})

/** The vendor's `Auth` over the clients of this gateway, and whose each token is. */
export const layer = Layer.scopedContext(make)
