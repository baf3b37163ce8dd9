import { readTokenRequest } from "@faxingcenter/core/wire"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Operation } from "../scenario/Scenario.js"
import { elideData } from "./redact.js"

const operations: Record<string, Operation> = {
  "/oauth": "oauth",
  "/api/rest/fax/send": "send",
  "/api/rest/fax/status": "status",
  "/api/rest/fax/search": "search"
}

/** Which endpoint an address is; `undefined` when the API does not have it. */
export const operationOf = (pathname: string): Operation | undefined => operations[pathname]

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
const SendOutline = Schema.parseJson(
  Schema.Struct({
    receipients: Schema.Array(Schema.Struct({ send_to: Text, fax_number: Text })),
    documents: Schema.Array(Schema.Struct({ file_name: Text }))
  })
)
const decodeOutline = Schema.decodeUnknownOption(SendOutline)

/** The numbers and file names of a send, as far as its body can be read. */
export const outlineOf = (
  body: string
): { readonly numbers: ReadonlyArray<string>; readonly documents: ReadonlyArray<string> } =>
  Option.match(decodeOutline(elideData(body)), {
    onNone: () => ({ numbers: [], documents: [] }),
    onSome: ({ documents, receipients }) => ({
      numbers: receipients.map(({ fax_number, send_to }) => String(send_to || fax_number)),
      documents: documents.map(({ file_name }) => String(file_name))
    })
  })
