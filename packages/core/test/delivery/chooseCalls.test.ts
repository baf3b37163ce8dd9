import { describe, expect, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as fc from "effect/FastCheck"
import {
  accept,
  chooseCalls,
  type Delivery,
  defaultPolicy,
  destinationKey,
  isDue
} from "../../src/delivery/index.js"
import { FaxNumber } from "../../src/model/FaxNumber.js"
import { start } from "./life.js"

describe("destinationKey", () => {
  it("is one for all spellings of a number", () => {
    const spellings = ["+18555808797", "18555808797", "018555808797", "0018555808797"]
    expect(new Set(spellings.map((each) => destinationKey(FaxNumber.make(each)))).size).toBe(1)
    expect(destinationKey(FaxNumber.make("18555808798"))).toBe("18555808798")
  })
})

describe("chooseCalls", () => {
  const numbers = fc
    .constantFrom("+18555808797", "018555808797", "13862345678", "4930123456", "34911234567")
    .map((each) => FaxNumber.make(each))
  const candidates = fc.array(
    fc
      .record({ destination: numbers, minutes: fc.integer({ min: -9, max: 3 }) })
      .map(({ destination, minutes }): { readonly delivery: Delivery } => {
        const acceptance = { destination, sendAt: DateTime.add(start, { minutes }) }
        const delivery = accept(acceptance, defaultPolicy, DateTime.add(start, { minutes: -10 }))
        return { delivery }
      }),
    { maxLength: 12 }
  )
  const inProgress = fc.array(numbers, { maxLength: 4 })
  const bound = fc.integer({ min: 0, max: 6 })
  const keyOf = ({ delivery }: { readonly delivery: Delivery }) =>
    destinationKey(delivery.destination)

  const always = (
    holds: (
      chosen: ReadonlyArray<{ readonly delivery: Delivery }>,
      all: ReadonlyArray<{ readonly delivery: Delivery }>,
      busy: ReadonlyArray<FaxNumber>,
      max: number
    ) => void
  ) =>
    fc.assert(
      fc.property(candidates, inProgress, bound, (all, busy, max) => {
        holds(chooseCalls(all, busy, max, start), all, busy, max)
      }),
      { numRuns: 500 }
    )

  it("keeps to the bound, the due, and one call to a destination", () => {
    always((chosen, _, busy, max) => {
      expect(chosen.length).toBeLessThanOrEqual(Math.max(0, max - busy.length))
      const keys = chosen.map(keyOf)
      expect(new Set(keys).size).toBe(keys.length)
      for (const number of busy) expect(keys).not.toContain(destinationKey(number))
      for (const { delivery } of chosen) expect(isDue(delivery, start)).toBe(true)
    })
  })

  it("leaves nobody waiting who could be called", () => {
    always((chosen, all, busy, max) => {
      if (busy.length + chosen.length >= max) return
      const taken = new Set([...chosen.map(keyOf), ...busy.map(destinationKey)])
      for (const each of all)
        expect(taken.has(keyOf(each)) || !isDue(each.delivery, start)).toBe(true)
    })
  })

  it("takes the one that has waited longest first", () => {
    const since = ({ delivery }: { readonly delivery: Delivery }) =>
      delivery.state._tag === "Waiting" ? DateTime.toEpochMillis(delivery.state.notBefore) : 0
    always((chosen, all, busy) => {
      const last = Math.max(...chosen.map(since))
      for (const older of all.filter((each) => since(each) < last)) {
        const isBusy = busy.some((number) => destinationKey(number) === keyOf(older))
        const first = chosen.find((each) => keyOf(each) === keyOf(older))
        expect(isBusy || (first !== undefined && since(first) <= since(older))).toBe(true)
      }
    })
  })
})
