import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { deflateSync } from "node:zlib"
import { describe, expect, test } from "@effect/vitest"
import { encode } from "../src/codec/encode.js"
import { PdfCondition } from "../src/integrity/pdf/PdfCondition.js"
import { PdfFile } from "../src/pdf/PdfFile.js"
import { strideOf } from "../src/raster/Bitmap.js"
import { openPdf } from "../src/read/pdf.js"

const latin1 = (text: string) => new Uint8Array(Buffer.from(text, "latin1"))

/** A page of this content, with what `add` puts into the file as its resources. */
const pageOf = (content: string, resources: string | ((file: PdfFile) => string) = "") => {
  const file = new PdfFile()
  const tree = file.reserve()
  const named = typeof resources === "string" ? resources : resources(file)
  const contents = file.addStream("", latin1(content))
  const page = file.add(
    `<</Type/Page/Parent ${tree} 0 R/MediaBox[0 0 595 842]/Contents ${contents} 0 R/Resources<<${named}>>>>`
  )
  return file.finish(tree, [page])
}

const grey = new Uint8Array(100 * 100).map((_, at) => (at % 100 < 50 ? 0 : 200))
const picture = (dictionary: string, data: Uint8Array = grey) =>
  pageOf(
    "q 200 0 0 200 50 300 cm /I Do Q",
    (file) => `/XObject<</I ${file.addStream(`/Subtype/Image${dictionary}`, data)} 0 R>>`
  )
const size = "/Width 100/Height 100"
const eight = `${size}/BitsPerComponent 8`
const bilevel = `${size}/BitsPerComponent 1/ColorSpace/DeviceGray`
const inline = (dictionary: string, resources = "") =>
  pageOf(`q 99 0 0 99 0 0 cm BI /W 4 /H 4 /BPC 8 ${dictionary} ID abcdabcdabcdabcd EI Q`, resources)
const filled = (space: string) =>
  pageOf("/C cs 0.9 scn 0 0 300 300 re f", `/ColorSpace<</C${space}>>`)
const toGrey = "<</FunctionType 2/Domain[0 1]/C0[1]/C1[0]/N 1>>"
const form = (dictionary: string) =>
  pageOf(
    "/X Do",
    (file) => `/XObject<</X ${file.addStream(dictionary, latin1("0 g 0 0 99 99 re f"))} 0 R>>`
  )
const shaded = (shading: string) => pageOf("/S sh", `/Shading<</S<<${shading}>>>>`)

const dejavu = new Uint8Array(
  readFileSync(createRequire(import.meta.url).resolve("dejavu-fonts-ttf/ttf/DejaVuSansMono.ttf"))
)
const western = "/Encoding/WinAnsiEncoding"
interface FontToWrite {
  readonly file?: Uint8Array
  readonly key?: string
  readonly more?: string
  readonly flags?: number
}
const font = (
  name: string,
  { file: program, flags = 32, key = "FontFile2", more = western }: FontToWrite = {}
) =>
  pageOf("BT /F 24 Tf 50 700 Td (abc 123) Tj ET", (file) => {
    const own = program === undefined ? "" : `/${key} ${file.addDeflated("", program)} 0 R`
    const descriptor = file.add(
      `<</Type/FontDescriptor/FontName/${name}/Flags ${flags}/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 900/Descent -200/CapHeight 700/StemV 80${own}>>`
    )
    const type = key === "FontFile2" ? "TrueType" : "Type1"
    return `/Font<</F ${file.add(`<</Type/Font/Subtype/${type}/BaseFont/${name}/FontDescriptor ${descriptor} 0 R${more}>>`)} 0 R>>`
  })
const replaced = (bytes: Uint8Array, from: RegExp, to: string) =>
  latin1(Buffer.from(bytes).toString("latin1").replace(from, to))
const garbled = dejavu.map((byte, at) => (at % 61 === 17 ? byte ^ 0x55 : byte))

const strokes = {
  width: 100,
  rows: 100,
  stride: strideOf(100),
  bits: Uint8Array.from(
    { length: strideOf(100) * 100 },
    (_, at) => ((at * 7919) >> 5) & ((at * 31) >> 3) & 255
  )
}
const [g3, mixedG3] = (["g3", "g3-2d"] as const).map((coding) => encode(strokes, coding, 196))
const fax = (data: Uint8Array = new Uint8Array(), k = 0) =>
  picture(`${bilevel}/Filter/CCITTFaxDecode/DecodeParms<</K ${k}/Columns 100>>`, data)

type Cases = ReadonlyArray<readonly [name: string, bytes: Uint8Array]>

