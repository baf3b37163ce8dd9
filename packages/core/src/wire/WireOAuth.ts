import * as Duration from "effect/Duration"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { AccessToken } from "../Auth.js"
import { WireCount } from "./scalars.js"

const grant_type = Schema.Literal("client_credentials")

/** The body of `POST /oauth`, as JSON or as a form. */
export const WireTokenRequest = Schema.Struct({
  client_id: Schema.NonEmptyString,
  client_secret: Schema.NonEmptyString,
  grant_type
}).annotations({ identifier: "WireTokenRequest" })

/** The body of `POST /oauth` when the credentials are in an `Authorization: Basic` header. */
export const WireTokenGrant = Schema.Struct({ grant_type }).annotations({
  identifier: "WireTokenGrant"
})

const Answer = Schema.Struct({
  access_token: Schema.NonEmptyString,
  expires_in: WireCount,
  token_type: Schema.String
}).annotations({ identifier: "WireToken" })

/**
 * The answer of `POST /oauth` as a server writes it: what the codec makes of a token, without looking at it again.
 *
 * @example
 * ```ts
 * import { writeToken } from "@faxingcenter/core/wire"
 * import { Duration, Redacted } from "effect"
 *
 * const answer = writeToken({ token: Redacted.make("opaque"), expiresIn: Duration.hours(1) })
 * console.log(answer.expires_in) // 3600
 * ```
 */
export const writeToken = ({ expiresIn, token }: AccessToken): typeof Answer.Type => ({
  access_token: Redacted.value(token),
  expires_in: Math.round(Duration.toSeconds(expiresIn)),
  token_type: "Bearer"
})

/** The answer of `POST /oauth`: an opaque token, and the seconds it lives (3600). */
export const WireToken = Schema.transform(
  Answer,
  Schema.Struct({
    token: Schema.RedactedFromSelf(Schema.String),
    expiresIn: Schema.DurationFromSelf
  }),
  {
    strict: true,
    decode: (answer) => ({
      token: Redacted.make(answer.access_token),
      expiresIn: Duration.seconds(answer.expires_in)
    }),
    encode: writeToken
  }
)

/** An error of `POST /oauth` (RFC 6749 section 5.2). */
export const WireTokenError = Schema.Struct({
  error: Schema.Literal(
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "unauthorized_client",
    "unsupported_grant_type",
    "invalid_scope"
  ),
  error_description: Schema.optionalWith(Schema.String, { exact: true })
}).annotations({ identifier: "WireTokenError" })
