import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { parseScenarios, readScenarioFile } from "../src/index.js"

const yaml = `
seed: 7
scenarios:
  - name: the accountant's machine is often engaged
    when: { number: "1555*", probability: 0.3 }
    do:
      calls:
        - { ends: busy, lasts: 5s }
        - { after: 2m, ends: delivered }
  - when: { operation: send, nth: [2, 4] }
    do: { reset: after_acceptance }
`

describe("a file of scenarios", () => {
  it.effect("is YAML", () =>
    Effect.gen(function* () {
      const { scenarios, seed } = yield* parseScenarios(yaml, "scenarios.yaml")
      expect(seed).toBe(7)
      expect(scenarios.map((it) => it.do)).toEqual([
        {
          calls: [
            { after: 500, lasts: 5000, ends: "busy" },
            { after: 120_000, lasts: 1500, ends: "delivered" }
          ]
        },
        { reset: "after_acceptance" }
      ])
    })
  )

  it.effect("also says what is to be received", () =>
    Effect.gen(function* () {
      const { received, scenarios } = yield* parseScenarios(
        "received:\n  - { from: '13055550100', after: 5s, document: { fileName: a.txt, text: Hello } }\n",
        "received.yaml"
      )
      expect(scenarios).toEqual([])
      expect(received).toEqual([
        { from: "13055550100", after: 5000, document: { fileName: "a.txt", text: "Hello" } }
      ])
    })
  )

  it.effect("is JSON, too", () =>
    Effect.gen(function* () {
      const json = JSON.stringify({ scenarios: [{ do: { delay: "1s" } }] })
      const { scenarios } = yield* parseScenarios(json, "scenarios.json")
      expect(scenarios[0]?.do.delay).toBe(1000)
    })
  )

  const wrong = {
    "a: [": /flow sequence|Flow sequence/,
    "scenarios: 3": /scenarios: /,
    "scenarios: [{ do: { rest: after_body } }]": /scenarios\.0\.do\.rest: is unexpected/,
    "scenarios: [{ do: { delay: soon } }]": /scenarios\.0\.do\.delay/,
    "scenarios: [{ when: { nth: 0 }, do: { delay: 1 } }]": /scenarios\.0\.when\.nth/
  }
  for (const [text, message] of Object.entries(wrong)) {
    it.effect(`says where it is wrong: ${text}`, () =>
      Effect.map(Effect.flip(parseScenarios(text, "wrong.yaml")), (error) =>
        expect(error.message).toMatch(message)
      )
    )
  }

  it.effect("does not grow by its aliases", () =>
    Effect.gen(function* () {
      const bomb = [
        "a: &a [x, x]",
        ..."bcdefghijk".split("").map((it, at) => {
          const before = "abcdefghijk"[at]
          return `${it}: &${it} [*${before}, *${before}, *${before}, *${before}]`
        })
      ].join("\n")
      const error = yield* Effect.flip(parseScenarios(bomb, "bomb.yaml"))
      expect(error.message).toMatch(/alias/i)
    })
  )

  it.effect("has to be there", () =>
    Effect.map(Effect.flip(readScenarioFile("/nowhere/scenarios.yaml")), (error) =>
      expect(error.message).toContain("/nowhere/scenarios.yaml")
    )
  )
})
