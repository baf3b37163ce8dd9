import { createHash } from "node:crypto"
import { deflateSync } from "node:zlib"
import { encoded, type Hostile, joined } from "./hostile.js"
import { line, pdf } from "./pdf.js"

/** Objects by number, from 1; the first is the catalog. A string, or a dictionary and its stream. */
export type Body = string | readonly [dictionary: string, data: Uint8Array]

export const raw = (bodies: ReadonlyArray<Body>, trailer = "/Root 1 0 R"): Uint8Array => {
  const parts: Array<Uint8Array> = [encoded("%PDF-1.7\n")]
  let at = 9
  const offsets = bodies.map((body, index) => {
    const [dictionary, data] = typeof body === "string" ? [body, undefined] : body
    const part =
      data === undefined
        ? encoded(`${index + 1} 0 obj\n${dictionary}\nendobj\n`)
        : joined(
            `${index + 1} 0 obj\n<<${dictionary}/Length ${data.length}>>stream\n`,
            data,
            "\nendstream\nendobj\n"
          )
    const offset = at
    parts.push(part)
    at += part.length
    return `${String(offset).padStart(10, "0")} 00000 n \n`
  })
  const size = bodies.length + 1
  return joined(
    ...parts,
    `xref\n0 ${size}\n0000000000 65535 f \n${offsets.join("")}trailer<</Size ${size}${trailer}>>\nstartxref\n${at}\n%%EOF\n`
  )
}

export const catalog = "<</Type/Catalog/Pages 2 0 R>>"
export const tree = "<</Type/Pages/Count 1/Kids[3 0 R]>>"
export const page = (more: string, box = "[0 0 595 842]") =>
  `<</Type/Page/Parent 2 0 R/MediaBox${box}/Contents 4 0 R${more}>>`

/** One page with this content and resources; further objects begin at 5. */
export const one = (content: string, resources = "", ...more: ReadonlyArray<Body>) =>
  raw([catalog, tree, page(`/Resources<<${resources}>>`), ["", encoded(content)], ...more])

export const image = (dictionary: string, data: Uint8Array) =>
  one("595 0 0 842 0 0 cm /Im Do", "/XObject<</Im 5 0 R>>", [
    `/Type/XObject/Subtype/Image${dictionary}`,
    data
  ])

const boxed = (box: string) => raw([catalog, tree, page("", box), ["", encoded("0 0 10 10 re f")]])

/** Zeros that inflate to `size` bytes, deflated twice. */
const bomb = (size: number) => deflateSync(deflateSync(Buffer.alloc(size)))

const rc4 = (key: Uint8Array, data: Uint8Array): Uint8Array => {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index)
  const at = (index: number) => state[index & 255] ?? 0
  const swap = (a: number, b: number) => {
    const kept = at(a)
    state[a & 255] = at(b)
    state[b & 255] = kept
  }
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + at(i) + (key[i % key.length] ?? 0)) & 255
    swap(i, j)
  }
  let [i, j] = [0, 0]
  return data.map((byte) => {
    i = (i + 1) & 255
    j = (j + at(i)) & 255
    swap(i, j)
    return byte ^ at(at(i) + at(j))
  })
}

const padding = Buffer.from(
  "28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a",
  "hex"
)

/** The standard security handler, revision 2, with a user password that nobody gives. */
const encrypted = () => {
  const pad = (password: string) => Buffer.concat([Buffer.from(password), padding]).subarray(0, 32)
  const md5 = (...parts: ReadonlyArray<Uint8Array>) =>
    createHash("md5").update(Buffer.concat(parts)).digest()
  const id = Buffer.from("0123456789abcdef")
  const owner = rc4(md5(pad("owner")).subarray(0, 5), pad("secret"))
  const permissions = Buffer.from([0xfc, 0xff, 0xff, 0xff])
  const key = md5(pad("secret"), owner, permissions, id).subarray(0, 5)
  const hex = (bytes: Uint8Array) => `<${Buffer.from(bytes).toString("hex")}>`
  return raw(
    [
      catalog,
      tree,
      page(""),
      ["", encoded("0 0 10 10 re f")],
      `<</Filter/Standard/V 1/R 2/O${hex(owner)}/U${hex(rc4(key, padding))}/P -4>>`
    ],
    `/Root 1 0 R/Encrypt 5 0 R/ID[${hex(id)}${hex(id)}]`
  )
}

export const sound = () => pdf([{ content: line(56, 700, 12, "Hello") }])

const withoutTable = () => {
  const bytes = sound()
  return bytes.slice(0, Buffer.from(bytes).lastIndexOf("xref\n0"))
}

const manyPages = (count: number) =>
  raw([
    catalog,
    `<</Type/Pages/Count ${count}/Kids[${"3 0 R ".repeat(count)}]>>`,
    page(""),
    ["", encoded("")]
  ])

