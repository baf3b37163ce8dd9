import { describe, expect, test } from "@effect/vitest"
import { Refusal } from "../src/Refusal.js"
import { strideOf } from "../src/raster/Bitmap.js"
import { gridOf } from "../src/raster/Grid.js"
import { place } from "../src/raster/place.js"
import { toBitmap } from "../src/raster/toBitmap.js"
import { open } from "../src/read/open.js"
import { type Subject, subjects } from "./support/damage.js"

const limits = { pages: 10, pixels: 1e8, bytes: 1e9, seconds: 60, memory: 512 * 1024 * 1024 }
const grid = gridOf("a4", "standard")
const bits = new Uint8Array(strideOf(grid.width) * grid.rows)

/** The dots of the first page, or what is said against it. */
const pageOf = async (bytes: Uint8Array): Promise<Uint8Array | "told"> => {
  try {
    const opened = await open(bytes, "a4", limits)
    try {
      const sheet = await opened.sheet(0)
      const placement = place(sheet.widthInches, sheet.heightInches, grid)
      const { bitmap } = toBitmap(await sheet.draw(grid, placement), grid, bits)
      const problems = (await sheet.problems?.()) ?? []
      return problems.length > 0 ? "told" : Uint8Array.from(bitmap.bits)
    } finally {
      opened.close()
    }
  } catch (cause) {
    if (cause instanceof Refusal) return "told"
    throw cause
  }
}

/** How many damages of each kind change the page without a word. */
const silentOf = async (subject: Subject, damages: number) => {
  const { bytes, from, to } = subject
  const right = await pageOf(bytes)
  if (right === "told") throw new Error(`${subject.name} is not sound`)
  const isSilent = async (damaged: Uint8Array) => {
    const page = await pageOf(damaged)
    return page !== "told" && Buffer.compare(page, right) !== 0
  }
  const places = Array.from(
    { length: damages },
    (_, index) => from + Math.floor(((to - from) * (index + 0.5)) / damages)
  )
  const silent = { flipped: [] as Array<number>, cut: [] as Array<number> }
  for (const [index, at] of places.entries()) {
    const flipped = new Uint8Array(bytes)
    flipped[at] = (flipped[at] ?? 0) ^ (1 << ((index * 5) % 8))
    if (await isSilent(flipped)) silent.flipped.push(at)
    // What is cut out of a document with a directory leaves the rest where it was.
    const cut = subject.cuttable ? bytes.slice(0, at) : new Uint8Array(bytes).fill(0, at, to)
    if (await isSilent(cut)) silent.cut.push(at)
  }
  return silent
}

/** Damages of each document; more are tried by hand: PAGES_DAMAGES=2000. */
const damages = Number(process.env.PAGES_DAMAGES ?? 24)

describe("a page of a damaged document is the same, or it is said to be damaged", async () => {
  for (const subject of await subjects()) {
    test(`${subject.name}: cut, and each byte changed`, { timeout: 600_000 }, async () => {
      const silent = await silentOf(subject, damages)
      if (process.env.PAGES_DAMAGES !== undefined)
        console.log(subject.name, silent.flipped.length, "of", damages, silent)
      expect(silent.cut).toEqual([])
      expect(silent.flipped.length).toBeLessThanOrEqual(damages * subject.untold)
    })
  }
})
