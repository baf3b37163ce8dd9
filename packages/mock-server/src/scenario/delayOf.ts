import type { Delay } from "./Scenario.js"

/** How far one in a hundred lies above the middle of a normal distribution, in standard deviations. */
const p99Deviations = 2.3263

/** Milliseconds to wait; `chance` gives numbers between 0 and 1. */
export const delayOf = (delay: Delay, chance: () => number): number => {
  if (typeof delay === "number") return delay
  if ("min" in delay) return delay.min + (delay.max - delay.min) * chance()
  // Box and Muller: two even chances make one normal one.
  const normal = Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance())
  const spread = Math.log(Math.max(1, delay.p99 / Math.max(1, delay.median))) / p99Deviations
  return delay.median * Math.exp(normal * spread)
}
