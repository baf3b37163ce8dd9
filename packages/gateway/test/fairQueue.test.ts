import { expect, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as fc from "effect/FastCheck"
import * as Fiber from "effect/Fiber"
import { makeFairQueue } from "../src/store/database/fairQueue.js"
import { makeFairTurns } from "../src/store/database/fairTurns.js"

interface Item {
  readonly owner: number
  readonly n: number
}

const queueOf = (items: ReadonlyArray<Item>) => {
  const queue = makeFairQueue<Item>(({ owner }) => owner)
  items.forEach(queue.add)
  return queue
}

const items = fc.array(fc.record({ owner: fc.integer({ min: 0, max: 4 }), n: fc.nat() }), {
  maxLength: 60
})

it("gives all that waits once, in takes of the size that was asked for, and in the order of each owner", () => {
  fc.assert(
    fc.property(items, items, fc.integer({ min: 1, max: 9 }), (first, later, most) => {
      const queue = queueOf(first)
      const taken: Array<Item> = [...queue.take(most)]
      later.forEach(queue.add)
      for (let left = queue.size(); left > 0; left = queue.size()) {
        const batch = queue.take(most)
        expect(batch.length).toBe(Math.min(most, left))
        taken.push(...batch)
      }
      for (let owner = 0; owner < 5; owner++) {
        const of = (all: ReadonlyArray<Item>) => all.filter((item) => item.owner === owner)
        expect(of(taken)).toEqual(of([...first, ...later]))
      }
    })
  )
})

it("takes items with sizes until they reach what was asked for", () => {
  const queue = makeFairQueue<{ readonly n: number }>(
    () => 0,
    ({ n }) => n
  )
  for (const n of [3, 4, 1, 9, 1]) queue.add({ n })
  const takes = [5, 5, 5, 5].map((most) => queue.take(most).map(({ n }) => n))
  expect(takes).toEqual([[3, 4], [1, 9], [1], []])
})

it("lets no flood delay another owner by more than three times, counted in takes", () => {
  const takes = (own: number, flood: number, most: number) => {
    const queue = queueOf(Array.from({ length: flood }, (_, n) => ({ owner: 1, n })))
    // What is under way when they come.
    let count = queue.take(most).length > 0 ? 1 : 0
    for (let n = 0; n < own; n++) queue.add({ owner: 2, n })
    for (let left = own; left > 0; count++) {
      left -= queue.take(most).filter(({ owner }) => owner === 2).length
    }
    return count
  }
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500 }),
      fc.integer({ min: 1, max: 5_000 }),
      fc.integer({ min: 1, max: 256 }),
      (own, flood, most) => {
        expect(takes(own, flood, most)).toBeLessThanOrEqual(3 * takes(own, 0, most))
      }
    ),
    { numRuns: 60 }
  )
})

it("takes something of everybody, whoever floods, where there is room for all", () => {
  const owners = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(owners, fc.integer({ min: 0, max: 216 }), (floods, more) => {
      const queue = queueOf(
        floods.flatMap((n, owner) => Array.from({ length: n }, (_, i) => ({ owner, n: i })))
      )
      const taken = queue.take(floods.length + more)
      expect(new Set(taken.map(({ owner }) => owner)).size).toBe(floods.length)
    }),
    { numRuns: 50 }
  )
})

it("lets go of what was taken, however long it is never empty", () => {
  const queue = queueOf([{ owner: 0, n: 0 }])
  for (let n = 1; n < 20_000; n++) {
    queue.add({ owner: 0, n })
    expect(queue.take(1)).toEqual([{ owner: 0, n: n - 1 }])
  }
  expect(queue.size()).toBe(1)
})

it.effect("whose turn it is works at once with few others, and who leaves makes room", () =>
  Effect.gen(function* () {
    const inTurn = makeFairTurns(2)
    const done: Array<number> = []
    let atOnce = 0
    let most = 0
    const goOn = yield* Deferred.make<void>()
    const work = (owner: number) =>
      inTurn(owner)(
        Effect.gen(function* () {
          atOnce += 1
          most = Math.max(most, atOnce)
          yield* Deferred.await(goOn)
          yield* Effect.yieldNow()
          done.push(owner)
        }).pipe(
          Effect.ensuring(
            Effect.sync(() => {
              atOnce -= 1
            })
          )
        )
      )
    const flood = yield* Effect.forEach(Array(60).fill(1), (owner) => Effect.fork(work(owner)))
    yield* Effect.yieldNow()
    const own = yield* Effect.forEach([2, 2, 2], (owner) => Effect.fork(work(owner)))
    yield* Effect.yieldNow()
    // One that works, and one that waits.
    yield* Fiber.interruptAll([flood[0], flood[5]].filter((fiber) => fiber !== undefined))
    yield* Deferred.succeed(goOn, undefined)
    yield* Fiber.awaitAll([...flood, ...own])
    expect(most).toBe(2)
    expect(done).toHaveLength(61)
    // Alone, three take two rounds of two.
    expect(done.lastIndexOf(2)).toBeLessThan(3 * 4)
    yield* work(1)
  })
)
