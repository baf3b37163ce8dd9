import { PdfFile } from "../../src/pdf/PdfFile.js"

export interface Sheet {
  /** In points; A4 upright by default. */
  readonly width?: number
  readonly height?: number
  /** Content stream; fonts are `/Sans`, `/Serif`, `/Mono` and `/Symbol`, an image is `/Image`. */
  readonly content: string
  readonly image?: {
    readonly data: Uint8Array
    readonly width: number
    readonly height: number
    /** JPEG in grey or colour, or G4. */
    readonly coding: "grey" | "colour" | "bilevel"
  }
}

/** A PDF from content streams, in the standard fonts. */
export const pdf = (sheets: ReadonlyArray<Sheet>): Uint8Array => {
  const file = new PdfFile()
  const tree = file.reserve()
  const font = (name: string) => file.add(`<</Type/Font/Subtype/Type1/BaseFont/${name}>>`)
  const [sans, serif, mono] = [font("Helvetica"), font("Times-Roman"), font("Courier")]
  const symbol = font("Symbol")
  const pages = sheets.map(({ content, height = 842, image, width = 595 }) => {
    const contents = file.addDeflated("", new TextEncoder().encode(content))
    const picture =
      image === undefined
        ? ""
        : `/XObject<</Image ${file.addStream(
            `/Type/XObject/Subtype/Image/Width ${image.width}/Height ${image.height}` +
              (image.coding === "bilevel"
                ? `/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns ${image.width}/Rows ${image.height}>>`
                : `/BitsPerComponent 8/ColorSpace/${image.coding === "grey" ? "DeviceGray" : "DeviceRGB"}/Filter/DCTDecode`),
            image.data
          )} 0 R>>`
    return file.add(
      `<</Type/Page/Parent ${tree} 0 R/MediaBox[0 0 ${width} ${height}]/Contents ${contents} 0 R` +
        `/Resources<</Font<</Sans ${sans} 0 R/Serif ${serif} 0 R/Mono ${mono} 0 R/Symbol ${symbol} 0 R>>${picture}>>>>`
    )
  })
  return file.finish(tree, pages)
}

const escaped = (text: string) => text.replace(/[\\()]/g, "\\$&")

/** One line of text at a place in points from the lower left. */
export const line = (x: number, y: number, size: number, text: string, font = "Sans") =>
  `BT /${font} ${size} Tf ${x} ${y} Td (${escaped(text)}) Tj ET\n`

const words =
  "the quick brown fox jumps over a lazy dog while order 4711 of forty-two boxes is shipped".split(
    " "
  )

/** A page full of type, different for each `seed`. */
export const typeOf = (size: number, seed: number): string => {
  let content = ""
  const perLine = Math.floor(860 / (size * 5))
  for (let row = 0, y = 780; y > 60; row++, y -= size * 1.25) {
    const text = Array.from(
      { length: perLine },
      (_, index) => words[(row * 7 + index * 3 + seed) % words.length]
    )
    content += line(56, y, size, text.join(" "))
  }
  return content
}

/** A line in a Chinese font that the reader is expected to have. */
export const notEmbedded = (text: string, encoding: string): Uint8Array => {
  const file = new PdfFile()
  const tree = file.reserve()
  const content = `BT /F 20 Tf 56 700 Td ${text} Tj ET`
  const contents = file.addDeflated("", new TextEncoder().encode(content))
  const descriptor = file.add(
    "<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>"
  )
  const descendant = file.add(
    `<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/FontDescriptor ${descriptor} 0 R/DW 1000>>`
  )
  const font = file.add(
    `<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/${encoding}/DescendantFonts[${descendant} 0 R]>>`
  )
  const page = file.add(
    `<</Type/Page/Parent ${tree} 0 R/MediaBox[0 0 595 842]/Contents ${contents} 0 R/Resources<</Font<</F ${font} 0 R>>>>>>`
  )
  return file.finish(tree, [page])
}

/** A PDF with more in its catalog. */
export const withCatalog = (bytes: Uint8Array, more: string): Uint8Array =>
  Buffer.from(
    Buffer.from(bytes)
      .toString("latin1")
      .replace("/Type/Catalog", `/Type/Catalog${more}`)
      .replace(/(?<=startxref\n)\d+/, (at) => String(Number(at) + more.length)),
    "latin1"
  )

/** A page with a black square of a form field or another annotation, and its flags (ISO 32000 table 165). */
export const annotated = (subtype: string, flags: number): Uint8Array => {
  const file = new PdfFile()
  const tree = file.reserve()
  const square = file.addStream(
    "/Type/XObject/Subtype/Form/BBox[0 0 100 100]",
    new TextEncoder().encode("0 0 100 100 re f")
  )
  const annotation = file.add(
    `<</Type/Annot/Subtype/${subtype}/FT/Btn/Ff 65536/T(a)/Rect[50 600 150 700]/F ${flags}/AP<</N ${square} 0 R>>>>`
  )
  const page = file.add(
    `<</Type/Page/Parent ${tree} 0 R/MediaBox[0 0 595 842]/Annots[${annotation} 0 R]>>`
  )
  return withCatalog(file.finish(tree, [page]), `/AcroForm<</Fields[${annotation} 0 R]>>`)
}
