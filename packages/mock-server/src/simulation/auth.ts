import { createHash, timingSafeEqual } from "node:crypto"
import {
  type AccessToken,
  type Auth,
  type Client,
  FaxError,
  type Introspection
} from "@faxingcenter/core"
import { routes } from "@faxingcenter/core/wire"
import type * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import { type KnownClient, knownClients, type SimulationOptions } from "./Options.js"
import type { RandomHex } from "./randomHex.js"
import type { Tenants } from "./Tenants.js"
import type { Tokens } from "./Tokens.js"

/** As the service has it: 44 hexadecimal digits that are good for an hour. */
const tokenDigits = 44
const tokenLife = Duration.hours(1)

const sha256 = (text: string) => createHash("sha256").update(text).digest()

/** Takes the same time wherever the two differ. */
const sameSecret = (one: string, other: string) => timingSafeEqual(sha256(one), sha256(other))

const refused = (detail: string) => new FaxError.Unauthorized({ reason: "invalid_client", detail })

/** What is said of a client that nobody told the mock of: a test that forgot to is the usual cause. */
const strangerDetail = (known: ReadonlyArray<KnownClient>) => {
  const names = known.slice(0, 3).map(({ clientId }) => clientId)
  const others = known.length > names.length ? " and others" : ""
  return `This mock does not know the client id; it knows ${names.join(", ") || "none"}${others}. Use one of those, add it to clients, or accept any client with anyClient (fax mock --any-client)`
}

const unknownToken = (detail: string) =>
  new FaxError.Unauthorized({ reason: "invalid_token", detail })

/** Who may authenticate, and whose a token is. */
export const makeAuth = (
  tenants: Tenants,
  tokens: Tokens,
  randomHex: RandomHex,
  options: SimulationOptions
): Context.Tag.Service<Auth> & Context.Tag.Service<Introspection> => {
  const known = knownClients(options)

  const stranger = strangerDetail(known)

  /** Why these credentials are refused; nothing if they are not. */
  const refusalOf = (clientId: string, secret: string): string | undefined => {
    const client = known.find((candidate) => candidate.clientId === clientId)
    if (client !== undefined) {
      return sameSecret(client.clientSecret, secret)
        ? undefined
        : "Client authentication failed; the secret is wrong"
    }
    if (options.anyClient !== true) return stranger
    return clientId !== "" && secret !== ""
      ? undefined
      : "Client authentication failed; the client id or the secret is empty"
  }

  return {
    authenticate: ({ clientId, clientSecret }) =>
      Effect.clockWith((clock): Effect.Effect<AccessToken, FaxError.CallError> => {
        const refusal = refusalOf(clientId, Redacted.value(clientSecret))
        if (refusal !== undefined) return refused(refusal)
        return Either.map(tenants.of(clientId), (tenant) => {
          const token = randomHex(tokenDigits)
          const now = tenant.inbox.now(clock.unsafeCurrentTimeMillis())
          tokens.add(token, { tenant, expiresAt: now + Duration.toMillis(tokenLife) })
          return { token: Redacted.make(token), expiresIn: tokenLife }
        })
      }),

    clientOf: (token) =>
      Effect.clockWith((clock): Effect.Effect<Client, FaxError.Unauthorized> => {
        const issued = tokens.find(Redacted.value(token))
        if (issued === undefined) {
          return unknownToken(
            `The access token is unknown; get one from POST ${routes.contract.oauth.path}`
          )
        }
        const { client, inbox } = issued.tenant
        return inbox.now(clock.unsafeCurrentTimeMillis()) < issued.expiresAt
          ? Effect.succeed({ clientId: client, token })
          : unknownToken(
              `The access token has expired; get a new one from POST ${routes.contract.oauth.path}`
            )
      })
  }
}
