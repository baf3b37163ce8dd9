import { members, readTokenRequest, routes } from "@faxingcenter/core/wire"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Struct from "effect/Struct"
import type { Operation } from "../scenario/Scenario.js"
import { elideData } from "./redact.js"

const operations = new Map<string, Operation>(
  Struct.entries(routes.contract).map(([name, { path }]) => [path, name])
)

/** Which endpoint an address is; `undefined` when the API does not have it. */
export const operationOf = (pathname: string): Operation | undefined => operations.get(pathname)

/** The token of a request. */
export const bearerOf = (headers: Headers): string | undefined =>
  /^bearer +(\S+) *$/i.exec(headers.get("authorization") ?? "")?.[1]

/** Whom a token request names, whether rightly or not. */
export const clientOf = (headers: Headers, body: string): string | undefined => {
  const type = headers.get("content-type") ?? ""
  const credentials = readTokenRequest({
    body,
    contentType: type.includes("form-urlencoded") ? "form" : "json",
    authorization: headers.get("authorization") ?? undefined
  })
  return Either.isRight(credentials) ? credentials.right[0].clientId : undefined
}

const Text = Schema.optionalWith(Schema.Union(Schema.String, Schema.Number), {
  default: () => "",
  nullable: true
})
const { send: names } = members
const SendOutline = Schema.parseJson(
  Schema.Struct({
    [names.recipients]: Schema.Array(
      Schema.Struct({
        [names.number["2014-04-03"]]: Text,
        [names.number["2014-04-09"]]: Text
      })
    ),
    [names.documents]: Schema.Array(Schema.Struct({ [names.fileName]: Text }))
  })
)
const decodeOutline = Schema.decodeUnknownOption(SendOutline)

/** The numbers and file names of a send, as far as its body can be read. */
export const outlineOf = (
  body: string
): { readonly numbers: ReadonlyArray<string>; readonly documents: ReadonlyArray<string> } =>
  Option.match(decodeOutline(elideData(body)), {
    onNone: () => ({ numbers: [], documents: [] }),
    onSome: (outline) => ({
      numbers: outline[names.recipients].map((recipient) =>
        String(recipient[names.number["2014-04-03"]] || recipient[names.number["2014-04-09"]])
      ),
      documents: outline[names.documents].map((document) => String(document[names.fileName]))
    })
  })
