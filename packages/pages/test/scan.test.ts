import { deflateSync } from "node:zlib"
import { describe, expect, it, test } from "@effect/vitest"
import * as FastCheck from "effect/FastCheck"
import sharp from "sharp"
import { vi } from "vitest"
import { decodeG4 } from "../src/codec/decodeG4.js"
import { encode } from "../src/codec/encode.js"
import { PdfFile } from "../src/pdf/PdfFile.js"
import { strideOf } from "../src/raster/Bitmap.js"
import { gridOf } from "../src/raster/Grid.js"
import { place } from "../src/raster/place.js"
import { openPdf } from "../src/read/pdf.js"
import { pdfium } from "../src/read/pdfium.js"
import { line } from "./support/pdf.js"

const limits = { pages: 10, pixels: 1e9, bytes: 1e9, seconds: 60, memory: 512 * 1024 * 1024 }

/** A picture that looks different from each side: strokes of one dot, frames, letters' worth of dots. */
const drawn = (width: number, rows: number) => {
  const stride = strideOf(width)
  const bits = new Uint8Array(stride * rows)
  const set = (x: number, y: number) => {
    const at = y * stride + (x >> 3)
    bits[at] = (bits[at] ?? 0) | (0x80 >> (x & 7))
  }
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < width; x++) {
      const frame = x % 311 < 5 || y % 409 < 4
      const askew = (x * 3 + y * 7) % 1201 < 9 && x > y
      const letters = x < width / 3 && y < rows / 4 && (x >> 2) % 7 < 3 && (y >> 3) % 5 < 2
      const hair = y === 77 || (x === 1003 && y > rows / 2)
      if (frame || askew || letters || hair) set(x, y)
    }
  }
  return { width, rows, stride, bits }
}

const [width, rows] = [2000, 2339]
const picture = drawn(width, rows)
const coded = encode(picture, "g4", 196)
const g4 = `/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns ${width}/Rows ${rows}>>`
const grey = "/ColorSpace/DeviceGray/BitsPerComponent 1"

interface Scan {
  readonly clip?: string
  readonly matrix?: string
  readonly more?: string
  readonly page?: string
  readonly dictionary?: string
  readonly data?: Uint8Array
  /** A mark changes nothing, but a marked picture is left to PDFium. */
  readonly marked?: boolean
}

const usual = "595 0 0 842 0 0"

