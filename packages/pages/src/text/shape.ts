import * as hb from "harfbuzzjs"
import { segments } from "./segments.js"
import type { Typeface } from "./Typeface.js"

/** A glyph in its place; measures in thousandths of the font size. */
export interface Glyph {
  readonly face: Typeface
  readonly id: number
  readonly advance: number
  readonly dx: number
  readonly dy: number
}

export interface Shaped {
  readonly glyphs: ReadonlyArray<Glyph>
  readonly advance: number
  /** Characters that no face has; they show as an empty box. */
  readonly missing: string
}

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" })
const ignorable = /^[\p{Cf}\p{Variation_Selector}]$/u

const covers = (face: Typeface, cluster: string): boolean => {
  for (const character of cluster) {
    if (ignorable.test(character)) continue
    if (face.font.glyph(character.codePointAt(0) ?? 0) === undefined) return false
  }
  return true
}

let buffer: hb.Buffer | undefined

const shapeWith = (face: Typeface, text: string, rightToLeft: boolean): ReadonlyArray<Glyph> => {
  buffer ??= new hb.Buffer()
  buffer.reset()
  buffer.addText(text)
  buffer.guessSegmentProperties()
  buffer.setDirection(rightToLeft ? hb.Direction.RTL : hb.Direction.LTR)
  hb.shape(face.font, buffer)
  const positions = buffer.getGlyphPositions()
  const scale = 1000 / face.unitsPerEm
  return buffer.getGlyphInfos().map(({ codepoint }, index) => {
    const position = positions[index]
    return {
      face,
      id: codepoint,
      advance: (position?.xAdvance ?? 0) * scale,
      dx: (position?.xOffset ?? 0) * scale,
      dy: (position?.yOffset ?? 0) * scale
    }
  })
}

/** Shapes text of one direction; each character takes the first of `faces` that has it. */
export const shape = (
  text: string,
  faces: ReadonlyArray<Typeface>,
  rightToLeft: boolean
): Shaped => {
  const runs: Array<{ face: Typeface; text: string }> = []
  let missing = ""
  for (const segment of segments(segmenter, text)) {
    const last = runs[runs.length - 1]
    const found = faces.find((face) => covers(face, segment))
    if (found === undefined) missing += segment
    const face = found ?? last?.face ?? faces[0]
    if (face === undefined) continue
    if (last !== undefined && last.face === face) last.text += segment
    else runs.push({ face, text: segment })
  }
  const ordered = rightToLeft ? runs.reverse() : runs
  const glyphs = ordered.flatMap((run) => shapeWith(run.face, run.text, rightToLeft))
  return { glyphs, advance: glyphs.reduce((sum, glyph) => sum + glyph.advance, 0), missing }
}
