import * as HttpClient from "@effect/platform/HttpClient"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import type { ServiceClock } from "./ServiceClock.js"

const skewSeconds = Metric.gauge("fax_provider_clock_ahead_seconds", {
  description: "How far the fax service's clock is ahead of this machine's"
})

/** Learns what time it is at the service from the `Date` of its answers (RFC 9110 section 6.6.1). */
export const learnFromDates =
  (clock: ServiceClock) =>
  (client: HttpClient.HttpClient): HttpClient.HttpClient =>
    HttpClient.transform(client, (answer) =>
      Effect.gen(function* () {
        const before = yield* DateTime.now
        const response = yield* answer
        const after = yield* DateTime.now
        const given = DateTime.make(Date.parse(response.headers["date"] ?? ""))
        if (Option.isSome(given)) {
          clock.learn({ before, after, given: given.value })
          yield* Metric.set(skewSeconds, clock.ahead() ?? 0)
        }
        return response
      })
    )
