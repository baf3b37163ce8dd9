import {
  type AccessToken,
  type Auth,
  type Client,
  type Credentials,
  FaxError,
  type Introspection
} from "@faxingcenter/core"
import { routes } from "@faxingcenter/core/wire"
import type * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import { type KnownClient, knownClients, type SimulationOptions } from "./Options.js"
import type { RandomHex } from "./randomHex.js"
import type { Tenants } from "./Tenants.js"
import { IssuedToken, type Tokens } from "./Tokens.js"

/** As the service has it: 44 hexadecimal digits that are good for an hour. */
const tokenDigits = 44
const tokenLife = Duration.hours(1)
const lifeMillis = Duration.toMillis(tokenLife)

/** Takes the same time wherever the two differ. */
const isSame = (secret: string, given: string): boolean => {
  let differing = secret.length ^ given.length
  for (let at = 0; at < given.length; at++) {
    differing |= secret.charCodeAt(at % secret.length) ^ given.charCodeAt(at)
  }
  return differing === 0
}

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
) => {
  const known = knownClients(options)

  const stranger = strangerDetail(known)

  /** Why these credentials are refused; nothing if they are not. */
  const refusalOf = (clientId: string, secret: string): string | undefined => {
    const client = known.find((candidate) => candidate.clientId === clientId)
    if (client !== undefined) {
      return isSame(client.clientSecret, secret)
        ? undefined
        : "Client authentication failed; the secret is wrong"
    }
    if (options.anyClient !== true) return stranger
    return clientId !== "" && secret !== ""
      ? undefined
      : "Client authentication failed; the client id or the secret is empty"
  }

  /** A new token, at once. */
  const authenticate = (
    { clientId, clientSecret }: Credentials,
    clock: Clock.Clock
  ): Effect.Effect<AccessToken, FaxError.CallError> => {
    const refusal = refusalOf(clientId, Redacted.value(clientSecret))
    if (refusal !== undefined) return refused(refusal)
    const found = tenants.of(clientId)
    if (Either.isLeft(found)) return found.left
    const tenant = found.right
    const text = randomHex(tokenDigits)
    const expiresAt = tenant.inbox.now(clock.unsafeCurrentTimeMillis()) + lifeMillis
    tokens.add(text, new IssuedToken(tenant, expiresAt))
    return Effect.succeed({ token: Redacted.make(text), expiresIn: tokenLife })
  }

  /** Whose a token is, at once: the same object each time. */
  const clientOf = (
    token: string,
    clock: Clock.Clock
  ): Effect.Effect<Client, FaxError.Unauthorized> => {
    const issued = tokens.find(token)
    if (issued === undefined) {
      return unknownToken(
        `The access token is unknown; get one from POST ${routes.contract.oauth.path}`
      )
    }
    return issued.tenant.inbox.now(clock.unsafeCurrentTimeMillis()) < issued.expiresAt
      ? Effect.succeed(issued.client(token))
      : unknownToken(
          `The access token has expired; get a new one from POST ${routes.contract.oauth.path}`
        )
  }

  return { authenticate, clientOf }
}

/** The same as services, by the clock of the fiber. */
export const authServices = ({
  authenticate,
  clientOf
}: ReturnType<typeof makeAuth>): Context.Tag.Service<Auth> &
  Context.Tag.Service<Introspection> => ({
  authenticate: (credentials) => Effect.clockWith((clock) => authenticate(credentials, clock)),
  clientOf: (token) => Effect.clockWith((clock) => clientOf(Redacted.value(token), clock))
})
