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
  tokens: "Access tokens",
  faxes: "Sending, status and search, as in the FaxingCenter API",
  messages: "Not part of the FaxingCenter API: the fax of one recipient, with every attempt",
  received: "Not part of the FaxingCenter API: received faxes",
  events: "Not part of the FaxingCenter API: events as they happen",
  webhooks: "Not part of the FaxingCenter API: events posted to an address of the client"
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
    summary: "Get an access token for a client's credentials",
    description:
      "`client_id` and `client_secret` are in the body, or in an `Authorization: Basic` header. Every call makes a new token; older ones stay valid until they expire.",
    access: "credentials",
    body: {
      types: ["application/json", "application/x-www-form-urlencoded"],
      anyOf: [WireTokenRequest, WireTokenGrant]
    },
    answer: { status: 200, description: "A token that is valid for an hour", anyOf: [WireToken] },
    errors: [408, 413, 415],
    tokenErrors: [400, 401]
  },
  send: {
    ...routes.contract.send,
    tag: "faxes",
    summary: "Send documents to recipients; the name of the recipient's field decides the revision",
    description:
      "A recipient has `send_to` in revision 2014-04-03, and `fax_number` in 2014-04-09. The answer confirms that the job was accepted, not that anything was delivered.",
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
    summary: "Get the messages of a job (sid), or one message (mid)",
    description: "Give `sid`, `mid`, or both. An empty parameter counts as absent.",
    access: "token",
    parameters: WireStatusQuery,
    answer: { status: 200, description: "A page of messages", anyOf: [WirePage] },
    errors: readErrors
  },
  search: {
    ...routes.contract.search,
    tag: "faxes",
    summary: "Find messages by the time they were sent, both ends included",
    description:
      "A bare day is the whole day: `to_date=04/30/2014` includes the 30th. An empty parameter counts as absent.",
    access: "token",
    parameters: WireSearchQuery,
    answer: { status: 200, description: "A page of messages", anyOf: [WirePage] },
    errors: [...readErrors, 406]
  }
} as const satisfies Record<string, Endpoint>
