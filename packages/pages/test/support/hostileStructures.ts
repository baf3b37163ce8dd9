import { encoded, type Hostile, joined } from "./hostile.js"
import { type Body, catalog, image, one, page, raw, refused, sound, tree } from "./hostilePdfs.js"
import { line } from "./pdf.js"

/** Big-endian numbers of two and four bytes. */
const u16 = (...values: ReadonlyArray<number>) =>
  joined(...values.map((value) => new Uint8Array([value >> 8, value & 255])))
const u32 = (...values: ReadonlyArray<number>) =>
  joined(...values.map((value) => u16(value >>> 16, value & 0xffff)))

/** A JPEG 2000 codestream of this size in tiles of one dot, without data. */
const jpx = (width: number, height: number, tile: number) =>
  joined(
    u16(0xff4f, 0xff51, 41, 0),
    u32(width, height, 0, 0, tile, tile, 0, 0),
    u16(1),
    new Uint8Array([7, 1, 1]),
    u16(0xff52, 12),
    new Uint8Array([0, 0, 0, 1, 0, 1, 4, 4, 0, 0]),
    u16(0xff5c, 4),
    new Uint8Array([0x40, 0x40]),
    u16(0xff90, 10, 0),
    u32(0),
    new Uint8Array([0, 1]),
    u16(0xff93, 0xffd9)
  )

/** Segments of JBIG2 as a PDF embeds them: a page of this size and one generic region as large. */
const jbig2 = (width: number, height: number) =>
  joined(
    u32(0),
    new Uint8Array([0x30, 0, 1]),
    u32(19, width, height, 0, 0),
    new Uint8Array([0, 0, 0]),
    u32(1),
    new Uint8Array([0x26, 0, 1]),
    u32(26, width, height, 0, 0),
    new Uint8Array([0, 0, 3, 255, 253, 255, 2, 254, 254, 254]),
    u32(0)
  )

/** Forms that each draw the next ten times: 10^depth in all. */
const laughs = (depth: number) => {
  const forms = Array.from({ length: depth }, (_, level): Body => {
    const next = level === depth - 1 ? "" : `/XObject<</F ${level + 6} 0 R>>`
    const content = level === depth - 1 ? "0 0 1 1 re f" : "/F Do ".repeat(10)
    return [`/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<<${next}>>`, encoded(content)]
  })
  return one("/F Do", "/XObject<</F 5 0 R>>", ...forms)
}

/** The table's address stands in its own trailer, as the address of the table before. */
const tableLoop = () => {
  const bytes = Buffer.from(
    raw([catalog, tree, page(""), ["", encoded("")]], "/Root 1 0 R/Prev 0000000")
  )
  const text = bytes.toString("latin1")
  const at = text.lastIndexOf("xref\n0")
  return encoded(text.replace("/Prev 0000000", `/Prev ${String(at).padStart(7, "0")}`))
}

/** A sound file, saved this many times over. */
const updates = (count: number) => {
  const first = Buffer.from(sound()).toString("latin1")
  let before = first.lastIndexOf("xref\n0")
  const root = /\/Root \d+ 0 R/.exec(first)?.[0] ?? ""
  const parts = [first]
  let length = first.length
  for (let update = 0; update < count; update++) {
    const part = `\nxref\n0 1\n0000000000 65535 f \ntrailer<</Size 99${root}/Prev ${before}>>\nstartxref\n${length + 1}\n%%EOF\n`
    before = length + 1
    parts.push(part)
    length += part.length
  }
  return encoded(parts.join(""))
}

