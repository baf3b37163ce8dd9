import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import type { CallError } from "./FaxError.js"

/** The pair that an account is given. */
export interface Credentials {
  readonly clientId: string
  readonly clientSecret: Redacted.Redacted
}

/** An opaque bearer token. Each authentication makes a new one; older ones live until they expire. */
export interface AccessToken {
  readonly token: Redacted.Redacted
  readonly expiresIn: Duration.Duration
}

/** Whose call this is. */
export interface Client {
  readonly clientId: string
  /** The token the call came with, for implementations that pass it on. */
  readonly token?: Redacted.Redacted
}

/**
 * The client on whose behalf the current fiber works. Routes set it; in-process callers need not.
 *
 * @example
 * ```ts
 * import { CurrentClient, type FaxDraft, Send } from "@faxingcenter/core"
 * import { Effect } from "effect"
 *
 * // The simulation and the gateway keep the faxes of each client apart.
 * const sendAs = (clientId: string, fax: FaxDraft) =>
 *   Send.submit(fax).pipe(
 *     Effect.provideService(CurrentClient, { clientId })
 *   )
 * ```
 */
export class CurrentClient extends Context.Reference<CurrentClient>()(
  "@faxingcenter/core/CurrentClient",
  { defaultValue: (): Client => ({ clientId: "demo" }) }
) {}

/**
 * OAuth 2.0 client credentials.
 *
 * @example
 * ```ts
 * import { Auth, FaxClient } from "@faxingcenter/core"
 * import { Effect } from "effect"
 *
 * const whoAmI = Effect.gen(function* () {
 *   const auth = yield* Auth
 *   const { token } = yield* auth.authenticate(yield* FaxClient.config)
 *   return yield* auth.authorize(token)
 * }).pipe(Effect.catchTag("FaxError.Unauthorized", (error) => Effect.succeed(error.reason)))
 * ```
 */
export class Auth extends Context.Tag("@faxingcenter/core/Auth")<
  Auth,
  {
    /** A new token for these credentials; `Unauthorized` (`invalid_client`) when they are wrong. */
    readonly authenticate: (credentials: Credentials) => Effect.Effect<AccessToken, CallError>
    /** Whose token this is; `Unauthorized` (`invalid_token`) when it is unknown or has expired. */
    readonly authorize: (token: Redacted.Redacted) => Effect.Effect<Client, CallError>
  }
>() {}
