import type * as HttpClient from "@effect/platform/HttpClient"

/** An answer, with as much of its body as was read. */
export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/**
 * What a request carries, in memory. Text is ASCII. Pieces are asked for one after the other, the next when the last has been
 * written: they may all be in the same array.
 */
export type RawBody = string | Uint8Array | Iterable<Uint8Array>

export interface RawRequest {
  /** Scheme, host and port. */
  readonly origin: string
  /** With the query. */
  readonly path: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: RawBody | undefined
}

/**
 * Sends a request and gives the answer, of which it reads so many bytes, or why there is none, to `done`; the function
 * that it returns ends the call without either.
 */
export type Direct = (
  request: RawRequest,
  most: number,
  done: (result: RawAnswer | Error) => void
) => () => void

/** The objects of an `HttpClient` take as long as a call itself: ours can be called without them. */
const directs = /* @__PURE__ */ new WeakMap<HttpClient.HttpClient, () => Direct | undefined>()

/** Says how an `HttpClient` is called directly, as long as it can be. */
export const setDirect = (client: HttpClient.HttpClient, direct: () => Direct | undefined) =>
  directs.set(client, direct)

/** How an `HttpClient` is called directly, if it can be: one that somebody has wrapped cannot. */
export const directOf = (client: HttpClient.HttpClient): (() => Direct | undefined) =>
  directs.get(client) ?? (() => undefined)
