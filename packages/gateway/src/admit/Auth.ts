import { createHash } from "node:crypto"
import { Auth, type Client, type Credentials, RateLimited, Unauthorized } from "@faxingcenter/core"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { Database } from "../store/database/Database.js"
import { sql } from "../store/database/sql.js"
import { unavailable } from "../store/database/unavailable.js"
import { hashToken, isSecret, newToken } from "./secrets.js"

const life = Duration.hours(1)
/** A revoked token is refused after this time by every node. */
const memory = 5_000
const remembered = 10_000

const decodeClient = Schema.decodeUnknown(
  Schema.Array(Schema.Struct({ key: Schema.Int, secret: Schema.String }))
)
const decodeToken = Schema.decodeUnknown(
  Schema.Array(Schema.Struct({ id: Schema.String, expires_at: Schema.Int }))
)

const wrongClient = new Unauthorized({
  reason: "invalid_client",
  detail: "The client_id or the client_secret is wrong"
})
const wrongToken = new Unauthorized({
  reason: "invalid_token",
  detail: "The access token is unknown or has expired; authenticate again"
})

/** Wrong secrets that may be tried for one client in a minute: each costs a slow hash. */
const guesses = 10
const minute = 60_000

interface Known {
  readonly client: Client
  readonly until: number
}

const make = Effect.gen(function* () {
  const db = yield* Database
  const tokens = new Map<string, Known>()
  /** Secrets that were right, by the slow hash that they were checked against: a digest of each. */
  const proven = new Map<string, string>()

  /** Secrets that were wrong, by client, and since when they are counted. */
  const wrong = new Map<string, { readonly n: number; readonly since: number }>()

  /** A secret that has been right here before is never held up by what others guess. */
  const guess = (clientId: string) =>
    Effect.flatMap(DateTime.now, ({ epochMillis: now }) => {
      const known = wrong.get(clientId)
      const counted = known !== undefined && now - known.since < minute ? known : undefined
      if (counted !== undefined && counted.n >= guesses) {
        return new RateLimited({
          detail: "Too many wrong secrets were tried for this client",
          retryAfter: Duration.millis(minute - (now - counted.since))
        })
      }
      if (wrong.size >= remembered) wrong.clear()
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
    const rows = yield* db.query(sql`SELECT key, secret FROM clients
      WHERE id = ${clientId} AND secret IS NOT NULL AND revoked_at IS NULL`)
    const [client] = yield* Effect.orDie(decodeClient(rows))
    if (client === undefined || !(yield* check(clientId, clientSecret, client.secret))) {
      return yield* wrongClient
    }
    const token = yield* newToken
    const { epochMillis: now } = yield* DateTime.now
    yield* db.commit(() => [
      sql`INSERT INTO tokens (hash, client, expires_at)
        VALUES (${hashToken(token)}, ${client.key}, ${now + Duration.toMillis(life)})`,
      sql`DELETE FROM tokens WHERE expires_at < ${now}`
    ])
    return { token, expiresIn: life }
  })

  const lookUp = Effect.fn("Auth.lookUp")(function* (token: Redacted.Redacted, now: number) {
    const rows = yield* db.query(sql`SELECT c.id, t.expires_at FROM tokens t
      JOIN clients c ON c.key = t.client
      WHERE t.hash = ${hashToken(token)} AND c.revoked_at IS NULL`)
    const [found] = yield* Effect.orDie(decodeToken(rows))
    if (found === undefined || found.expires_at <= now) return yield* wrongToken
    const client: Client = { clientId: found.id }
    if (tokens.size >= remembered) tokens.clear()
    tokens.set(Redacted.value(token), {
      client,
      until: Math.min(found.expires_at, now + memory)
    })
    return client
  })

  // With every request, so without a span where nothing is looked up.
  const authorize = (token: Redacted.Redacted) =>
    Effect.clockWith((clock) => {
      const now = clock.unsafeCurrentTimeMillis()
      const known = tokens.get(Redacted.value(token))
      return known !== undefined && now < known.until
        ? Effect.succeed(known.client)
        : lookUp(token, now)
    })

  return Auth.of({
    authenticate: (credentials) =>
      Effect.catchTag(authenticate(credentials), "DatabaseError", unavailable),
    authorize: (token) => Effect.catchTag(authorize(token), "DatabaseError", unavailable)
  })
})

/** The vendor's `Auth` over the clients of this gateway. */
export const layer = Layer.effect(Auth, make)
