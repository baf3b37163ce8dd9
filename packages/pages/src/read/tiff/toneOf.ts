import type { TiffLayout } from "./TiffLayout.js"

/** The lightness of a grey that a screen shows, 0 to 1, for CIE L* from 0 to 1 (sRGB, IEC 61966-2-1). */
const greyOfLightness = (lightness: number): number => {
  const f = (lightness * 100 + 16) / 116
  const light = f > 6 / 29 ? f ** 3 : 3 * (6 / 29) ** 2 * (f - 4 / 29)
  return light <= 0.003_130_8 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055
}

/** What eyes see of red, green and blue (ITU-R BT.601). */
const luma = (red: number, green: number, blue: number) =>
  0.299 * red + 0.587 * green + 0.114 * blue

/** The grey, 0 black to 1 white, of one dot whose samples `sample` reads, each 0 to 1. */
export const toneOf = (
  { bits, photometric }: Pick<TiffLayout, "bits" | "photometric">,
  colourMap: ReadonlyArray<number>
): ((sample: (index: number) => number) => number) | undefined => {
  const entries = 2 ** bits
  switch (photometric) {
    case 0:
      return (sample) => 1 - sample(0)
    case 1:
    case 6: // Y is the grey.
      return (sample) => sample(0)
    case 2:
      return (sample) => luma(sample(0), sample(1), sample(2))
    case 3: {
      const map = colourMap.map((value) => value / 65_535)
      if (map.length < entries * 3) return bits > 16 ? undefined : (sample) => sample(0)
      return (sample) => {
        const index = Math.round(sample(0) * (entries - 1))
        return luma(map[index] ?? 0, map[index + entries] ?? 0, map[index + entries * 2] ?? 0)
      }
    }
    case 5:
      return (sample) => {
        const left = 1 - sample(3)
        return luma((1 - sample(0)) * left, (1 - sample(1)) * left, (1 - sample(2)) * left)
      }
    case 8:
    case 9:
    case 10:
      return (sample) => greyOfLightness(sample(0))
    default:
      return undefined
  }
}
