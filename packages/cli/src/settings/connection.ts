import {
  defaultBaseUrl,
  defaultRevision,
  type FaxClientOptions,
  Revision
} from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Flag from "../args/Flag.js"
import { exitCodes } from "../exitCodes.js"
import { CommandFailed, CredentialsMissing } from "../Failure.js"
import { credentialsPath, readCredentials } from "./CredentialsFile.js"

/** Where a command connects to, as whom, and which settings said so. */
export interface Connection extends FaxClientOptions {
  readonly baseUrl: string
  readonly revision: Revision
  readonly country: string | undefined
  /** `environment`, or the profile that had the credentials. */
  readonly source: string
}

export const profileFlag = Flag.text("profile", "NAME", {
  summary: "Use this profile of fax login instead of the current one"
})

/**
 * A variable without the white space around it, which files and copied lines bring along. An empty one is no
 * variable: that is how shells unset them for one command.
 */
export const variable = (name: string) => process.env[`FAXINGCENTER_${name}`]?.trim() || undefined

const unset = (message: string) => new CredentialsMissing({ message })
const wrong = (message: string) => new CommandFailed({ exitCode: exitCodes.usage, message })

export const checkedBaseUrl = (given: string) => {
  const text = given.trim()
  return Effect.if(/^https?:\/\/[^/\s]\S*$/.test(text) && URL.canParse(text), {
    onTrue: () => Effect.succeed(text),
    onFalse: () =>
      wrong(
        `${text} is not a base address; write it like http://127.0.0.1:8080 (FAXINGCENTER_BASE_URL)`
      )
  })
}

const checkedRevision = (text: string) =>
  Effect.mapError(Schema.decodeUnknown(Revision)(text), () =>
    wrong(
      `${text} is not a revision; use ${Revision.literals.join(" or ")} (FAXINGCENTER_REVISION)`
    )
  )

/** The country of numbers without one, for commands that need no account. */
export const homeCountry = Effect.map(
  readCredentials,
  (stored) =>
    variable("COUNTRY") ?? stored?.profiles[variable("PROFILE") ?? stored.current]?.country
)

/**
 * Credentials and addresses: each from the environment (`FAXINGCENTER_*`) where it is set there,
 * else from the current profile, else its default. A profile that is named on the command line is
 * meant as it is: its values come before the environment's.
 */
export const connection = Effect.fn("connection")(function* (named: string | undefined) {
  const stored = yield* readCredentials
  const name = named ?? variable("PROFILE") ?? stored?.current ?? "default"
  const profile = stored?.profiles[name]
  if (named !== undefined && profile === undefined) {
    return yield* unset(`there is no profile ${name}; create it with: fax login --profile ${name}`)
  }
  const pick = <A extends string>(fromEnvironment: string | undefined, stored: A | undefined) =>
    named === undefined ? (fromEnvironment ?? stored) : (stored ?? fromEnvironment)
  const clientId = pick(variable("CLIENT_ID"), profile?.clientId)
  const clientSecret = pick(variable("CLIENT_SECRET"), profile?.clientSecret)
  if (clientId === undefined || clientSecret === undefined) {
    const missing = clientId === undefined ? "FAXINGCENTER_CLIENT_ID" : "FAXINGCENTER_CLIENT_SECRET"
    return yield* unset(
      `no credentials: use fax login, or set FAXINGCENTER_CLIENT_ID and FAXINGCENTER_CLIENT_SECRET (${missing} is not set, and ${credentialsPath()} has no profile ${name})`
    )
  }
  const settings: Connection = {
    clientId,
    clientSecret: Redacted.make(clientSecret),
    baseUrl: yield* checkedBaseUrl(pick(variable("BASE_URL"), profile?.baseUrl) ?? defaultBaseUrl),
    revision: yield* checkedRevision(
      pick(variable("REVISION"), profile?.revision) ?? defaultRevision
    ),
    country: pick(variable("COUNTRY"), profile?.country),
    source: clientId === profile?.clientId ? `profile ${name}` : "environment"
  }
  return settings
})
