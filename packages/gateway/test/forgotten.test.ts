import { expect, it } from "vitest"
import { growOld, old } from "../../core/test/oldSpace.js"
import { makeFairQueue } from "../src/store/database/fairQueue.js"

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
