import * as Arr from "effect/Array"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { Credentials } from "../Auth.js"
import { decodeBase64 } from "./base64.js"
import { isContainer } from "./parseJson.js"
import { WireTokenError } from "./WireOAuth.js"

/** Why no token is given, in the terms of RFC 6749 section 5.2. */
export class TokenRefused extends Schema.TaggedError<TokenRefused>()("TokenRefused", {
  error: WireTokenError.fields.error,
  detail: Schema.String
}) {
  override get message() {
    return this.detail
  }

  /** HTTP status. */
  get status(): 400 | 401 {
    return this.error === "invalid_client" ? 401 : 400
  }
}

/** The parts of a `POST /oauth` that name the client. */
export interface TokenRequest {
  readonly body: string
  readonly contentType: "json" | "form"
  /** The `Authorization` header. */
  readonly authorization: string | undefined
}

const refuse = (error: TokenRefused["error"], detail: string) =>
  Either.left(new TokenRefused({ error, detail }))

type Fields = ReadonlyMap<string, unknown>

const once = (
  fields: Iterable<readonly [string, unknown]>
): Either.Either<Fields, TokenRefused> => {
  const found = new Map<string, unknown>()
  for (const [name, value] of fields) {
    if (found.has(name)) {
      return refuse("invalid_request", `The parameter ${name.slice(0, 50)} is given more than once`)
    }
    found.set(name, value)
  }
  return Either.right(found)
}

const parseObject = (text: string): { [name: string]: unknown } | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return isContainer(value) && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}
const parseName = Schema.decodeSync(Schema.parseJson(Schema.String))

/** The name in a quoted text and its colon. */
const nameIn = (token: string): string => {
  const quoted = token.slice(0, -1).trimEnd()
  return quoted.includes("\\") ? parseName(quoted) : quoted.slice(1, -1)
}

/** The member names of a valid JSON object in the order of its text, the repeated ones too. */
const memberNames = (json: string): ReadonlyArray<string> => {
  const names: Array<string> = []
  let depth = 0
  for (const [token] of json.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"(?:\s*:)?|[{}[\]]/g)) {
    if (token === "{" || token === "[") depth += 1
    else if (token === "}" || token === "]") depth -= 1
    else if (depth === 1 && token.endsWith(":")) names.push(nameIn(token))
  }
  return names
}

const fieldsOf = (request: TokenRequest): Either.Either<Fields, TokenRefused> => {
  if (request.contentType === "form") return once(new URLSearchParams(request.body))
  const json = parseObject(request.body)
  return json === undefined
    ? refuse("invalid_request", "The body is not a JSON object")
    : once(memberNames(request.body).map((name) => [name, json[name]] as const))
}

const names: ReadonlyArray<string> = ["grant_type", "client_id", "client_secret"]

/** A text that says something. */
const textOf = (fields: Fields, name: string): string | undefined => {
  const value = fields.get(name)
  return typeof value === "string" && value !== "" ? value : undefined
}

interface Pair {
  readonly id: string
  readonly secret: string
}

const formDecoded = ({ id, secret }: Pair): Option.Option<Pair> => {
  const decode = (text: string) => decodeURIComponent(text.replaceAll("+", " "))
  return Option.liftThrowable(() => ({ id: decode(id), secret: decode(secret) }))()
}

/**
 * The pair of an `Authorization: Basic` header. RFC 6749 section 2.3.1 has both parts form-encoded
 * before they are joined; many clients join them raw. Both readings are given, the RFC's first.
 */
const basicPairs = (
  header: string
): Either.Either<Arr.NonEmptyReadonlyArray<Pair>, TokenRefused> => {
  const malformed = () =>
    refuse(
      "invalid_client",
      "The Authorization header is not Basic base64(client_id:client_secret)"
    )
  const match = /^basic +(\S+) *$/i.exec(header)
  const bytes = match?.[1] === undefined ? undefined : Either.getOrUndefined(decodeBase64(match[1]))
  if (bytes === undefined) return malformed()
  const text = new TextDecoder().decode(bytes)
  const colon = text.indexOf(":")
  if (colon < 0) return malformed()
  const raw: Pair = { id: text.slice(0, colon), secret: text.slice(colon + 1) }
  const decoded = Option.filter(
    formDecoded(raw),
    (pair) => pair.id !== raw.id || pair.secret !== raw.secret
  )
  // RFC 6749 section 2.3.1 lets a client without a secret leave it empty: none is authenticated so.
  const pairs = Arr.append(Option.toArray(decoded), raw).filter(
    ({ id, secret }) => id !== "" && secret !== ""
  )
  return Arr.isNonEmptyReadonlyArray(pairs)
    ? Either.right(pairs)
    : refuse(
        "invalid_client",
        "The client_id or the client_secret in the Authorization header is empty"
      )
}

const credentials = ({ id, secret }: Pair): Credentials => ({
  clientId: id,
  clientSecret: Redacted.make(secret)
})

const isBasic = (header: string | undefined): header is string =>
  header !== undefined && /^basic\b/i.test(header)

/**
 * The credentials that a token request offers, to be tried in order: more than one where its Basic
 * header can be read in two ways. The service's Java client repeats the body's pair in the header, so
 * both at once are accepted when they agree.
 *
 * @example
 * ```ts
 * import { readTokenRequest } from "@faxingcenter/core/wire"
 * import { Either } from "effect"
 *
 * const credentials = readTokenRequest({
 *   body: "grant_type=client_credentials&client_id=demo&client_secret=demo",
 *   contentType: "form",
 *   authorization: undefined
 * })
 * if (Either.isLeft(credentials)) console.error(credentials.left.status, credentials.left.message)
 * ```
 */
export const readTokenRequest = (
  request: TokenRequest
): Either.Either<Arr.NonEmptyReadonlyArray<Credentials>, TokenRefused> =>
  Either.flatMap(fieldsOf(request), (fields) => {
    const wrong = [...fields].find(
      ([name, value]) => names.includes(name) && typeof value !== "string"
    )
    if (wrong !== undefined) return refuse("invalid_request", `${wrong[0]} is not a string`)
    const grantType = textOf(fields, "grant_type")
    const id = textOf(fields, "client_id")
    const secret = textOf(fields, "client_secret")
    if (grantType === undefined) {
      return refuse("invalid_request", "grant_type is missing; it must be client_credentials")
    }
    if (grantType !== "client_credentials") {
      return refuse("unsupported_grant_type", "grant_type must be client_credentials")
    }
    if (isBasic(request.authorization)) {
      return Either.flatMap(basicPairs(request.authorization), (pairs) => {
        const agreeing = pairs.filter(
          (pair) => (id ?? pair.id) === pair.id && (secret ?? pair.secret) === pair.secret
        )
        return Arr.isNonEmptyReadonlyArray(agreeing)
          ? Either.right(Arr.map(agreeing, credentials))
          : refuse("invalid_request", "The header and the body name different clients")
      })
    }
    if (id === undefined && secret === undefined) {
      return refuse("invalid_client", "client_id and client_secret are missing")
    }
    if (id === undefined || secret === undefined) {
      const name = id === undefined ? "client_id" : "client_secret"
      return refuse("invalid_request", `${name} is missing`)
    }
    return Either.right(Arr.of(credentials({ id, secret })))
  })