const scan = ({ clip, marked, data = coded, dictionary = grey + g4, matrix, more, page }: Scan) => {
  const file = new PdfFile()
  const tree = file.reserve()
  const font = file.add("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
  const image = file.addStream(
    `/Type/XObject/Subtype/Image/Width ${width}/Height ${rows}${dictionary}`,
    data
  )
  const shown = `${clip ?? ""} ${matrix ?? usual} cm /Image Do`
  const content = `q ${marked === true ? `/Span BMC ${shown} EMC` : shown} Q ${more ?? ""}`
  const contents = file.addDeflated("", new TextEncoder().encode(content))
  const only = file.add(
    `<</Type/Page/Parent ${tree} 0 R/MediaBox[0 0 595 842]${page ?? ""}/Contents ${contents} 0 R` +
      `/Resources<</Font<</Sans ${font} 0 R>>/ExtGState<</Half<</ca 0.5>>>>/XObject<</Image ${image} 0 R>>>>>>`
  )
  return file.finish(tree, [only])
}

/** A page as it is drawn, and how often PDFium was asked to draw. */
const draw = async (bytes: Uint8Array, resolution: "fine" | "standard" = "fine") => {
  const rendered = vi.spyOn(await pdfium(limits.memory), "FPDF_RenderPageBitmap")
  const opened = await openPdf(bytes, limits)
  try {
    const sheet = await opened.sheet(0)
    const grid = gridOf("a4", resolution)
    const dots = await sheet.draw(grid, place(sheet.widthInches, sheet.heightInches, grid))
    return { dots: dots.slice(), rendered: rendered.mock.calls.length }
  } finally {
    rendered.mockRestore()
    opened.close()
  }
}

/** How much two pages differ, of 1: the mean difference of grey in what is not white on either. */
const difference = (one: Uint8Array, other: Uint8Array) => {
  let sum = 0
  let dark = 0
  one.forEach((value, at) => {
    const against = other[at] ?? 0
    sum += Math.abs(value - against)
    dark += 255 - Math.min(value, against)
  })
  return sum / Math.max(1, dark)
}

const inverse = picture.bits.map((byte) => byte ^ 255)

describe("a page that is one picture in G4", () => {
  const alike: ReadonlyArray<readonly [string, Scan]> = [
    ["upright", {}],
    ["turned on its page", { matrix: "0 842 -595 0 595 0" }],
    ["on its head", { matrix: "-595 0 0 -842 595 842" }],
    ["turned the other way", { matrix: "0 -842 595 0 0 842" }],
    ["mirrored", { matrix: "-595 0 0 842 595 0" }],
    ["mirrored from top to bottom", { matrix: "595 0 0 -842 0 842" }],
    ["on a page that is turned", { page: "/Rotate 90" }],
    ["on a page on its head", { page: "/Rotate 180" }],
    [
      "on a page that begins elsewhere",
      { page: "/CropBox[20 30 575 800]", matrix: "550 0 0 760 22 35" }
    ],
    ["within a clip", { clip: "-9 -9 900 900 re W n" }],
    ["with margins", { matrix: "400 0 0 600 90 130" }],
    ["black for white by /Decode", { dictionary: `${grey}/Decode[1 0]${g4}` }],
    ["black for white by /BlackIs1", { dictionary: grey + g4.replace("<<", "<</BlackIs1 true") }],
    ["with recognised text that is not shown", { more: `3 Tr ${line(90, 400, 40, "words")}` }]
  ]
  for (const [name, made] of alike) {
    it(`is drawn as PDFium draws it: ${name}`, async () => {
      for (const resolution of ["fine", "standard"] as const) {
        const ours = await draw(scan(made), resolution)
        const theirs = await draw(scan({ ...made, marked: true }), resolution)
        expect([ours.rendered, theirs.rendered]).toEqual([0, 1])
        expect(difference(ours.dots, theirs.dots)).toBeLessThan(0.02)
        expect(ours.dots.some((value) => value < 40)).toBe(true)
      }
    })
  }

  const others: ReadonlyArray<readonly [string, Scan]> = [
    ["has text over it", { more: line(90, 400, 40, "PAID") }],
    ["has a line over it", { more: "9 w 0 0 m 595 842 l S" }],
    ["is a stencil", { dictionary: `/ImageMask true/BitsPerComponent 1${g4}` }],
    ["is cut", { clip: "50 50 300 600 re W n" }],
    ["is cut round", { clip: "50 50 m 500 50 l 300 800 l h W n" }],
    ["is half transparent", { clip: "/Half gs" }],
    ["is askew", { matrix: "590 20 -20 830 20 0" }],
    ["is larger than the page", { matrix: "900 0 0 1200 -100 -100" }],
    [
      "is in other colours",
      { dictionary: `/ColorSpace[/Indexed/DeviceRGB 1<FF000000FF00>]/BitsPerComponent 1${g4}` }
    ],
    ["has its own mask", { dictionary: `${grey}/Mask[0 0]${g4}` }],
    ["is deflated", { dictionary: `${grey}/Filter/FlateDecode`, data: deflateSync(inverse) }],
    [
      "has an annotation",
      { page: "/Annots[<</Type/Annot/Subtype/Square/Rect[50 50 300 300]/C[0 0 0]/IC[0 0 0]>>]" }
    ]
  ]
  it("is white where its data ends in the middle, and said to be damaged", async () => {
    const half = scan({ data: coded.subarray(0, coded.length >> 1) })
    const ours = await draw(half)
    const whole = await draw(scan({}))
    const part = Math.floor(ours.dots.length / 10)
    expect(Buffer.compare(ours.dots.subarray(0, part), whole.dots.subarray(0, part))).toBe(0)
    expect(ours.dots.subarray(-part).every((dot) => dot === 255)).toBe(true)
    const sheet = await (await openPdf(half, limits)).sheet(0)
    expect((await sheet.problems?.())?.map(({ kind }) => kind)).toEqual(["damaged"])
  })

  for (const [name, made] of others) {
    it(`is left to PDFium where it ${name}`, async () => {
      const ours = await draw(scan(made))
      const theirs = await draw(scan({ ...made, marked: true }))
      expect([ours.rendered, theirs.rendered]).toEqual([1, 1])
      expect(Buffer.from(ours.dots).equals(theirs.dots)).toBe(true)
    })
  }
})

describe("a page that is one grey JPEG", () => {
  const jpegOf = (colours: "b-w" | "srgb") => {
    const dots = Uint8Array.from({ length: width * rows }, (_, at) => {
      const [x, y] = [at % width, Math.floor(at / width)]
      const bit = (picture.bits[y * picture.stride + (x >> 3)] ?? 0) & (0x80 >> (x & 7))
      return bit === 0 ? 235 : 30
    })
    return sharp(dots, { raw: { width, height: rows, channels: 1 } })
      .toColourspace(colours)
      .jpeg({ quality: 80 })
      .toBuffer()
  }
  const dct = "/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/DCTDecode"
  /** How far its dots are from those of PDFium, at most, and how often PDFium was asked. */
  const compared = async (made: Scan) => {
    const ours = await draw(scan(made))
    const theirs = await draw(scan({ ...made, marked: true }))
    let furthest = 0
    ours.dots.forEach((dot, at) => {
      furthest = Math.max(furthest, Math.abs(dot - (theirs.dots[at] ?? 0)))
    })
    return { furthest, rendered: [ours.rendered, theirs.rendered] }
  }

  for (const [name, matrix] of [
    ["upright", usual],
    ["upside down", "-595 0 0 -842 595 842"],
    ["with margins", "540 0 0 770 20 30"]
  ] as const) {
    test(`is drawn without PDFium as PDFium draws it: ${name}`, async () => {
      const data = await jpegOf("b-w")
      const { furthest, rendered } = await compared({ data, dictionary: dct, matrix })
      expect(rendered).toEqual([0, 1])
      expect(furthest).toBeLessThan(4)
    })
  }

  test("is left to PDFium where it has colours or a mask, lies, or is enlarged", async () => {
    const [grey, colours] = [await jpegOf("b-w"), await jpegOf("srgb")]
    const asked = async (made: Scan) => (await compared(made)).rendered
    const inRgb = "/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode"
    expect(await asked({ data: colours, dictionary: inRgb })).toEqual([1, 1])
    expect(await asked({ data: colours, dictionary: dct })).toEqual([1, 1])
    expect(await asked({ data: grey, dictionary: `${dct}/Decode[1 0]` })).toEqual([1, 1])
    expect(await asked({ data: grey, dictionary: `${dct}/Mask[0 9]` })).toEqual([1, 1])
    expect(await asked({ data: grey, dictionary: dct, matrix: "5950 0 0 8420 0 0" })).toEqual([
      1, 1
    ])
  })
})

describe("decodeG4", () => {
  test("reads what was coded", () => {
    const runs = FastCheck.array(
      FastCheck.array(FastCheck.integer({ min: 0, max: 99 }), { maxLength: 60 }),
      { minLength: 1, maxLength: 20 }
    )
    FastCheck.assert(
      FastCheck.property(runs, FastCheck.integer({ min: 1, max: 3000 }), (lines, across) => {
        const stride = strideOf(across)
        const bits = new Uint8Array(stride * lines.length)
        lines.forEach((lengths, row) => {
          let x = 0
          lengths.forEach((length, index) => {
            for (const end = Math.min(across, x + length * (index % 9)); x < end; x++) {
              const at = row * stride + (x >> 3)
              if (index % 2 === 1) bits[at] = (bits[at] ?? 0) | (0x80 >> (x & 7))
            }
          })
        })
        const data = encode({ width: across, rows: lines.length, stride, bits }, "g4", 196)
        const read = new Uint8Array(bits.length)
        const { rows: sound } = decodeG4(data, across, lines.length, (changes, count, row) => {
          for (let i = 0; i < count; i += 2) {
            const end = i + 1 < count ? (changes[i + 1] ?? 0) : across
            for (let x = changes[i] ?? 0; x < end; x++) {
              const at = row * stride + (x >> 3)
              read[at] = (read[at] ?? 0) | (0x80 >> (x & 7))
            }
          }
        })
        expect(sound).toBe(lines.length)
        expect(read).toEqual(bits)
      })
    )
  })

  test("refuses or ends on anything", () => {
    FastCheck.assert(
      FastCheck.property(
        FastCheck.uint8Array({ maxLength: 400 }),
        FastCheck.integer({ min: 1, max: 2000 }),
        (data, across) => {
          let last = -1
          decodeG4(data, across, 500, (changes, count, row) => {
            last = row
            for (let i = 0; i < count; i++) {
              const change = changes[i] ?? -1
              if (change < 0 || change > across) throw new Error(`${change} of ${across}`)
            }
          })
          expect(last).toBeLessThan(500)
        }
      )
    )
    expect(decodeG4(new Uint8Array(9), 100, 1, () => {}).rows).toBe(0)
    expect(decodeG4(coded.subarray(0, 50), width, rows, () => {}).rows).toBeLessThan(rows)
  })
})
