import { deflateSync } from "node:zlib"
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
const round = (value: number) => String(Math.round(value * 100) / 100)

/** A run of glyphs: each where shaping put it, whatever the widths in the font dictionary. */
const textOperators = (
  mark: Extract<Mark, { _tag: "Text" }>,
  fontOf: (face: Typeface) => string
) => {
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
      if (glyph.face !== face) out += ` /${fontOf(glyph.face)} ${round(mark.size)} Tf`
      if (glyph.dy !== rise) out += ` ${round((glyph.dy * mark.size) / 1000)} Ts`
      face = glyph.face
      rise = glyph.dy
    }
    const before = glyph.dx === 0 ? "" : round(-glyph.dx)
    const natural = Math.round(
      glyph.face.font.glyphHAdvance(glyph.id) * (1000 / glyph.face.unitsPerEm)
    )
    const after = Math.round((natural - glyph.advance + glyph.dx) * 100) / 100
    array += `${before}<${hex4(glyph.id)}>${after === 0 ? "" : after}`
  }
  flush()
  return `${out} ET`
}

/** A PDF of text and rules whose fonts are embedded, drawn alike on every machine. */
export const writePdf = (pages: ReadonlyArray<PdfPage>): Uint8Array => {
  const objects: Array<Buffer> = []
  const reserve = () => objects.push(Buffer.alloc(0))
  const set = (id: number, body: string | Buffer) => {
    objects[id - 1] = Buffer.from(body)
  }
  const add = (body: string | Buffer) => objects.push(Buffer.from(body))
  const stream = (dictionary: string, data: Uint8Array) => {
    const deflated = deflateSync(data, { level: 1 })
    return Buffer.concat([
      Buffer.from(`<<${dictionary}/Filter/FlateDecode/Length ${deflated.length}>>stream\n`),
      deflated,
      Buffer.from("\nendstream")
    ])
  }
  const catalog = reserve()
  const tree = reserve()
  const fonts = new Map<Typeface, { name: string; id: number; glyphs: Set<number> }>()
  const fontFor = (face: Typeface) => {
    const known = fonts.get(face) ?? { name: face.name, id: reserve(), glyphs: new Set<number>() }
    fonts.set(face, known)
    return known
  }
  const pageIds = pages.map((page) => {
    const content = page.marks.map((mark) => {
      if (mark._tag === "Rule") {
        return `${round(mark.x)} ${round(mark.y)} ${round(mark.width)} ${round(mark.height)} re f`
      }
      for (const glyph of mark.glyphs) fontFor(glyph.face).glyphs.add(glyph.id)
      return textOperators(mark, (face) => fontFor(face).name)
    })
    const contents = add(stream("", Buffer.from(content.join("\n"))))
    const names = [...fonts.values()].map(({ id, name }) => `/${name} ${id} 0 R`).join("")
    return add(
      `<</Type/Page/Parent ${tree} 0 R/MediaBox[0 0 ${round(page.width)} ${round(page.height)}]/Contents ${contents} 0 R/Resources<</Font<<${names}>>>>>>`
    )
  })
  for (const [face, { glyphs, id }] of fonts) {
    const scale = 1000 / face.unitsPerEm
    const widths = [...glyphs]
      .sort((a, b) => a - b)
      .map((glyph) => `${glyph}[${Math.round(face.font.glyphHAdvance(glyph) * scale)}]`)
    const file = add(stream(`/Length1 ${face.bytes.length}`, face.bytes))
    const { ascender, descender } = face.font.hExtents()
    const [ascent, descent] = [Math.round(ascender * scale), Math.round(descender * scale)]
    const descriptor = add(
      `<</Type/FontDescriptor/FontName/${face.name}/Flags 4/FontBBox[-1000 ${descent} 2000 ${ascent}]/ItalicAngle 0/Ascent ${ascent}/Descent ${descent}/CapHeight ${ascent}/StemV 80/FontFile2 ${file} 0 R>>`
    )
    const descendant = add(
      `<</Type/Font/Subtype/CIDFontType2/BaseFont/${face.name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor ${descriptor} 0 R/CIDToGIDMap/Identity/DW 1000/W[${widths.join("")}]>>`
    )
    set(
      id,
      `<</Type/Font/Subtype/Type0/BaseFont/${face.name}/Encoding/Identity-H/DescendantFonts[${descendant} 0 R]>>`
    )
  }
  set(catalog, `<</Type/Catalog/Pages ${tree} 0 R>>`)
  const kids = pageIds.map((id) => `${id} 0 R`).join(" ")
  set(tree, `<</Type/Pages/Count ${pageIds.length}/Kids[${kids}]>>`)

  const parts: Array<Buffer> = [Buffer.from("%PDF-1.7\n")]
  let at = 9
  const offsets = objects.map((body, index) => {
    const part = Buffer.concat([
      Buffer.from(`${index + 1} 0 obj\n`),
      body,
      Buffer.from("\nendobj\n")
    ])
    const offset = at
    parts.push(part)
    at += part.length
    return offset
  })
  const xref = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("")
  const size = objects.length + 1
  parts.push(
    Buffer.from(
      `xref\n0 ${size}\n0000000000 65535 f \n${xref}trailer<</Size ${size}/Root ${catalog} 0 R>>\nstartxref\n${at}\n%%EOF\n`
    )
  )
  return Buffer.concat(parts)
}
