import { getHeapSpaceStatistics } from "node:v8"
import { expect, it } from "vitest"
import { makeFairQueue } from "../src/store/database/fairQueue.js"

const old = () =>
  getHeapSpaceStatistics()
    .filter(({ space_name }) => /^(old|large_object)_space$/.test(space_name))
    .reduce((sum, { space_used_size }) => sum + space_used_size, 0)

/** Collections of the young while nothing changes: what holds those that wait grows old. */
const growOld = () =>
  Array.from({ length: 20_000 }, (_, index) => new Array(500).fill(index).length)

// All that waited holds 40 MB, and what waits at a time less than 0.1.
it.each([1, 5, 100])("what %i owners committed is collected with the young", (owners) => {
  const queue = makeFairQueue<{ of: Array<number> }>(({ of }) => (of[0] ?? 0) % owners)
  const some = (count: number) => {
    for (let index = 0; index < count; index++) {
      queue.add({ of: new Array(500).fill(index) })
      if (queue.size() === 16) queue.take(12)
    }
  }
  some(300)
  growOld()
  some(300)
  growOld()
  const before = old()
  some(10_000)
  expect((old() - before) / 1e6).toBeLessThan(4)
})
