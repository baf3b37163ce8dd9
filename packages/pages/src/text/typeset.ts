import { type Paper, paperSize } from "../Paper.js"
import { Refusal } from "../Refusal.js"
import { decodeText } from "./decodeText.js"
import { isRightToLeft, shapeLine } from "./shapeLine.js"
import { type Typeface, typeface } from "./Typeface.js"
import { wrap } from "./wrap.js"
import type { Mark, PdfPage } from "./writePdf.js"

export const sizeOf = (paper: Paper) => {
  const [width, height] = paperSize[paper]
  return { width, height }
}

/** 20 mm: with 10 points, 80 columns on A4. */
const margin = 56.7
const fontSize = 10
const lineHeight = 12
const tab = 8
/** More than a page takes: 72 rows of 100 columns, of four bytes. */
const mostBytes = 72 * 100 * 4

/** Characters that the monospaced face has, all of one width. */
const plain = /^[\x20-\x7e]*$/

/** Tabs as spaces, to the nearest column; `columns` tells how wide a text is, in columns. */
const expandTabs = (line: string, columns: (text: string) => number): string => {
  if (!line.includes("\t")) return line
  let out = ""
  let at = 0
  let spaces = 0
  for (const part of parts(line, "\t")) {
    out += " ".repeat(spaces) + part
    at += spaces + columns(part)
    spaces = Math.max(1, Math.round((Math.floor(at / tab) + 1) * tab - at))
  }
  return out
}

/** Escape sequences of terminals, and controls that mean nothing on paper. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controls = /\x1b\[[0-9;?]*[A-Za-z]|[\x00-\x08\x0b\x0e-\x1f\x7f\ufeff]/g

export interface TypesetPage extends PdfPage {
  readonly missing: string
  /** As wrapped, a line a row. */
  readonly text: string
}

/** Parts of a text one by one: there may be millions, and few are needed to see that they are too many. */
function* parts(text: string, separator: string): Generator<string> {
  let from = 0
  for (let to = text.indexOf(separator); to !== -1; to = text.indexOf(separator, from)) {
    yield text.slice(from, to)
    from = to + separator.length
  }
  yield text.slice(from)
}

/** Faces in order of preference; the last, large one is only loaded for text that needs it. */
const facesFor = async (text: string): Promise<ReadonlyArray<Typeface>> => {
  const faces = [await typeface("mono"), await typeface("sans")]
  for (const character of new Set(text)) {
    if (character < " ") continue
    const code = character.codePointAt(0) ?? 0
    if (faces.every((face) => face.font.glyph(code) === undefined)) {
      return [...faces, await typeface("unifont")]
    }
  }
  return faces
}

/**
 * Plain text to pages: monospaced, long lines wrapped, a form feed begins a page. Pages are set as they
 * are taken: the glyphs of a long text would fill the heap.
 */
export const typeset = async (
  bytes: Uint8Array,
  paper: Paper,
  mostPages: number
): Promise<Iterable<TypesetPage>> => {
  if (bytes.length > mostPages * mostBytes) {
    throw new Refusal({ _tag: "DocumentTooLarge", limit: "pages", allowed: mostPages })
  }
  const text = decodeText(bytes)
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, "\n")
    .replace(controls, "")
  if (text.trim() === "") throw new Refusal({ _tag: "EmptyDocument" })
  const faces = await facesFor(text)
  return setPages(text.replace(/\n?\f?\n?$/, ""), faces, paper, mostPages)
}

function* setPages(
  text: string,
  faces: ReadonlyArray<Typeface>,
  paper: Paper,
  mostPages: number
): Generator<TypesetPage> {
  const { height, width } = sizeOf(paper)
  const [mono] = faces
  if (mono === undefined) return
  const column = (mono.font.glyphHAdvance(mono.font.glyph(0x20) ?? 0) * 1000) / mono.unitsPerEm
  const measure = (part: string) =>
    plain.test(part) ? part.length * column : shapeLine(part, faces, false).advance
  const columns = (part: string) => measure(part) / column
  const lineWidth = ((width - 2 * margin) * 1000) / fontSize + 1
  const top = height - margin - fontSize

  let count = 0
  let marks: Array<Mark> = []
  let missing = ""
  let rows: Array<string> = []
  let y = top
  const endPage = (): TypesetPage => {
    if (count === mostPages) {
      throw new Refusal({ _tag: "DocumentTooLarge", limit: "pages", allowed: mostPages })
    }
    const page = { width, height, marks, missing, text: rows.join("\n") }
    count++
    marks = []
    missing = ""
    rows = []
    y = top
    return page
  }
  let first = true
  for (const sheet of parts(text, "\f")) {
    if (!first) yield endPage()
    first = false
    for (const line of parts(sheet, "\n")) {
      const rightToLeft = isRightToLeft(line)
      for (const row of wrap(expandTabs(line, columns), lineWidth, measure)) {
        if (y < margin) yield endPage()
        rows.push(row)
        if (row !== "") {
          const shaped = shapeLine(row, faces, rightToLeft)
          missing += shaped.missing
          const advance = (shaped.advance * fontSize) / 1000
          const x = rightToLeft ? width - margin - advance : margin
          marks.push({ _tag: "Text", x, y, size: fontSize, glyphs: shaped.glyphs })
        }
        y -= lineHeight
      }
    }
  }
  yield endPage()
}
