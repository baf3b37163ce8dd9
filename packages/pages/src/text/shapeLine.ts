import { createRequire } from "node:module"
import { type Shaped, shape } from "./shape.js"
import type { Typeface } from "./Typeface.js"

/** Its types describe an ES module, what Node loads is CommonJS. */
const bidiFactory: typeof import("bidi-js").default = createRequire(import.meta.url)("bidi-js")
const bidi = bidiFactory()
/** Scripts and controls that run from right to left (Hebrew to Thaana, presentation forms, marks). */
const rightToLeftText =
  /[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u

/** Characters in which a paragraph shows its direction; looking at all of a long one would cost. */
const telling = 1024

/** Whether a paragraph, before it is wrapped, runs from right to left (rules P2 and P3). */
export const isRightToLeft = (paragraph: string): boolean => {
  const start = paragraph.slice(0, telling)
  if (!rightToLeftText.test(start)) return false
  return (bidi.getEmbeddingLevels(start).paragraphs[0]?.level ?? 0) % 2 === 1
}

/**
 * Shapes one line in the order in which it is seen (Unicode bidirectional algorithm, rules L2 and L4);
 * `rightToLeft` where it belongs to a paragraph that runs so.
 */
export const shapeLine = (
  line: string,
  faces: ReadonlyArray<Typeface>,
  rightToLeft: boolean
): Shaped => {
  if (!rightToLeft && !rightToLeftText.test(line)) return shape(line, faces, false)
  const { levels } = bidi.getEmbeddingLevels(line, rightToLeft ? "rtl" : "ltr")
  const runs: Array<{ level: number; text: string }> = []
  for (let at = 0; at < line.length; at++) {
    const level = levels[at] ?? 0
    const last = runs[runs.length - 1]
    if (last !== undefined && last.level === level) last.text += line[at]
    else runs.push({ level, text: line[at] ?? "" })
  }
  const highest = Math.max(...runs.map((run) => run.level))
  for (let level = highest; level > 0; level--) {
    for (let from = 0; from < runs.length; from++) {
      let to = from
      while (to < runs.length && (runs[to]?.level ?? 0) >= level) to++
      if (to > from) runs.splice(from, to - from, ...runs.slice(from, to).reverse())
      from = Math.max(from, to - 1)
    }
  }
  const shaped = runs.map((run) => shape(run.text, faces, run.level % 2 === 1))
  return {
    glyphs: shaped.flatMap((part) => part.glyphs),
    advance: shaped.reduce((sum, part) => sum + part.advance, 0),
    missing: shaped.map((part) => part.missing).join("")
  }
}
