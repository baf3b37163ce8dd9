import {
  receiptOf,
  WirePage,
  WireSearchQuery,
  WireSend20140403,
  WireSend20140409,
  WireStatusQuery,
  WireToken,
  WireTokenRequest
} from "@faxingcenter/core/wire"
import type * as Schema from "effect/Schema"

/** What the routes serve and the OpenAPI document describes, from one place. */
export interface Endpoint {
  readonly method: "GET" | "POST" | "DELETE"
  /** With `:id` for what varies. */
  readonly path: string
  readonly summary: string
  /** Whether it needs an access token. */
  readonly secured: boolean
  readonly parameters?: Schema.Schema.All
  /** Headers that it reads beside those of every request. */
  readonly headers?: Schema.Schema.All
  readonly body?: {
    readonly types: ReadonlyArray<string>
    readonly anyOf: ReadonlyArray<Schema.Schema.All>
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
    method: "POST",
    path: "/oauth",
    summary: "A new access token for a client's credentials",
    secured: false,
    body: {
      types: ["application/json", "application/x-www-form-urlencoded"],
      anyOf: [WireTokenRequest]
    },
    answer: { status: 200, description: "A token that lives an hour", anyOf: [WireToken] },
    errors: [408, 413, 415],
    tokenErrors: [400, 401]
  },
  send: {
    method: "POST",
    path: "/api/rest/fax/send",
    summary: "Send documents to recipients; the recipient's key tells the revision",
    secured: true,
    body: { types: ["application/json"], anyOf: [WireSend20140403, WireSend20140409] },
    answer: {
      status: 201,
      description: "The fax was accepted; the answer is in the revision of the request",
      anyOf: [receiptOf["2014-04-03"], receiptOf["2014-04-09"]]
    },
    errors: [400, 401, 402, 406, 408, 413, 415]
  },
  status: {
    method: "GET",
    path: "/api/rest/fax/status",
    summary: "The messages of a job (sid), or one message (mid)",
    secured: true,
    parameters: WireStatusQuery,
    answer: { status: 200, description: "A page of messages", anyOf: [WirePage] },
    errors: readErrors
  },
  search: {
    method: "GET",
    path: "/api/rest/fax/search",
    summary: "The messages that were sent in a range of time, both ends included",
    secured: true,
    parameters: WireSearchQuery,
    answer: { status: 200, description: "A page of messages", anyOf: [WirePage] },
    errors: [...readErrors, 406]
  }
} as const satisfies Record<string, Endpoint>
