import { jpegDamage } from "../integrity/jpegDamage.js"
import { firstLying } from "../raster/oriented.js"
import { dotShape } from "./dotShape.js"
import {
  attempt,
  type Care,
  checkMemory,
  checkPixels,
  isDamaged,
  orElse,
  screenDpi,
  sheetOf
} from "./picture.js"
import { repairedPng } from "./pngRepair.js"
import type { Opened, Problem, ReadLimits } from "./Sheet.js"

const unended: Problem = {
  kind: "damaged",
  detail: "The picture has no end marker, but it seems to be complete."
}

/** A JPEG that lacks nothing but the marker of its end has it again. */
const ended = (bytes: Uint8Array) => {
  const whole = new Uint8Array(bytes.length + 2)
  whole.set(bytes)
  whole.set([0xff, 0xd9], bytes.length)
  return whole
}

/** PNG, JPEG, WebP and GIF; of an animation, the first frame. */
export const openImage = async (given: Uint8Array, limits: ReadLimits): Promise<Opened> => {
  const { default: sharp } = await import("sharp")
  const damage = given[0] === 0xff ? jpegDamage(given) : undefined
  const bytes = damage === "unended" ? ended(given) : given
  const decodeFrom = (file: Uint8Array) => (failOn: Care) =>
    sharp(file, { limitInputPixels: limits.pixels, failOn, sequentialRead: true })
  const found = await attempt(1, () => sharp(bytes, { limitInputPixels: false }).metadata())
  const { autoOrient, density, height, orientation = 1, width } = found
  checkPixels(width, height, 1, limits)
  checkMemory(found, limits)
  const { ratio, shapeOnly } = dotShape(bytes, found.format)
  const known = density !== undefined && density >= 30 && density <= 4800 && !shapeOnly
  const across = known ? density : screenDpi
  const down = across * ratio
  const lying = orientation >= firstLying
  const picture = {
    ...autoOrient,
    dpiX: lying ? down : across,
    dpiY: lying ? across : down,
    decode: decodeFrom(bytes),
    problems: () => (damage === undefined ? [] : damage === "unended" ? [unended] : [isDamaged]),
    seconds: limits.seconds
  }
  return {
    count: 1,
    sizes: () => [[picture.width / picture.dpiX, picture.height / picture.dpiY]],
    sheet: async (index) =>
      orElse(sheetOf(picture, index), async () => {
        const repaired =
          found.format === "png" ? await repairedPng(bytes, limits.memory / 4) : undefined
        const problems = () => [isDamaged]
        return repaired && sheetOf({ ...picture, decode: decodeFrom(repaired), problems }, index)
      }),
    close: () => {}
  }
}
