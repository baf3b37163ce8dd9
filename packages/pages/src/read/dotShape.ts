/** A dot this many times higher or wider than the other way is damage; fax knows 204 x 98 and 204 x 391. */
const mostStretched = 5

/** How the dots of a picture lie: as stored, before any orientation is applied. */
export interface DotShape {
  /** Dots to the inch down, for each dot to the inch across. */
  readonly ratio: number
  /** The file tells the shape of its dots, and not how large they are. */
  readonly shapeOnly: boolean
}

const unknown: DotShape = { ratio: 1, shapeOnly: false }

const shapeOf = (across: number, down: number, shapeOnly: boolean): DotShape => {
  const ratio = down / across
  return ratio >= 1 / mostStretched && ratio <= mostStretched ? { ratio, shapeOnly } : unknown
}

/** The chunk pHYs, before the first IDAT: dots to the unit across and down, 1 where that is the metre (PNG, 11.3.5.3). */
const ofPng = (view: DataView): DotShape => {
  for (let at = 8; at + 17 <= view.byteLength; at += 12 + view.getUint32(at)) {
    const name = view.getUint32(at + 4)
    if (name === 0x49444154) return unknown
    if (name !== 0x70485973) continue
    return shapeOf(view.getUint32(at + 8), view.getUint32(at + 12), view.getUint8(at + 16) !== 1)
  }
  return unknown
}

/** The segment APP0, which comes first: unit, 0 for none, and densities, at byte 7 of it (T.871, 10.1). */
const ofJpeg = (view: DataView): DotShape =>
  view.byteLength > 18 && view.getUint16(2) === 0xffe0 && view.getUint32(6) === 0x4a464946
    ? shapeOf(view.getUint16(14), view.getUint16(16), view.getUint8(13) === 0)
    : unknown

/** The shape of the dots of a PNG or JPEG; `sharp` tells the density across alone. */
export const dotShape = (bytes: Uint8Array, format: string): DotShape => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return format === "png" ? ofPng(view) : format === "jpeg" ? ofJpeg(view) : unknown
}
