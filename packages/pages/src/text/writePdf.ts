import { deflateSync } from "node:zlib"
import { PdfFile } from "../pdf/PdfFile.js"
import type { Glyph } from "./shape.js"
import type { Typeface } from "./Typeface.js"

/** Something drawn on a page; points from the lower left corner. */
export type Mark =
  | {
      readonly _tag: "Text"
      readonly x: number
      readonly y: number
      readonly size: number
      readonly glyphs: ReadonlyArray<Glyph>
    }
  | {
      readonly _tag: "Rule"
      readonly x: number
      readonly y: number
      readonly width: number
      readonly height: number
    }

export interface PdfPage {
  readonly width: number
  readonly height: number
  readonly marks: ReadonlyArray<Mark>
}

const hex4 = (value: number) => value.toString(16).padStart(4, "0")
/** As the font dictionary says it, in thousandths of the font size. */
const widthOf = (face: Typeface, glyph: number) =>
  Math.round((face.font.glyphHAdvance(glyph) * 1000) / face.unitsPerEm)
const round = (value: number) => String(Math.round(value * 100) / 100)

/** A run of glyphs: each where shaping put it, whatever the widths in the font dictionary. */
const textOperators = (mark: Extract<Mark, { _tag: "Text" }>) => {
  let out = `BT 1 0 0 1 ${round(mark.x)} ${round(mark.y)} Tm`
  let face: Typeface | undefined
  let rise = 0
  let array = ""
  const flush = () => {
    if (array !== "") out += ` [${array}]TJ`
    array = ""
  }
  for (const glyph of mark.glyphs) {
    if (glyph.face !== face || glyph.dy !== rise) {
      flush()
      if (glyph.face !== face) out += ` /${glyph.face.name} ${round(mark.size)} Tf`
      if (glyph.dy !== rise) out += ` ${round((glyph.dy * mark.size) / 1000)} Ts`
      face = glyph.face
      rise = glyph.dy
    }
    const before = glyph.dx === 0 ? "" : round(-glyph.dx)
    const after = widthOf(glyph.face, glyph.id) - glyph.advance + glyph.dx
    array += `${before}<${hex4(glyph.id)}>${Math.abs(after) < 0.01 ? "" : round(after)}`
  }
  flush()
  return `${out} ET`
}

/** Fonts as they are put into each file. */
const deflated = new Map<Typeface, Buffer>()

const deflatedOf = (face: Typeface): Buffer => {
  const known = deflated.get(face) ?? deflateSync(face.bytes, { level: 1 })
  deflated.set(face, known)
  return known
}

/** The font whole, its glyphs addressed by their number. */
const embed = (file: PdfFile, id: number, face: Typeface, glyphs: ReadonlySet<number>) => {
  const scale = 1000 / face.unitsPerEm
  const { name } = face
  const { ascender, descender } = face.font.hExtents()
  const [ascent, descent] = [Math.round(ascender * scale), Math.round(descender * scale)]
  const data = file.addStream(`/Length1 ${face.bytes.length}/Filter/FlateDecode`, deflatedOf(face))
  const descriptor = file.add(
    `<</Type/FontDescriptor/FontName/${name}/Flags 4/FontBBox[-1000 ${descent} 2000 ${ascent}]/ItalicAngle 0` +
      `/Ascent ${ascent}/Descent ${descent}/CapHeight ${ascent}/StemV 80/FontFile2 ${data} 0 R>>`
  )
  const widths = [...glyphs]
    .sort((a, b) => a - b)
    .map((glyph) => `${glyph}[${widthOf(face, glyph)}]`)
  const descendant = file.add(
    `<</Type/Font/Subtype/CIDFontType2/BaseFont/${name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>` +
      `/FontDescriptor ${descriptor} 0 R/CIDToGIDMap/Identity/DW 1000/W[${widths.join("")}]>>`
  )
  file.set(
    id,
    `<</Type/Font/Subtype/Type0/BaseFont/${name}/Encoding/Identity-H/DescendantFonts[${descendant} 0 R]>>`
  )
}

/** A PDF of text and rules whose fonts are embedded, drawn alike on every machine. */
export const writePdf = (pages: Iterable<PdfPage>): Uint8Array => {
  const file = new PdfFile()
  const tree = file.reserve()
  const fonts = new Map<Typeface, { id: number; glyphs: Set<number> }>()
  const fontFor = (face: Typeface) => {
    const known = fonts.get(face) ?? { id: file.reserve(), glyphs: new Set<number>() }
    fonts.set(face, known)
    return known
  }
  const pageIds: Array<number> = []
  for (const { height, marks, width } of pages) {
    const content = marks.map((mark) => {
      if (mark._tag === "Rule") {
        return `${round(mark.x)} ${round(mark.y)} ${round(mark.width)} ${round(mark.height)} re f`
      }
      for (const glyph of mark.glyphs) fontFor(glyph.face).glyphs.add(glyph.id)
      return textOperators(mark)
    })
    const contents = file.addDeflated("", Buffer.from(content.join("\n")))
    const resources = [...fonts].map(([face, { id }]) => `/${face.name} ${id} 0 R`).join("")
    pageIds.push(
      file.add(
        `<</Type/Page/Parent ${tree} 0 R/MediaBox[0 0 ${round(width)} ${round(height)}]/Contents ${contents} 0 R/Resources<</Font<<${resources}>>>>>>`
      )
    )
  }
  for (const [face, { glyphs, id }] of fonts) embed(file, id, face, glyphs)
  return file.finish(tree, pageIds)
}
