import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { expect, it } from "@effect/vitest"
import { FirstKey } from "../src/simulation/FirstKey.js"

setFlagsFromString("--expose-gc")
const collectGarbage: () => void = runInNewContext("gc")

/** Those of which the map has lost hold, and that are in memory all the same. */
const heldOf = async (goes: (i: number) => number | undefined) => {
  const map = new Map<number, object>()
  const first = new FirstKey(map)
  const values: Array<WeakRef<object>> = []
  for (let i = 0; i < 1000; i++) {
    const value = { i }
    map.set(i, value)
    values.push(new WeakRef(value))
    const going = goes(i)
    if (going !== undefined && map.delete(going)) first.gone()
  }
  await new Promise((resolve) => setImmediate(resolve))
  collectGarbage()
  const held = values.filter((value) => value.deref() !== undefined).length
  return { held: held - map.size, first: first.value, kept: [...map.keys()] }
}

it.each([
  ["the oldest goes", (i: number) => (i < 10 ? undefined : i - 10)],
  ["the one after the oldest goes", (i: number) => (i === 0 ? undefined : i)],
  ["any goes", (i: number) => (i < 100 ? undefined : (i * 7919) % i)]
])("what has gone is free to be collected where %s", async (_what, goes) => {
  const { first, held, kept } = await heldOf(goes)
  // The last one is still in the hands of the loop.
  expect(held).toBeLessThanOrEqual(1)
  expect(first).toBe(kept[0])
})
