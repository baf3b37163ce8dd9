import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { SimulatedLine } from "../src/index.js"
import { ended, fax, layer, send } from "./fixtures.js"

describe("a gateway on SQLite", () => {
  it.live("delivers what it has accepted", () =>
    Effect.gen(function* () {
      const receipt = yield* send(fax("18555808797", "018555808797", "13862345678"))
      expect(receipt.messages.map(({ status }) => status)).toEqual([
        "processing",
        "processing",
        "processing"
      ])
      const messages = yield* ended(receipt)
      expect(messages.map(({ status, attempts, pages }) => [status, attempts, pages])).toEqual([
        ["delivered", 1, 1],
        ["delivered", 1, 1],
        ["delivered", 1, 1]
      ])
      const line = yield* SimulatedLine.SimulatedLine
      expect((yield* line.dials).length).toBe(3)
    }).pipe(Effect.provide(layer(":memory:")))
  )
})
