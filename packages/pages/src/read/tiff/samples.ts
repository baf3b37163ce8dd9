import type { TiffLayout } from "./TiffLayout.js"

/** Whether the differences can be undone that were coded for samples. */
export const canUndo = ({ bits, format, predictor }: TiffLayout): boolean =>
  predictor <= 1 ||
  (predictor === 2 && [8, 16, 32].includes(bits)) ||
  (predictor === 3 && format === 3)

/** Undoes horizontal differencing (TIFF 6.0, section 14) and that of floating point (TechNote 3), row by row. */
export const undoPredictor = (
  bytes: Uint8Array,
  rowBytes: number,
  perDot: number,
  { bits, predictor }: Pick<TiffLayout, "bits" | "predictor">,
  little: boolean
): void => {
  const size = bits / 8
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let row = 0; row + rowBytes <= bytes.length; row += rowBytes) {
    if (predictor === 3) {
      for (let at = row + perDot; at < row + rowBytes; at++) {
        bytes[at] = (bytes[at] ?? 0) + (bytes[at - perDot] ?? 0)
      }
      const planes = bytes.slice(row, row + rowBytes)
      const count = rowBytes / size
      for (let index = 0; index < count; index++) {
        for (let byte = 0; byte < size; byte++) {
          const to = little ? size - 1 - byte : byte
          bytes[row + index * size + to] = planes[byte * count + index] ?? 0
        }
      }
    } else if (bits === 8) {
      for (let at = row + perDot; at < row + rowBytes; at++) {
        bytes[at] = (bytes[at] ?? 0) + (bytes[at - perDot] ?? 0)
      }
    } else if (bits === 16) {
      for (let at = row + perDot * 2; at + 2 <= row + rowBytes; at += 2) {
        view.setUint16(
          at,
          view.getUint16(at, little) + view.getUint16(at - perDot * 2, little),
          little
        )
      }
    } else if (bits === 32) {
      for (let at = row + perDot * 4; at + 4 <= row + rowBytes; at += 4) {
        view.setUint32(
          at,
          view.getUint32(at, little) + view.getUint32(at - perDot * 4, little),
          little
        )
      }
    }
  }
}

const half = (bits: number): number => {
  const exponent = (bits >> 10) & 31
  const fraction = bits & 1023
  const size =
    exponent === 0
      ? fraction * 2 ** -24
      : exponent === 31
        ? Number.NaN
        : (1 + fraction / 1024) * 2 ** (exponent - 15)
  return bits & 0x8000 ? -size : size
}

/**
 * Reads sample `index` of a row that begins at byte `row`: integers as a part of their range, 0 to 1, floating point as
 * it is.
 */
export const sampleReader = (
  bytes: Uint8Array,
  { bits, format }: Pick<TiffLayout, "bits" | "format">,
  little: boolean
): ((row: number, index: number) => number) => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const range = 2 ** bits - 1
  const middle = format === 2 ? 2 ** (bits - 1) : 0
  if (format === 3) {
    if (bits === 16) return (row, index) => half(view.getUint16(row + index * 2, little))
    if (bits === 32) return (row, index) => view.getFloat32(row + index * 4, little)
    return (row, index) => view.getFloat64(row + index * 8, little)
  }
  const scaled = (value: number) =>
    middle === 0 ? value / range : ((value + middle) % (range + 1)) / range
  if (bits === 8) return (row, index) => scaled(bytes[row + index] ?? 0)
  if (bits === 16) return (row, index) => scaled(view.getUint16(row + index * 2, little))
  if (bits === 32) return (row, index) => scaled(view.getUint32(row + index * 4, little))
  return (row, index) => {
    let value = 0
    const from = row * 8 + index * bits
    for (let at = from; at < from + bits; at++) {
      value = value * 2 + (((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1)
    }
    return scaled(value)
  }
}
