import type * as HttpClient from "@effect/platform/HttpClient"
import * as Duration from "effect/Duration"
import type * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import type { CallError, NotFound } from "../FaxError.js"
import { type NamesOf, noneMisspelt } from "../model/onlyKnown.js"
import { defaultRevision, type Revision } from "../model/Revision.js"

/** The service's own address. */
export const defaultBaseUrl = "https://api.faxingcenter.com"

/**
 * How to reach the service.
 *
 * @example
 * ```ts
 * import { HttpClient, HttpClientRequest } from "@effect/platform"
 * import { FaxClient, type FaxClientOptions } from "@faxingcenter/core"
 * import { Redacted, Schedule } from "effect"
 *
 * const options: FaxClientOptions = {
 *   clientId: "demo",
 *   clientSecret: Redacted.make("demo"),
 *   retry: Schedule.exponential("1 second").pipe(Schedule.upTo("1 minute")),
 *   transformClient: HttpClient.mapRequest(HttpClientRequest.setHeader("x-tenant", "42"))
 * }
 * const Fax = FaxClient.layer(options)
 * ```
 */
export interface FaxClientOptions {
  readonly clientId: string
  readonly clientSecret: Redacted.Redacted
  /** Default `https://api.faxingcenter.com`. */
  readonly baseUrl?: string | undefined
  /** What requests are written in; answers are read in either. Default `2014-04-03`. */
  readonly revision?: Revision | undefined
  /** For one try of a read or an authentication. Default 30 seconds. */
  readonly timeout?: Duration.DurationInput | undefined
  /** For a whole send, upload included. Default 5 minutes. */
  readonly sendTimeout?: Duration.DurationInput | undefined
  /**
   * When reads are tried again after 429, 5xx and broken connections. A `Retry-After` lengthens its
   * delays. Default: three more times, from 250 ms, doubling, with jitter.
   */
  readonly retry?: Schedule.Schedule<unknown, CallError | NotFound> | undefined
  /** Wraps the HTTP client, for proxies, extra headers, logging. */
  readonly transformClient?: ((client: HttpClient.HttpClient) => HttpClient.HttpClient) | undefined
  /** Whether the test block may be sent to. Default: only where the host is not the service's own. */
  readonly allowTestNumbers?: boolean | undefined
}

export interface Settings extends FaxClientOptions {
  readonly baseUrl: string
  readonly revision: Revision
  readonly timeout: Duration.Duration
  readonly sendTimeout: Duration.Duration
  readonly retry: Schedule.Schedule<unknown, CallError | NotFound>
  readonly allowTestNumbers: boolean
}

const isLive = (baseUrl: string) =>
  /^https?:\/\/([^/]*\.)?faxingcenter\.com(:\d+)?(\/|$)/i.test(baseUrl)

/** Tries again so many times, from 250 ms, doubling, with jitter. */
export const backoff = (times: number): Schedule.Schedule<unknown> =>
  Schedule.exponential("250 millis").pipe(
    Schedule.jittered,
    Schedule.intersect(Schedule.recurs(times))
  )

const names: NamesOf<FaxClientOptions> = {
  clientId: true,
  clientSecret: true,
  baseUrl: true,
  revision: true,
  timeout: true,
  sendTimeout: true,
  retry: true,
  transformClient: true,
  allowTestNumbers: true
}

export const settingsOf = (given: FaxClientOptions): Settings => {
  const options = noneMisspelt("a fax client", given, names)
  const baseUrl = (options.baseUrl ?? defaultBaseUrl).trim().replace(/\/+$/, "")
  return {
    ...options,
    baseUrl,
    revision: options.revision ?? defaultRevision,
    timeout: Duration.decode(options.timeout ?? "30 seconds"),
    sendTimeout: Duration.decode(options.sendTimeout ?? "5 minutes"),
    retry: options.retry ?? backoff(3),
    allowTestNumbers: options.allowTestNumbers ?? !isLive(baseUrl)
  }
}
