import type { Cover } from "../Fax.js"
import type { Paper } from "../Paper.js"
import { shapeLine } from "../text/shapeLine.js"
import { type Typeface, typeface } from "../text/Typeface.js"
import { sizeOf } from "../text/typeset.js"
import { wrap } from "../text/wrap.js"
import { type Mark, writePdf } from "../text/writePdf.js"

const margin = 56.7
const labelWidth = 80
const titleSize = 34
const textSize = 12
const lineHeight = 17
/** Lines of a note; a longer one belongs into a document of its own. */
const mostNoteLines = 30

/** A cover page as a PDF: who, to whom, about what, how many pages, and a note. */
export const coverBytes = async (cover: Cover, paper: Paper): Promise<Uint8Array> => {
  const { height, width } = sizeOf(paper)
  const bold = [await typeface("bold"), await typeface("sans"), await typeface("unifont")]
  const regular = [await typeface("sans"), await typeface("unifont")]
  const marks: Array<Mark> = []
  const write = (
    x: number,
    y: number,
    size: number,
    text: string,
    faces: ReadonlyArray<Typeface>
  ) => marks.push({ _tag: "Text", x, y, size, glyphs: shapeLine(text, faces).glyphs })
  const rule = (y: number, thickness: number) =>
    marks.push({ _tag: "Rule", x: margin, y, width: width - 2 * margin, height: thickness })
  const rowsOf = (text: string, room: number) =>
    text
      .split(/\r\n?|\n/)
      .flatMap((line) => [
        ...wrap(line, (room * 1000) / textSize, (part) => shapeLine(part, regular).advance)
      ])

  let y = height - margin - titleSize
  write(margin, y, titleSize, "FAX", bold)
  y -= 14
  rule(y, 2)
  y -= 30
  const fields: ReadonlyArray<readonly [string, string | undefined]> = [
    ["To", cover.to],
    ["From", cover.from],
    ["Date", cover.date],
    ["Subject", cover.subject],
    ["Pages", cover.pages === undefined ? undefined : String(cover.pages)]
  ]
  for (const [label, value] of fields) {
    if (value === undefined || value === "") continue
    write(margin, y, textSize, label, bold)
    for (const row of rowsOf(value, width - 2 * margin - labelWidth).slice(0, 4)) {
      write(margin + labelWidth, y, textSize, row, regular)
      y -= lineHeight
    }
    y -= 6
  }
  y -= 4
  rule(y, 1)
  y -= 28
  for (const row of rowsOf(cover.note ?? "", width - 2 * margin).slice(0, mostNoteLines)) {
    write(margin, y, textSize, row, regular)
    y -= lineHeight
  }
  return writePdf([{ width, height, marks }])
}
