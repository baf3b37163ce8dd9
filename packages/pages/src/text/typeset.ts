import { type Paper, paperSize } from "../Paper.js"
import { Refusal } from "../Refusal.js"
import { boldStyle, joinStruckLines, readStruckLine, underlined } from "./overstrike.js"
import { isRightToLeft, shapeLine } from "./shapeLine.js"
import { type Typeface, typeface } from "./Typeface.js"
import { withoutTerminalCodes } from "./terminalCodes.js"
import { wrap } from "./wrap.js"
import type { Mark, PdfPage } from "./writePdf.js"

export const sizeOf = (paper: Paper) => {
  const [width, height] = paperSize[paper]
  return { width, height }
}

/** 20 mm: with 10 points, 80 columns on A4. */
const margin = 56.7
const usualSize = 10
/** Below this, type cannot be read on a fax. */
const smallestSize = 5.5
/** Height of a line for each point of type. */
const leading = 1.2
const tab = 8
/** More than a page takes: 130 rows of 150 columns, of four bytes. */
const mostBytes = 130 * 150 * 4

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

/** Controls that mean nothing on paper. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controls = /[\x00-\x07\x0b\x0e-\x1f\x7f\ufeff]/g

/** Part of a line that fits on one. */
interface Row {
  readonly text: string
  readonly rightToLeft: boolean
  readonly styles: Uint8Array | undefined
  /** What is struck over it. */
  readonly over: string
}

interface TypesetPage extends PdfPage {
  readonly missing: string
}

/** A text in rows, page for page: glyphs come when a page is set. */
export interface TypesetText {
  /** As wrapped, a line a row. */
  readonly texts: ReadonlyArray<string>
  readonly set: (page: number) => TypesetPage
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

/** A line that is laid out in columns: breaking it would break what stands below one another. */
const isColumnar = (line: string) => /\S {2,}\S|[|│║\t]/.test(line)

/**
 * The size at which a report fits that is wider than 80 columns, and 10 points otherwise. Lines too long for any size wrap, and
 * have no say unless there are many.
 */
const sizeFor = (text: string, room: number, columns: (line: string) => number): number => {
  const usual = room / usualSize
  const maxWidth = room / smallestSize
  let [widest, wide, wider] = [0, 0, 0]
  for (const sheet of parts(text, "\f")) {
    for (const line of parts(sheet, "\n")) {
      if (line.length < usual / 2) continue
      const width = columns(line.trimEnd())
      if (width <= usual) continue
      if (width > maxWidth) wider++
      else if (isColumnar(line)) {
        wide++
        widest = Math.max(widest, width)
      }
    }
  }
  if (wide === 0 || wider > wide / 4) return usualSize
  return Math.floor((room / widest) * 100) / 100
}

/**
 * Plain text to pages: monospaced, long lines wrapped, those of a wide report set smaller so that they fit, a form feed
 * begins a page.
 */
export const typeset = async (
  decoded: string,
  paper: Paper,
  mostPages: number
): Promise<TypesetText> => {
  const tooMany = () =>
    new Refusal({ _tag: "DocumentTooLarge", limit: "pages", allowed: mostPages })
  if (decoded.length > mostPages * mostBytes) throw tooMany()
  const text = joinStruckLines(withoutTerminalCodes(decoded))
    .replace(/[\v\u0085\u2028\u2029]/g, "\n")
    .replace(controls, "")
    .replace(/\n?\f?\n?$/, "")
  if (text.replace(/[\b\f]/g, "").trim() === "") throw new Refusal({ _tag: "EmptyDocument" })
  const faces = await facesFor(text)
  const isStruck = /[\b\r]/.test(text)
  const boldFaces = isStruck ? [await typeface("monoBold"), ...faces] : faces
  const [mono] = faces
  const space = mono === undefined ? 600 : mono.font.glyphHAdvance(mono.font.glyph(0x20) ?? 0)
  const column = (space * 1000) / (mono?.unitsPerEm ?? 1000)
  const measure = (part: string) =>
    plain.test(part) ? part.length * column : shapeLine(part, faces, false).advance
  const columns = (part: string) => measure(part) / column
  const { height, width } = sizeOf(paper)
  /** Columns of a page, times the size of the type. */
  const room = ((width - 2 * margin) * 1000 + usualSize) / column
  const size = sizeFor(text, room, (line) =>
    columns(expandTabs(readStruckLine(line).text, columns))
  )
  const lineHeight = size * leading
  const rowsOfPage = Math.floor((height - 2 * margin - size) / lineHeight) + 1

  const pages: Array<ReadonlyArray<Row>> = []
  let rows: Array<Row> = []
  const endPage = () => {
    if (pages.length === mostPages) throw tooMany()
    pages.push(rows)
    rows = []
  }
  let first = true
  for (const sheet of parts(text, "\f")) {
    if (!first) endPage()
    first = false
    for (const line of parts(sheet, "\n")) {
      const struck = readStruckLine(line)
      const { over, styles } = struck
      const whole = expandTabs(struck.text, columns)
      const rightToLeft = isRightToLeft(whole)
      let from = 0
      for (const row of wrap(whole, (room / size) * column, measure)) {
        if (rows.length === rowsOfPage) endPage()
        const at = styles === undefined ? 0 : Math.max(0, whole.indexOf(row, from))
        from = at + row.length
        rows.push({
          text: row,
          rightToLeft,
          styles: styles?.subarray(at, from),
          over: over.slice(at, from)
        })
      }
    }
  }
  endPage()

  /** Rows from left to right whose letters are of several styles, each stretch of a style by itself. */
  const setStretches = (row: Row, y: number, marks: Array<Mark>): string => {
    const { over, styles = new Uint8Array(), text } = row
    const placeOf = (at: number) => margin + (measure(text.slice(0, at)) * size) / 1000
    let missing = ""
    for (let from = 0; from < text.length; ) {
      const style = styles[from] ?? 0
      let to = from + 1
      while (to < text.length && (styles[to] ?? 0) === style) to++
      const isBold = (style & boldStyle) !== 0
      const shaped = shapeLine(text.slice(from, to), isBold ? boldFaces : faces, false)
      const x = placeOf(from)
      missing += shaped.missing
      marks.push({ _tag: "Text", x, y, size, glyphs: shaped.glyphs })
      if ((style & underlined) !== 0) {
        const [below, thickness] = [size * 0.18, size * 0.07]
        marks.push({ _tag: "Rule", x, y: y - below, width: placeOf(to) - x, height: thickness })
      }
      from = to
    }
    for (const [at, character] of [...over].entries()) {
      if (character === " ") continue
      const { glyphs } = shapeLine(character, faces, false)
      marks.push({ _tag: "Text", x: placeOf(at), y, size, glyphs })
    }
    return missing
  }

  const set = (page: number): TypesetPage => {
    const marks: Array<Mark> = []
    let missing = ""
    let y = height - margin - size
    for (const row of pages[page] ?? []) {
      if (row.styles !== undefined) missing += setStretches(row, y, marks)
      else if (row.text !== "") {
        const shaped = shapeLine(row.text, faces, row.rightToLeft)
        missing += shaped.missing
        const advance = (shaped.advance * size) / 1000
        const x = row.rightToLeft ? width - margin - advance : margin
        marks.push({ _tag: "Text", x, y, size, glyphs: shaped.glyphs })
      }
      y -= lineHeight
    }
    return { width, height, marks, missing }
  }
  return { texts: pages.map((page) => page.map(({ text }) => text).join("\n")), set }
}