export const hostileStructures: ReadonlyArray<Hostile> = [
  {
    name: "PDF: JBIG2 of 60,000 x 60,000",
    bytes: () =>
      image(
        "/Width 60000/Height 60000/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/JBIG2Decode",
        jbig2(60_000, 60_000)
      ),
    expected: [1, ...refused]
  },
  {
    name: "PDF: JPEG 2000 of 60,000 x 60,000 in tiles of one dot",
    bytes: () => image("/Width 60000/Height 60000/Filter/JPXDecode", jpx(60_000, 60_000, 1)),
    expected: [1, ...refused]
  },
  {
    name: "PDF: JPEG 2000 of 20,000 x 20,000 without data",
    bytes: () => image("/Width 20000/Height 20000/Filter/JPXDecode", jpx(20_000, 20_000, 20_000)),
    expected: [1, ...refused]
  },
  {
    name: "PDF: forms within forms, a billion in all",
    bytes: () => laughs(9),
    expected: [1, ...refused],
    endless: true
  },
  {
    name: "PDF: page turned by 45 degrees",
    bytes: () => raw([catalog, tree, page("/Rotate 45"), ["", encoded("0 0 10 10 re f")]]),
    expected: [1]
  },
  {
    name: "PDF: page of 14,400 points in units of 75,000",
    bytes: () =>
      raw([catalog, tree, page("/UserUnit 75000", "[0 0 14400 14400]"), ["", encoded("")]]),
    expected: [1]
  },
  { name: "PDF: table that is its own predecessor", bytes: tableLoop, expected: [1, ...refused] },
  { name: "PDF: saved 3,000 times", bytes: () => updates(3000), expected: [1, ...refused] },
  {
    name: "PDF: stream whose length is itself",
    bytes: () =>
      encoded(
        Buffer.from(raw([catalog, tree, page(""), ["", encoded("0 0 9 9 re f")]]))
          .toString("latin1")
          .replace("/Length 12", "/Length 4 0 R")
      ),
    expected: [1, ...refused]
  },
  {
    name: "PDF: stream of objects that extends itself",
    bytes: () =>
      raw([
        "<</Type/Catalog/Pages 9 0 R>>",
        ["/Type/ObjStm/N 1/First 5/Extends 2 0 R", encoded("2 0  <<>>")]
      ]),
    expected: refused
  },
  {
    name: "PDF: a thousand filters",
    bytes: () =>
      raw([
        catalog,
        tree,
        page(""),
        [`/Filter[${"/ASCIIHexDecode".repeat(1000)}]`, encoded("30>")]
      ]),
    expected: [1, ...refused]
  },
  {
    name: "PDF: predictor of two billion columns",
    bytes: () =>
      raw([
        catalog,
        tree,
        page(""),
        [
          "/Filter/FlateDecode/DecodeParms<</Predictor 15/Colors 32/BitsPerComponent 16/Columns 2147483647>>",
          new Uint8Array([0x78, 0x9c, 3, 0, 0, 0, 0, 1])
        ]
      ]),
    expected: [1, ...refused]
  },
  {
    name: "PDF: inline image of 60,000 x 60,000",
    bytes: () => one("BI /W 60000 /H 60000 /BPC 8 /CS /RGB ID xxxx EI"),
    expected: [1, ...refused]
  },
  {
    name: "PDF: mask that is masked by itself",
    bytes: () =>
      one(
        "/M gs 0 0 595 842 re f",
        "/ExtGState<</M 5 0 R>>",
        "<</Type/ExtGState/SMask<</S/Luminosity/G 6 0 R>>>>",
        [
          "/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Group<</S/Transparency/CS/DeviceGray>>/Resources<</ExtGState<</M 5 0 R>>>>",
          encoded("/M gs 0 0 500 500 re f")
        ]
      ),
    expected: [1, ...refused]
  },
  {
    name: "PDF: line of a billion dashes",
    bytes: () => one("[0.00001 0.00001] 0 d 1 w 0 0 m 595 842 l S"),
    expected: [1, ...refused]
  },
  {
    name: "PDF: shading by a table of a billion values",
    bytes: () =>
      one("/S sh", "/Shading<</S<</ShadingType 1/ColorSpace/DeviceGray/Function 5 0 R>>>>", [
        "/FunctionType 0/Domain[0 1 0 1 0 1]/Range[0 1]/Size[1000 1000 1000]/BitsPerSample 32",
        encoded("x")
      ]),
    expected: [1, ...refused]
  },
  {
    name: "PDF: program of a colour 20,000 deep",
    bytes: () =>
      one(
        "/S sh",
        "/Shading<</S<</ShadingType 2/ColorSpace/DeviceGray/Coords[0 0 595 842]/Function 5 0 R>>>>",
        ["/FunctionType 4/Domain[0 1]/Range[0 1]", encoded("{".repeat(20_000))]
      ),
    expected: [1, ...refused]
  },
  {
    name: "PDF: character map that uses itself",
    bytes: () =>
      one(
        "BT /T 10 Tf <0041> Tj ET",
        "/Font<</T 5 0 R>>",
        "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding 6 0 R/DescendantFonts[5 0 R]/ToUnicode 6 0 R>>",
        [
          "/Type/CMap/CMapName/A/UseCMap 6 0 R",
          encoded("/A usecmap 1 begincodespacerange<0000><ffff>endcodespacerange")
        ]
      ),
    expected: [1, ...refused]
  },
  {
    name: "PDF: annotation that looks like itself",
    bytes: () =>
      raw([
        catalog,
        tree,
        page("/Annots[5 0 R]"),
        ["", encoded(line(0, 0, 9, "x"))],
        "<</Type/Annot/Subtype/Stamp/Rect[0 0 1e9 -1e9]/AP<</N 6 0 R>>>>",
        [
          "/Type/XObject/Subtype/Form/BBox[0 0 0 0]/Matrix[0 0 0 0 0 0]/Resources<</XObject<</F 6 0 R>>>>",
          encoded("/F Do")
        ]
      ]),
    expected: [1, ...refused]
  }
]
