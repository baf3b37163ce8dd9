import type { Cover } from "../Fax.js"
import type { Paper } from "../Paper.js"
import { Refusal } from "../Refusal.js"
import { isRightToLeft, shapeLine } from "../text/shapeLine.js"
import { type Typeface, typeface } from "../text/Typeface.js"
import { sizeOf } from "../text/typeset.js"
import { wrap } from "../text/wrap.js"
import { type Mark, type PdfPage, writePdf } from "../text/writePdf.js"

const margin = 56.7
const labelWidth = 80
const titleSize = 34
const textSize = 12
const lineHeight = 17

/**
 * A cover as a PDF: who, to whom, about what, how many pages, and a note; on as many sheets as that takes.
 * `documentPages` is the number of pages that follow.
 */
export const coverBytes = async (
  cover: Cover,
  documentPages: number,
  paper: Paper,
  mostPages: number
): Promise<Uint8Array> => {
  const { height, width } = sizeOf(paper)
  const bold = [await typeface("bold"), await typeface("sans"), await typeface("unifont")]
  const regular = [await typeface("sans"), await typeface("unifont")]
  const top = height - margin - titleSize

  /** The sheets, where the fax is said to have this many pages. */
  const layOut = (pages: number): ReadonlyArray<PdfPage> => {
    let marks: Array<Mark> = []
    const sheets: Array<PdfPage> = [{ width, height, marks }]
    let y = top
    const write = (
      x: number,
      size: number,
      text: string,
      faces: ReadonlyArray<Typeface>,
      rightToLeft = false
    ) =>
      marks.push({ _tag: "Text", x, y, size, glyphs: shapeLine(text, faces, rightToLeft).glyphs })
    const rule = (thickness: number) =>
      marks.push({ _tag: "Rule", x: margin, y, width: width - 2 * margin, height: thickness })
    /** Goes on with the next sheet where this one is full. */
    const makeRoom = () => {
      if (y >= margin) return
      if (sheets.length === mostPages) {
        throw new Refusal({ _tag: "DocumentTooLarge", limit: "pages", allowed: mostPages })
      }
      marks = []
      sheets.push({ width, height, marks })
      y = top
    }
    const writeRows = (x: number, text: string) => {
      const room = ((width - margin - x) * 1000) / textSize
      for (const line of text.split(/\r\n?|\n/)) {
        const rightToLeft = isRightToLeft(line)
        for (const row of wrap(line, room, (part) => shapeLine(part, regular, false).advance)) {
          makeRoom()
          write(x, textSize, row, regular, rightToLeft)
          y -= lineHeight
        }
      }
    }

    write(margin, titleSize, "FAX", bold)
    y -= 14
    rule(2)
    y -= 30
    const fields: ReadonlyArray<readonly [string, string | undefined]> = [
      ["To", cover.to],
      ["From", cover.from],
      ["Date", cover.date],
      ["Subject", cover.subject],
      ["Pages", String(pages)]
    ]
    for (const [label, value] of fields) {
      if (value === undefined || value === "") continue
      makeRoom()
      write(margin, textSize, label, bold)
      writeRows(margin + labelWidth, value)
      y -= 6
    }
    y -= 4
    makeRoom()
    rule(1)
    y -= 28
    if (cover.note !== undefined) writeRows(margin, cover.note.trimEnd())
    return sheets
  }
  return writePdf(layOut(cover.pages ?? documentPages + layOut(documentPages).length))
}
