import type * as MetricKey from "effect/MetricKey"
import type * as MetricPair from "effect/MetricPair"
import * as MetricState from "effect/MetricState"
import * as Option from "effect/Option"

const escapeHelp = (text: string) => text.replace(/\\/g, "\\\\").replace(/\n/g, "\\n")
const escapeLabel = (text: string) => escapeHelp(text).replace(/"/g, '\\"')

const number = (value: number | bigint) =>
  value === Number.POSITIVE_INFINITY
    ? "+Inf"
    : value === Number.NEGATIVE_INFINITY
      ? "-Inf"
      : String(value)

type Labels = ReadonlyArray<readonly [string, string]>

const sample = (name: string, labels: Labels, value: number | bigint) => {
  const inside = labels.map(([label, text]) => `${label}="${escapeLabel(text)}"`).join(",")
  return `${name}${inside === "" ? "" : `{${inside}}`} ${number(value)}`
}

interface Family {
  readonly type: "counter" | "gauge" | "histogram"
  readonly samples: ReadonlyArray<string>
}

const familyOf = (
  { name, tags }: MetricKey.MetricKey.Untyped,
  state: MetricState.MetricState.Untyped
): Family | undefined => {
  const labels: Labels = tags.map(({ key, value }) => [key, value])
  if (MetricState.isCounterState(state)) {
    return { type: "counter", samples: [sample(name, labels, state.count)] }
  }
  if (MetricState.isGaugeState(state)) {
    return { type: "gauge", samples: [sample(name, labels, state.value)] }
  }
  if (MetricState.isHistogramState(state)) {
    const below = state.buckets.filter(([boundary]) => boundary !== Number.POSITIVE_INFINITY)
    return {
      type: "histogram",
      samples: [
        ...[...below, [Number.POSITIVE_INFINITY, state.count] as const].map(([boundary, count]) =>
          sample(`${name}_bucket`, [...labels, ["le", number(boundary)]], count)
        ),
        sample(`${name}_sum`, labels, state.sum),
        sample(`${name}_count`, labels, state.count)
      ]
    }
  }
  return undefined
}

/**
 * Metrics in the text format of Prometheus (0.0.4): those whose name begins with `prefix`, each under
 * one head whatever its labels. Counters, gauges and histograms; there are no others here.
 */
export const prometheusText = (
  metrics: ReadonlyArray<MetricPair.MetricPair.Untyped>,
  prefix: string
): string => {
  const families = new Map<string, { readonly head: string; readonly samples: Array<string> }>()
  for (const { metricKey, metricState } of metrics) {
    if (!metricKey.name.startsWith(prefix)) continue
    const family = familyOf(metricKey, metricState)
    if (family === undefined) continue
    const help = Option.getOrElse(metricKey.description, () => "")
    const known = families.get(metricKey.name) ?? {
      head: `# HELP ${metricKey.name} ${escapeHelp(help)}\n# TYPE ${metricKey.name} ${family.type}`,
      samples: []
    }
    known.samples.push(...family.samples)
    families.set(metricKey.name, known)
  }
  return [...families.values()]
    .map(({ head, samples }) => `${head}\n${samples.join("\n")}\n`)
    .join("")
}
