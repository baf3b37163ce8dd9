import { describe, expect, it } from "@effect/vitest"
import * as Arr from "effect/Array"
import * as fc from "effect/FastCheck"
import { inTurn } from "../../src/delivery/index.js"

const fax = fc.record({ client: fc.integer({ min: 1, max: 5 }), n: fc.nat() })
const waiting = fc.array(fax, { maxLength: 20 })
const underWay = fc
  .dictionary(fc.constantFrom("1", "2", "3"), fc.integer({ min: 1, max: 4 }))
  .map((counts) => new Map(Object.entries(counts).map(([key, n]) => [Number(key), n])))
const after = fc.integer({ min: 0, max: 6 })

/** Rounds of calls until the faxes of client 1 are out; each call takes one round, and then its line is free. */
const rounds = (lines: number, own: number, others: ReadonlyArray<number>) => {
  // The others came first, and have every line.
  let left = others.flatMap((n, i) => Arr.replicate({ client: i + 2 }, n))
  let last = 0
  const call = () => {
    const chosen = inTurn(left, { underWay: new Map(), after: last }).slice(0, lines)
    left = left.filter((one) => !chosen.includes(one))
    last = chosen.at(-1)?.client ?? last
  }
  left = left.map((one) => ({ ...one }))
  call()
  left = [...left, ...Array.from({ length: own }, () => ({ client: 1 }))]
  let count = others.length === 0 ? 0 : 1
  for (; left.some(({ client }) => client === 1); count++) call()
  return count
}

describe("inTurn", () => {
  it("leaves none out, and the faxes of one client in their order", () => {
    fc.assert(
      fc.property(waiting, underWay, after, (all, calls, last) => {
        const ordered = inTurn(all, { underWay: calls, after: last })
        expect(Arr.groupBy(ordered, ({ client }) => String(client))).toEqual(
          Arr.groupBy(all, ({ client }) => String(client))
        )
      })
    )
  })

  it("never puts a client's fax before another's that has fewer calls under way", () => {
    fc.assert(
      fc.property(waiting, underWay, after, (all, calls, last) => {
        const lines = new Map(calls)
        const of = (client: number) => lines.get(client) ?? 0
        const left = [...all]
        for (const one of inTurn(all, { underWay: calls, after: last })) {
          expect(of(one.client)).toBe(Math.min(...left.map(({ client }) => of(client))))
          lines.set(one.client, of(one.client) + 1)
          left.splice(left.indexOf(one), 1)
        }
      })
    )
  })

  it("lets no flood of one client delay another by more than three times", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 300 }),
        (lines, own, flood) => {
          expect(rounds(lines, own, [flood])).toBeLessThanOrEqual(3 * rounds(lines, own, []))
        }
      )
    )
  })

  it("gives each of many clients its turn", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 12 }),
        (lines, floods) => {
          // A round for those that have the lines, and then one fax of each of the others.
          const most = 1 + Math.ceil((floods.length + 1) / lines)
          expect(rounds(lines, 1, floods)).toBeLessThanOrEqual(most)
        }
      )
    )
  })
})
