import {
  receiptOf,
  routes,
  WirePage,
  WireSearchQuery,
  WireSend20140403,
  WireSend20140409,
  WireStatusQuery,
  WireToken,
  WireTokenGrant,
  WireTokenRequest
} from "@faxingcenter/core/wire"
import type * as Schema from "effect/Schema"

/** What endpoints are about, with what the document says of each. */
export const tags = {
  tokens: "Access tokens, for the credentials of a client",
  faxes: "Sending, and what became of it, as the FaxingCenter API has it",
  messages: "Beside the contract: the fax of one recipient, with every attempt",
  received: "Beside the contract: the faxes that came in",
  events: "Beside the contract: what happens, as it happens",
  webhooks: "Beside the contract: what happens, posted to an address of the client's"
} as const
type Tag = keyof typeof tags

/** What the routes serve and the OpenAPI document describes, from one place. */
export interface Endpoint {
  readonly method: "GET" | "POST" | "DELETE"
  /** With `:id` for what varies. */
  readonly path: string
  readonly tag: Tag
  readonly summary: string
  /** What its summary has no room for, in Markdown. */
  readonly description: string
  /** What a caller must show: an access token, or the client's own credentials, in a header or in the body. */
  readonly access: "token" | "credentials" | "none"
  readonly parameters?: Schema.Schema.All
  /** Headers that it reads beside those of every request. */
  readonly headers?: Schema.Schema.All
  readonly body?: {
    readonly types: ReadonlyArray<string>
    readonly anyOf: ReadonlyArray<Schema.Schema.All>
    readonly isOptional?: boolean
    /** What it says as `multipart/form-data`, where it may come as that. */
    readonly form?: Schema.Schema.All
  }
  readonly answer: {
    readonly status: 200 | 201 | 204
    readonly description: string
    /** Its media type, where it is not JSON. */
    readonly type?: string
    readonly anyOf: ReadonlyArray<Schema.Schema.All>
  }
  /** HTTP statuses of its errors, beside those that every endpoint has. */
  readonly errors: ReadonlyArray<number>
  /** Those whose body is of RFC 6749 section 5.2. */
  readonly tokenErrors?: ReadonlyArray<number>
}

const readErrors = [400, 401, 404]

export const endpoints = {
  oauth: {
    ...routes.contract.oauth,
    tag: "tokens",
    summary: "A new access token for a client's credentials",
    description:
      "`client_id` and `client_secret` stand in the body, or in an `Authorization: Basic` header. Every call makes a new token; older ones stay valid until they expire.",
    access: "credentials",
    body: {
      types: ["application/json", "application/x-www-form-urlencoded"],
      anyOf: [WireTokenRequest, WireTokenGrant]
    },
    answer: { status: 200, description: "A token that lives an hour", anyOf: [WireToken] },
    errors: [408, 413, 415],
    tokenErrors: [400, 401]
  },
  send: {
    ...routes.contract.send,
    tag: "faxes",
    summary: "Send documents to recipients; the recipient's key tells the revision",
    description:
      "A recipient of revision 2014-04-03 has `send_to`, and one of 2014-04-09 `fax_number`. The answer says that the job was accepted, not that anything was delivered.",
    access: "token",
    body: { types: ["application/json"], anyOf: [WireSend20140403, WireSend20140409] },
    answer: {
      status: 201,
      description: "The fax was accepted; the answer is in the revision of the request",
      anyOf: [receiptOf["2014-04-03"], receiptOf["2014-04-09"]]
    },
    errors: [400, 401, 402, 406, 408, 413, 415]
  },
  status: {
    ...routes.contract.status,
    tag: "faxes",
    summary: "The messages of a job (sid), or one message (mid)",
    description:
      "Give `sid`, `mid`, or both. A parameter without a value is one that was not given.",
    access: "token",
    parameters: WireStatusQuery,
    answer: { status: 200, description: "A page of messages", anyOf: [WirePage] },
    errors: readErrors
  },
  search: {
    ...routes.contract.search,
    tag: "faxes",
    summary: "The messages that were sent in a range of time, both ends included",
    description:
      "A bare day is the whole day: `to_date=04/30/2014` includes the 30th. A parameter without a value is one that was not given.",
    access: "token",
    parameters: WireSearchQuery,
    answer: { status: 200, description: "A page of messages", anyOf: [WirePage] },
    errors: [...readErrors, 406]
  }
} as const satisfies Record<string, Endpoint>
