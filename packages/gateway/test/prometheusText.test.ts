import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as MetricBoundaries from "effect/MetricBoundaries"
import { prometheusText } from "../src/observe/prometheusText.js"

it.effect("metrics are written as Prometheus reads them", () =>
  Effect.gen(function* () {
    const requests = Metric.counter("test_requests_total", {
      description: "Requests\nanswered",
      incremental: true
    })
    yield* requests.pipe(Metric.tagged("status", "201"))(Effect.succeed(2))
    yield* requests.pipe(Metric.tagged("status", 'a"b\\c'))(Effect.succeed(1))
    yield* Metric.set(Metric.gauge("test_open"), 1.5)
    yield* Metric.gauge("other_gauge")(Effect.succeed(1))
    const seconds = Metric.histogram(
      "test_seconds",
      MetricBoundaries.fromIterable([0.1, 1]),
      "Time"
    )
    for (const value of [0.05, 0.5, 5]) yield* Metric.update(seconds, value)

    const text = prometheusText(yield* Metric.snapshot, "test_")
    const families = text.split(/(?=# HELP)/).toSorted()
    assert.deepStrictEqual(families, [
      "# HELP test_open \n# TYPE test_open gauge\ntest_open 1.5\n",
      `# HELP test_requests_total Requests\\nanswered
# TYPE test_requests_total counter
test_requests_total{status="201"} 2
test_requests_total{status="a\\"b\\\\c"} 1
`,
      `# HELP test_seconds Time
# TYPE test_seconds histogram
test_seconds_bucket{le="0.1"} 1
test_seconds_bucket{le="1"} 2
test_seconds_bucket{le="+Inf"} 3
test_seconds_sum 5.55
test_seconds_count 3
`
    ])
  })
)
