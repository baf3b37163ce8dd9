import { faults } from "../scenario/faults.js"
import { nameOf, type Scenario, type ScenarioInput } from "../scenario/Scenario.js"

interface Preset {
  readonly name: string
  readonly scenario: ScenarioInput
}

const line = (name: string, effects: ScenarioInput["do"]): Preset => ({
  name,
  scenario: { name, do: effects }
})
const request = (scenario: ScenarioInput): Preset => ({ name: scenario.name ?? "", scenario })

/** What a person can have go wrong with a click. Programs have more to choose from: see `faults` and `Scenario`. */
export const presets: ReadonlyArray<Preset> = [
  line("every number is busy", { calls: [{ ends: "busy" }] }),
  line("nobody answers", { calls: [{ ends: "no_answer" }] }),
  line("calls break off after a page", { calls: [{ ends: "line_dropped", pages: 1 }] }),
  line("the account has no funds", { refuse: "insufficient_funds" }),
  request(faults.reset("after_acceptance", { operation: "send" })),
  request(faults.reset("before_body", { operation: "send" })),
  request(faults.proxyError(503)),
  request(faults.rateLimited(5)),
  request(faults.tokenExpired({ times: 1 })),
  request(faults.mangled("invalid_json")),
  request(faults.latency("2 seconds"))
]

/** A scenario in one line: its name, and what it does when. */
export const scenarioText = (scenario: Scenario): string => {
  const { do: effects, when } = scenario
  const parts = [
    ...(Object.keys(when).length === 0 ? [] : [`when ${JSON.stringify(when)}`]),
    JSON.stringify(effects)
  ]
  return `${nameOf(scenario)}: ${parts.join(" ")}`.slice(0, 300)
}
