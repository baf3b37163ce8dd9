import type { PdfObjects } from "./PdfObjects.js"
import { type Dict, isArray, isDict, Name, Stream, Text, type Value } from "./values.js"

const samplesOf: Readonly<Record<string, number>> = {
  DeviceGray: 1,
  G: 1,
  CalGray: 1,
  DeviceRGB: 3,
  RGB: 3,
  CalRGB: 3,
  Lab: 3,
  DeviceCMYK: 4,
  CMYK: 4,
  Pattern: 0
}

const deepest = 8

/**
 * Samples of a colour in this colour space (ISO 32000, 8.6), 0 for patterns; undefined where the space is none, or lacks
 * what it needs: nothing is drawn in it. `named` are the spaces that the page has names for.
 */
export const samplesIn = (
  objects: PdfObjects,
  space: Value | undefined,
  named: Dict,
  depth = 0
): number | undefined => {
  const found = objects.resolve(space)
  if (depth > deepest) return undefined
  if (found instanceof Name) {
    const own = named.get(found.name)
    return own === undefined ? samplesOf[found.name] : samplesIn(objects, own, named, depth + 1)
  }
  if (!isArray(found)) return undefined
  const [family = "", second, third, fourth] = [objects.name(found[0]), ...found.slice(1)]
  const converts = isDict(objects.resolve(fourth)) || objects.resolve(fourth) instanceof Stream
  const below = () => samplesIn(objects, second, named, depth + 1)
  switch (family) {
    case "ICCBased": {
      const samples = objects.number(objects.dict(second).get("N")) ?? 0
      return [1, 3, 4].includes(samples) ? samples : undefined
    }
    case "Separation":
      return converts ? 1 : undefined
    case "DeviceN":
      return converts ? objects.list(second).length : undefined
    case "Indexed":
    case "I": {
      const [base, last, table] = [below(), objects.number(third), objects.resolve(fourth)]
      const bytes =
        table instanceof Text
          ? table.bytes
          : table instanceof Stream
            ? objects.decode(table).bytes
            : new Uint8Array()
      const isWhole = base !== undefined && last !== undefined && bytes.length >= (last + 1) * base
      return isWhole ? 1 : undefined
    }
    default:
      return samplesOf[family]
  }
}