/** A page tree in which each node has one child. */
const deepTree = (depth: number) => {
  const bodies: Array<Body> = [catalog]
  for (let level = 0; level < depth; level++) {
    bodies.push(`<</Type/Pages/Count 1/Kids[${level + 3} 0 R]>>`)
  }
  bodies.push("<</Type/Page/MediaBox[0 0 595 842]>>")
  return raw(bodies)
}

export const refused = ["DamagedDocument", "EmptyDocument", "DocumentTooLarge"]

export const hostilePdfs: ReadonlyArray<Hostile> = [
  { name: "PDF: header alone", bytes: () => encoded("%PDF-1.7\n"), expected: ["DamagedDocument"] },
  { name: "PDF: cut in the middle", bytes: () => sound().slice(0, 400), expected: refused },
  {
    name: "PDF: wrong address of the cross-reference table",
    bytes: () =>
      joined(
        withoutTable(),
        Buffer.from(sound())
          .toString("latin1")
          .replace(/^[\s\S]*?(?=xref\n0)/, "")
          .replace(/startxref\n\d+/, "startxref\n7")
      ),
    expected: [1]
  },
  {
    name: "PDF: without its cross-reference table",
    bytes: withoutTable,
    expected: ["DamagedDocument"]
  },
  {
    name: "PDF: header behind 900 bytes",
    bytes: () => joined("x".repeat(900), sound()),
    expected: [1]
  },
  {
    name: "PDF: header behind 2000 bytes",
    bytes: () => joined("\0".repeat(2000), sound()),
    expected: [1]
  },
  { name: "PDF: encrypted with a password", bytes: encrypted, expected: ["EncryptedDocument"] },
  {
    name: "PDF: unknown security handler",
    bytes: () =>
      raw(
        [catalog, tree, page(""), ["", encoded("")], "<</Filter/Secret/V 9/R 9>>"],
        "/Root 1 0 R/Encrypt 5 0 R/ID[<00><00>]"
      ),
    expected: ["EncryptedDocument"]
  },
  {
    name: "PDF: no page",
    bytes: () => raw([catalog, "<</Type/Pages/Count 0/Kids[]>>"]),
    expected: ["EmptyDocument"]
  },
  {
    name: "PDF: page tree that contains itself",
    bytes: () => raw([catalog, "<</Type/Pages/Count 5/Kids[2 0 R 2 0 R]>>"]),
    expected: refused
  },
  {
    name: "PDF: a billion pages announced",
    bytes: () =>
      raw([catalog, "<</Type/Pages/Count 1000000000/Kids[3 0 R]>>", page(""), ["", encoded("")]]),
    expected: [1, ...refused]
  },
  { name: "PDF: page tree 5,000 deep", bytes: () => deepTree(5000), expected: [1, ...refused] },
  { name: "PDF: 100,000 pages", bytes: () => manyPages(100_000), expected: ["DocumentTooLarge"] },
  { name: "PDF: root missing", bytes: () => raw([catalog], "/Root 99 0 R"), expected: refused },
  {
    name: "PDF: page of 100,000 x 100,000 points",
    bytes: () => boxed("[0 0 100000 100000]"),
    expected: [1]
  },
  {
    name: "PDF: page of 1e30 points",
    bytes: () => boxed("[0 0 1e30 1e30]"),
    expected: [1, "DamagedDocument"]
  },
  {
    name: "PDF: page without extent",
    bytes: () => boxed("[0 0 0 0]"),
    expected: [1, "DamagedDocument"]
  },
  {
    name: "PDF: page of negative size",
    bytes: () => boxed("[500 500 -100 -100]"),
    expected: [1, "DamagedDocument"]
  },
  { name: "PDF: page one point high", bytes: () => boxed("[0 0 14400 1]"), expected: [1] },
  {
    name: "PDF: box of names",
    bytes: () => boxed("[/a /b /c /d]"),
    expected: [1, "DamagedDocument"]
  },
  {
    name: "PDF: content that inflates to 1 GB",
    bytes: () =>
      raw([catalog, tree, page(""), ["/Filter[/FlateDecode/FlateDecode]", bomb(2 ** 30)]]),
    expected: [1, ...refused]
  },
  {
    name: "PDF: image of 100,000 x 100,000",
    bytes: () =>
      image(
        "/Width 100000/Height 100000/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/FlateDecode",
        deflateSync(Buffer.alloc(1000))
      ),
    expected: [1, ...refused]
  },
  {
    name: "PDF: image of 30,000 x 30,000 that inflates to 1 GB",
    bytes: () =>
      image(
        "/Width 30000/Height 30000/BitsPerComponent 8/ColorSpace/DeviceGray/Filter[/FlateDecode/FlateDecode]",
        bomb(9e8)
      ),
    expected: [1, ...refused]
  },
  {
    name: "PDF: image of negative width",
    bytes: () =>
      image("/Width -5/Height 10/BitsPerComponent 8/ColorSpace/DeviceGray", new Uint8Array(50)),
    expected: [1, "DamagedDocument"]
  },
  {
    name: "PDF: JPEG that is none",
    bytes: () =>
      image(
        "/Width 10/Height 10/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/DCTDecode",
        encoded("\xff\xd8\xff\xe0 nonsense")
      ),
    expected: [1]
  },
  {
    name: "PDF: JPEG 2000 that is none",
    bytes: () =>
      image("/Width 10/Height 10/Filter/JPXDecode", encoded("\0\0\0\x0cjP  \r\n\x87\n garbage")),
    expected: [1]
  },
  {
    name: "PDF: JBIG2 that is none",
    bytes: () =>
      image(
        "/Width 10/Height 10/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/JBIG2Decode",
        encoded("\0\0\0\x01\x30\0\x01\0\0\xff\xff")
      ),
    expected: [1]
  },
  {
    name: "PDF: CCITT with a billion columns",
    bytes: () =>
      image(
        "/Width 10/Height 10/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 1000000000/Rows 1000000000>>",
        new Uint8Array(99).fill(0xaa)
      ),
    expected: [1, ...refused]
  },
  {
    name: "PDF: form that draws itself",
    bytes: () =>
      one("/F Do", "/XObject<</F 5 0 R>>", [
        "/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</F 5 0 R>>>>",
        encoded("/F Do /F Do")
      ]),
    expected: [1, ...refused]
  },
  {
    name: "PDF: pattern that paints with itself",
    bytes: () =>
      one("/Pattern cs /P scn 0 0 595 842 re f", "/Pattern<</P 5 0 R>>", [
        "/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 9 9]/XStep 9/YStep 9/Resources<</Pattern<</P 5 0 R>>>>",
        encoded("/Pattern cs /P scn 0 0 9 9 re f")
      ]),
    expected: [1, ...refused],
    endless: true
  },
  {
    name: "PDF: pattern of a million tiny tiles",
    bytes: () =>
      one("/Pattern cs /P scn 0 0 595 842 re f", "/Pattern<</P 5 0 R>>", [
        "/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep 0.01/YStep 0.01/Resources<<>>",
        encoded("0 0 1 1 re f")
      ]),
    expected: ["DocumentTooLarge"],
    endless: true
  },
  {
    name: "PDF: a million saved states",
    bytes: () => one("q ".repeat(1_000_000)),
    expected: [1, ...refused]
  },
  {
    name: "PDF: a page of 300,000 curves",
    bytes: () => one("0 0 m 900 900 100 500 500 100 c S ".repeat(300_000)),
    expected: ["DocumentTooLarge"],
    endless: true
  },
  {
    name: "PDF: operands without end",
    bytes: () => one("1 ".repeat(2_000_000)),
    expected: [1, ...refused]
  },
  {
    name: "PDF: arrays 100,000 deep",
    bytes: () => one(`${"[".repeat(100_000)} TJ`),
    expected: [1, ...refused]
  },
  {
    name: "PDF: font of Type 3 that shows itself",
    bytes: () =>
      one(
        "BT /T 10 Tf (aa) Tj ET",
        "/Font<</T 5 0 R>>",
        "<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/FirstChar 97/LastChar 97/Widths[9]/Encoding<</Differences[97/a]>>/CharProcs<</a 6 0 R>>/Resources<</Font<</T 5 0 R>>>>>>",
        ["", encoded("9 0 d0 BT /T 10 Tf (aa) Tj ET")]
      ),
    expected: [1, "DamagedDocument"]
  },
  {
    name: "PDF: embedded font of noise",
    bytes: () =>
      one(
        "BT /T 10 Tf (Hello) Tj ET",
        "/Font<</T 5 0 R>>",
        "<</Type/Font/Subtype/TrueType/BaseFont/X/FontDescriptor 6 0 R>>",
        "<</Type/FontDescriptor/FontName/X/Flags 4/FontFile2 7 0 R>>",
        ["", new Uint8Array(5000).map((_, index) => (index * 73) & 255)]
      ),
    expected: [1]
  },
  {
    name: "PDF: type of 1e9 points",
    bytes: () => pdf([{ content: line(0, 0, 1e9, "Hello") }]),
    expected: [1]
  },
  {
    name: "PDF: script on opening",
    bytes: () =>
      raw([
        "<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(while(true);)>>>>",
        tree,
        page(""),
        ["", encoded("")]
      ]),
    expected: [1]
  },
  {
    name: "PDF: link to another file",
    bytes: () =>
      raw([
        catalog,
        tree,
        page("/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/Launch/F(/etc/passwd)>>>>]"),
        ["/F(/etc/passwd)", encoded("")]
      ]),
    expected: [1]
  },
  {
    name: "PDF: cross-reference table that points to itself",
    bytes: () => raw([catalog, tree, page(""), ["", encoded("")]], "/Root 1 0 R/Prev 0"),
    expected: [1, "DamagedDocument"]
  },
  {
    name: "PDF: stream longer than the file",
    bytes: () =>
      encoded(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Length 999999999>>stream\nx"
      ),
    expected: refused
  },
  {
    name: "PDF and ZIP in one",
    bytes: () => joined(sound(), "PK\x03\x04", new Uint8Array(500)),
    expected: [1]
  }
]
