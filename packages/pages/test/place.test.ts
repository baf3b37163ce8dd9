import { describe, expect, test } from "@effect/vitest"
import { gridOf } from "../src/raster/Grid.js"
import { place } from "../src/raster/place.js"

const a4 = gridOf("a4", "fine")

describe("place", () => {
  test("keeps a sheet of the paper's size as it is, centred across", () => {
    expect(place(8.5, 11, gridOf("letter", "fine"))).toMatchObject({
      turned: false,
      left: 0,
      top: 0
    })
    const { left, rows, scale, turned, width } = place(8.27, 11.69, a4)
    expect(scale).toBeCloseTo(1, 2)
    expect({ turned, left, width, rows }).toEqual({
      turned: false,
      left: 21,
      width: 1686,
      rows: 2290
    })
  })

  test("turns a sheet that lies down", () => {
    const { rows, turned, width } = place(11.69, 8.27, a4)
    expect([turned, width, rows]).toEqual([true, 1686, 2290])
  })

  test("does not turn what fits upright", () => {
    expect(place(8.27, 5.83, a4).turned).toBe(false)
  })

  test("shrinks what is larger, in proportion", () => {
    const { rows, scale, width } = place(16.54, 23.39, a4)
    expect(scale).toBeCloseTo(0.5, 2)
    expect(width / 204 / (rows / 196)).toBeCloseTo(16.54 / 23.39, 2)
  })

  test("never enlarges", () => {
    expect(place(1, 1, a4)).toMatchObject({ scale: 1, width: 204, rows: 196 })
  })

  test("halves the rows in standard resolution", () => {
    expect(place(1, 1, gridOf("a4", "standard"))).toMatchObject({ width: 204, rows: 98 })
  })
})