const pictures: Cases = [
  ["a filter that nobody has", picture(`${eight}/ColorSpace/DeviceGray/Filter/FooDecode`)],
  [
    "a filter that is misspelt",
    picture(`${eight}/ColorSpace/DeviceGray/Filter/FlatDecode`, deflateSync(grey))
  ],
  [
    "a prediction that nobody has",
    picture(
      `${eight}/ColorSpace/DeviceGray/Filter/FlateDecode/DecodeParms<</Predictor 77/Columns 100>>`,
      deflateSync(grey)
    )
  ],
  [
    "no bytes of prediction",
    picture(
      `${eight}/ColorSpace/DeviceGray/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 100>>`,
      deflateSync(grey)
    )
  ],
  ["JBIG2 of no byte", picture(`${bilevel}/Filter/JBIG2Decode`, new Uint8Array())],
  ["JBIG2 that draws nothing", picture(`${bilevel}/Filter/JBIG2Decode`, new Uint8Array(11))],
  ["JPEG 2000 of an end alone", picture(`${size}/Filter/JPXDecode`, latin1("\xff\xd9"))],
  ["JPEG of no byte", picture(`${eight}/Filter/DCTDecode`, new Uint8Array())],
  ["G3 of no byte", fax()],
  ["G3 cut in half", fax(g3?.subarray(0, g3.length / 2))],
  ["G3 with a byte changed", fax(g3?.map((byte, at) => (at === 300 ? byte ^ 16 : byte)))],
  ["mixed G3 cut in half", fax(mixedG3?.subarray(0, mixedG3.length / 2), 4)],
  ["no colour space", picture(eight)],
  ["an unknown colour space", picture(`${eight}/ColorSpace/FooBar`)],
  ["an unknown family of colours", picture(`${eight}/ColorSpace[/Foo 1]`)],
  ["a profile that is missing", picture(`${eight}/ColorSpace[/ICCBased 99 0 R]`)],
  ["no palette", picture(`${eight}/ColorSpace[/Indexed/DeviceGray 255]`)],
  ["a palette that is too short", picture(`${eight}/ColorSpace[/Indexed/DeviceGray 255<00ff>]`)],
  ["an ink of no colour", picture(`${eight}/ColorSpace[/Separation/Spot/DeviceGray]`)],
  ["no width", picture("/Height 100/BitsPerComponent 8/ColorSpace/DeviceGray")],
  ["no height", picture("/Width 100/Height 0/BitsPerComponent 8/ColorSpace/DeviceGray")],
  ["samples of no size", picture(`${size}/ColorSpace/DeviceGray`)],
  ["samples of an odd size", picture(`${size}/BitsPerComponent 7/ColorSpace/DeviceGray`)],
  ["half a range", picture(`${eight}/ColorSpace/DeviceGray/Decode[0]`)],
  ["a mask that is missing", picture(`${eight}/ColorSpace/DeviceGray/SMask 99 0 R`)],
  ["within the content, an unknown filter", inline("/CS /G /F /Foo")],
  ["within the content, no colour space", inline("")],
  ["within the content, a colour space that is missing", inline("/CS /C0")]
]

const contents: Cases = [
  ["a colour space that is missing", pageOf("/C cs 0.5 sc 0 0 300 300 re f")],
  ["an ink of no colour", filled("[/Separation/Spot/DeviceGray]")],
  ["a profile that is missing", filled("[/ICCBased 99 0 R]")],
  ["a pattern of no kind", pageOf("/Pattern cs /P scn 0 0 9 9 re f", "/Pattern<</P<<>>>>")],
  ["a shading of no function", shaded("/ShadingType 2/ColorSpace/DeviceGray/Coords[0 0 9 9]")],
  ["a shading of no kind", shaded("/ShadingType 99/ColorSpace/DeviceGray")],
  ["a form that is none", form("/Subtype/Fomr/BBox[0 0 99 99]")],
  ["a part that is missing", pageOf("/X Do", "/XObject<</X 99 0 R>>")],
  [
    "a soft mask that is missing",
    pageOf("/G gs 0 0 9 9 re f", "/ExtGState<</G<</SMask<</G 99 0 R>>>>>>")
  ],
  ["no content where there should be some", replaced(pageOf(""), /Contents \d+/, "Contents 99")],
  ["a filter that nobody has", replaced(pageOf("0 0 9 9 re f"), /\/Length/, "/Filter/Foo/Length")]
]

const fonts: Cases = [
  ["cut in half", font("AAAAAA+Mono", { file: dejavu.subarray(0, dejavu.length / 2) })],
  ["cut in its directory", font("AAAAAA+Mono", { file: dejavu.subarray(0, 99) })],
  ["of no byte", font("AAAAAA+Mono", { file: new Uint8Array() })],
  ["garbled", font("AAAAAA+Mono", { file: garbled })],
  [
    "missing",
    replaced(font("AAAAAA+Mono", { file: dejavu.subarray(0, 99) }), /FontFile2 \d+/, "FontFile2 99")
  ]
]
const junk: Cases = ["FontFile", "FontFile2", "FontFile3"].map((key) => [
  `junk in ${key}`,
  font("AAAAAA+Mono", { file: new Uint8Array(5000).fill(65), key })
])

