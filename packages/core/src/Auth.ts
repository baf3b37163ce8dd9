import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import { type CallError, Unauthorized } from "./FaxError.js"

/** The client id and secret of an account. */
export interface Credentials {
  readonly clientId: string
  readonly clientSecret: Redacted.Redacted
  /** The address that they come from, where it is known: who guesses secrets is slowed by it. */
  readonly origin?: string
}

/** An opaque bearer token. Each authentication makes a new one; older ones live until they expire. */
export interface AccessToken {
  readonly token: Redacted.Redacted
  readonly expiresIn: Duration.Duration
}

/** The client that makes a call. */
export interface Client {
  readonly clientId: string
  /** The token the call came with, for implementations that pass it on. */
  readonly token?: Redacted.Redacted
}

/**
 * The client on whose behalf the current fiber works. Routes set it, and so does a program that uses a gateway
 * in its own process. The HTTP client works on behalf of its own account when nobody is set; whatever keeps the
 * faxes of clients apart refuses the call.
 *
 * @example
 * ```ts
 * import { CurrentClient, type FaxDraft, Send } from "@faxingcenter/core"
 * import { Effect } from "effect"
 *
 * const sendAs = (clientId: string, fax: FaxDraft) =>
 *   Send.submit(fax).pipe(Effect.provideService(CurrentClient, { clientId }))
 * ```
 */
export class CurrentClient extends Context.Reference<CurrentClient>()(
  "@faxingcenter/core/CurrentClient",
  { defaultValue: (): Client | undefined => undefined }
) {
  /** The current client, or the refusal of a call that is made on behalf of nobody. */
  static readonly required: Effect.Effect<Client, Unauthorized> = Effect.suspend(() =>
    Effect.flatMap(CurrentClient, (client) =>
      client === undefined
        ? new Unauthorized({
            reason: "missing_client",
            detail: "This call needs a client; provide CurrentClient"
          })
        : Effect.succeed(client)
    )
  )
}

/**
 * OAuth 2.0 client credentials.
 *
 * @example
 * ```ts
 * import { Auth, FaxClient } from "@faxingcenter/core"
 * import { Effect } from "effect"
 *
 * const secondsOfToken = Effect.gen(function* () {
 *   const auth = yield* Auth
 *   const { expiresIn } = yield* auth.authenticate(yield* FaxClient.config)
 *   return expiresIn
 * }).pipe(Effect.catchTag("FaxError.Unauthorized", (error) => Effect.succeed(error.reason)))
 * ```
 */
export class Auth extends Context.Tag("@faxingcenter/core/Auth")<
  Auth,
  {
    /** A new token for these credentials; `Unauthorized` (`invalid_client`) when they are wrong. */
    readonly authenticate: (credentials: Credentials) => Effect.Effect<AccessToken, CallError>
  }
>() {}
