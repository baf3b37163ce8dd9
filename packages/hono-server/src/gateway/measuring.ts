import * as Metric from "effect/Metric"
import * as MetricBoundaries from "effect/MetricBoundaries"
import * as MetricKey from "effect/MetricKey"

// As keys: a metric that is tagged looks its key up with every update.
const requests = MetricKey.counter("fax_http_requests_total", {
  description: "Requests answered, by method, route and status",
  incremental: true
})
const duration = MetricKey.histogram(
  "fax_http_request_duration_seconds",
  MetricBoundaries.fromIterable([0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30, 120]),
  "Time from the headers of a request to the start of its answer"
)

/** Anything with a status. */
interface Answered {
  readonly status: number
}

/** The metrics of a route: its address as it is declared, so that no id is in a label. */
export const measuring = (method: string, route: string) => {
  const key = MetricKey.tagged(MetricKey.tagged(requests, "method", method), "route", route)
  const timed = Metric.fromMetricKey(MetricKey.tagged(duration, "route", route))
  const countedAs = (status: number) =>
    Metric.fromMetricKey(MetricKey.tagged(key, "status", String(status)))
  const byStatus = new Map<number, ReturnType<typeof countedAs>>()
  const note = (began: number, { status }: Answered) => {
    let known = byStatus.get(status)
    if (known === undefined) {
      known = countedAs(status)
      byStatus.set(status, known)
    }
    known.unsafeUpdate(1, [])
    timed.unsafeUpdate((performance.now() - began) / 1000, [])
  }
  /** Answers, and notes it; without a promise where there is none. */
  return <Given extends ReadonlyArray<unknown>, A extends Answered>(
    answer: (...given: Given) => A | Promise<A>
  ) =>
    (...given: Given): A | Promise<A> => {
      const began = performance.now()
      const answered = answer(...given)
      if (!(answered instanceof Promise)) {
        note(began, answered)
        return answered
      }
      return answered.then((done) => {
        note(began, done)
        return done
      })
    }
}