/** Where a file says what; the same length, so that all else is in its place. */
const changed = (bytes: Uint8Array, from: string, to: string) => {
  const text = Buffer.from(bytes).toString("latin1")
  expect(text).toContain(from)
  return latin1(text.replace(from, to.padEnd(from.length)))
}
const whole = pageOf("0 0 9 9 re f")
const atOf = (bytes: Uint8Array, word: string) => Buffer.from(bytes).lastIndexOf(word)
/** The file with its content changed by an update at its end. */
const updated = (() => {
  const [content] = /\d+(?= 0 R\/Resources)/.exec(Buffer.from(whole).toString("latin1")) ?? []
  const object = `${content} 0 obj\n<</Length 13>>\nstream\n0 0 99 99 re f\nendstream\nendobj\n`
  const table = `xref\n${content} 1\n${String(whole.length).padStart(10, "0")} 00000 n \n`
  const [previous] = /\d+(?=\n%%EOF)/.exec(Buffer.from(whole).toString("latin1")) ?? []
  const trailer = Buffer.from(whole)
    .toString("latin1")
    .match(/trailer\s*<<(.*)>>/)?.[1]
  const end = `trailer\n<<${trailer}/Prev ${previous}>>\nstartxref\n${whole.length + object.length}\n%%EOF\n`
  return Buffer.concat([whole, latin1(object + table + end)])
})()
const entryOf = (bytes: Uint8Array, object: number) => {
  const at = atOf(bytes, `\n${object} 0 obj`) + 1
  return `${String(at).padStart(10, "0")} 00000 n`
}
const [contentNumber = 0] =
  /\d+(?= 0 R\/Resources)/.exec(Buffer.from(whole).toString("latin1"))?.map(Number) ?? []
const misread: Cases = [
  ["the table of an update is cut off", updated.subarray(0, atOf(updated, "startxref"))],
  [
    "startxref of an update is misspelt",
    replaced(updated, /startxref(?=\s+\d+\s+%%EOF\s*$)/, "startyref")
  ],
  [
    "the place of the content is off by one",
    changed(
      whole,
      entryOf(whole, contentNumber),
      entryOf(whole, contentNumber).replace(/(\d)(?= 0)/, (digit) =>
        String((Number(digit) + 1) % 10)
      )
    )
  ],
  [
    "the content is said to be free",
    changed(whole, entryOf(whole, contentNumber), entryOf(whole, contentNumber).replace("n", "f"))
  ]
]
/** A page whose attachment, a PDF of a content that is damaged, lies behind all of its own objects. */
const attached = (() => {
  const file = new PdfFile()
  const tree = file.reserve()
  const contents = file.addStream("", latin1("0 0 9 9 re f"))
  const page = file.add(
    `<</Type/Page/Parent ${tree} 0 R/MediaBox[0 0 595 842]/Contents ${contents} 0 R>>`
  )
  file.addStream("/Type/EmbeddedFile", pageOf("/Missing Do"))
  return file.finish(tree, [page])
})()
const annotatedWith = (annots: string) =>
  replaced(whole, /\/Resources/, `/Annots${annots}/Resources`)
const members: Cases = [
  ["content that is no stream", changed(whole, "stream", "strexm")],
  [
    "a content reference that is broken",
    replaced(whole, /\/Contents (\d+) 0 R/, "/Contents[$1 0 B]")
  ],
  ["annotations that are missing", annotatedWith(" 99 0 R")],
  ["an annotation that is missing", annotatedWith("[99 0 R]")],
  ["an appearance that is missing", annotatedWith("[<</Subtype/Square/Rect[0 0 9 9]/AP 99 0 R>>]")],
  ["a look that is missing", annotatedWith("[<</Subtype/Square/Rect[0 0 9 9]/AP<</N 99 0 R>>>>]")],
  [
    "the look of a state that is missing",
    annotatedWith("[<</Subtype/Widget/Rect[0 0 9 9]/AS/On/AP<</N<</On 99 0 R>>>>>>]")
  ]
]
const type3 = (glyphs: string) =>
  pageOf(
    "BT /F 24 Tf 50 700 Td (a) Tj ET",
    `/Font<</F<</Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]${glyphs}>>>>`
  )

