import { jpegDamage } from "../integrity/jpegDamage.js"
import { firstLying } from "../raster/oriented.js"
import { dotShape } from "./dotShape.js"
import {
  attempt,
  type Care,
  checkMemory,
  checkPixels,
  isDamaged,
  screenDpi,
  sheetOf
} from "./picture.js"
import type { Opened, Problem, ReadLimits } from "./Sheet.js"

const unended: Problem = {
  kind: "damaged",
  detail: "The picture has no end marker, but it seems to be complete."
}

/** A JPEG that lacks nothing but the marker of its end has it again. */
const repaired = (bytes: Uint8Array) => {
  const ended = new Uint8Array(bytes.length + 2)
  ended.set(bytes)
  ended.set([0xff, 0xd9], bytes.length)
  return ended
}

/** PNG, JPEG, WebP and GIF; of an animation, the first frame. */
export const openImage = async (given: Uint8Array, limits: ReadLimits): Promise<Opened> => {
  const { default: sharp } = await import("sharp")
  const damage = given[0] === 0xff ? jpegDamage(given) : undefined
  const bytes = damage === "unended" ? repaired(given) : given
  const decode = (failOn: Care) =>
    sharp(bytes, { limitInputPixels: limits.pixels, failOn, sequentialRead: true })
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
    decode,
    problems: () => (damage === undefined ? [] : damage === "unended" ? [unended] : [isDamaged]),
    seconds: limits.seconds
  }
  return {
    count: 1,
    sizes: () => [[picture.width / picture.dpiX, picture.height / picture.dpiY]],
    sheet: async (index) => sheetOf(picture, index),
    close: () => {}
  }
}