const numbered = "/Encoding<</Differences[97/g1/g2/g3]>>"
const named = "/Encoding<</Differences[97/uni20AC/afii10017/Euro/H18533]>>"
const signs: Cases = [
  ...["Wingdings", "Wingdings-Regular", "ABCDEF+Webdings", "Free3of9", "IDAutomationHC39M"],
  ...["Code128", "Code-39-Logitogo", "LibreBarcode39-Regular", "EAN13", "MICREncoding"]
].map((name) => [name, font(name)] as const)

const fine: Cases = [
  ["an update", updated],
  ["an attached PDF", attached],
  ["no annotations", annotatedWith("[]")],
  ["a state without a look", annotatedWith("[<</Subtype/Widget/AS/Off/AP<</N<</On null>>>>>>]")],
  ["junk in front of the header", Buffer.concat([latin1("junk\r\n"), whole])],
  ["a grey picture", picture(`${eight}/ColorSpace/DeviceGray`)],
  ["G3", fax(g3)],
  ["mixed G3", fax(mixedG3, 4)],
  ["a stencil", picture(`${size}/ImageMask true/Decode[1 0]`)],
  ["a picture of a palette", picture(`${eight}/ColorSpace[/Indexed/DeviceRGB 1<000000ffffff>]`)],
  ["a picture of an ink", picture(`${eight}/ColorSpace[/Separation/Spot/DeviceGray ${toGrey}]`)],
  ["a picture without a mask", picture(`${eight}/ColorSpace/DeviceGray/SMask null`)],
  ["an inline picture", inline("/CS /G")],
  ["an inline picture of a named space", inline("/CS /C0", "/ColorSpace<</C0[/CalGray<<>>]>>")],
  ["an ink", filled(`[/Separation/Spot/DeviceGray ${toGrey}]`)],
  ["a pattern's space", pageOf("/Pattern cs /DeviceRGB CS 0 0 0 SC 0 0 9 9 re S")],
  ["a shading", shaded(`/ShadingType 2/ColorSpace/DeviceGray/Coords[0 0 9 9]/Function ${toGrey}`)],
  ["no soft mask", pageOf("/G gs 0 0 9 9 re f", "/ExtGState<</G<</SMask/None>>>>")],
  ["PostScript for printers", form("/Subtype/PS")],
  ["a page of no content", replaced(pageOf(""), /\/Contents \d+ 0 R/, "")],
  ["a whole font", font("AAAAAA+Mono", { file: dejavu })],
  ["Arial, called symbolic", font("ArialMT", { flags: 4, more: "" })],
  ["Calibri", font("Calibri")],
  ["Zapf Dingbats", font("ZapfDingbats", { flags: 4, key: "", more: "" })],
  ["Symbol", font("SymbolMT", { flags: 4, more: "" })],
  ["glyphs by Adobe's names", font("Foo", { flags: 4, more: named })]
]

const limits = { pages: 9, pixels: 1e8, bytes: 1e9, seconds: 60, memory: 512 * 1024 * 1024 }
const kinds = (bytes: Uint8Array) =>
  new PdfCondition(bytes)
    .lacks(0)
    .lacks.map(({ detail, kind }) => `${kind}: ${detail.split(" ")[1]}`)

describe("what a PDF cannot draw is said", () => {
  const all = (part: string, right: ReadonlyArray<string>, cases: Cases) => {
    for (const [name, bytes] of cases) {
      test(`${part}: ${name}`, () => expect(kinds(bytes)).toEqual(right))
    }
  }
  all("a picture with", ["damaged: picture"], pictures)
  all("content with", ["damaged: or"], contents)
  all("a font", ["damaged: font"], fonts)
  all(
    "a font of drawings with",
    ["damaged: font"],
    [
      ["no drawings", type3("")],
      ["a drawing that is missing", type3("/CharProcs<</a 99 0 R>>")]
    ]
  )
  for (const [name, bytes] of misread) {
    test(`another part is read than is there: ${name}`, () =>
      expect(kinds(bytes)).toEqual(["damaged: table"]))
  }
  for (const [name, bytes] of members) {
    test(`a page with ${name}`, () => expect(kinds(bytes)).toContain("damaged: or"))
  }
  all(
    "signs in letters' place",
    ["missing_font: font"],
    [
      ...signs,
      ["a symbolic font of unknown name", font("Acme", { flags: 4, more: "" })],
      ["glyphs by number", font("Acme", { flags: 4, more: numbered })]
    ]
  )
  all("nothing wrong with", [], fine)

  for (const [name, bytes] of junk) {
    test(`a font: ${name}, which its reader gives up`, async () => {
      const opened = await openPdf(bytes, limits)
      const found = (await (await opened.sheet(0)).problems?.()) ?? []
      opened.close()
      expect(found.map(({ kind }) => kind)).toEqual(["damaged"])
    })
  }
})
