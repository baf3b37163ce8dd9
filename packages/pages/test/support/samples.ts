import sharp from "sharp"
import { encode } from "../../src/codec/encode.js"
import { strideOf } from "../../src/raster/Bitmap.js"
import { line, pdf, typeOf } from "./pdf.js"

/** Documents of the kinds that people fax, made anew each time and always alike. */

/** A small generator of numbers, so that noise is the same in each run. */
const numbers = (seed: number) => {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const pangram = "Sphinx of black quartz, judge my vow. 0123456789 Il1 O0 rn m cl d"

/** Sans and serif at 6 to 12 points. */
export const typeSizes = () => {
  let content = ""
  let y = 780
  for (const size of [6, 7, 8, 9, 10, 11, 12]) {
    content += line(56, y, size, `${size} pt  ${pangram}`)
    content += line(56, y - size * 1.4, size, `${size} pt  ${pangram}`, "Serif")
    content += `0.6 g ${line(56, y - size * 2.8, size, `${size} pt grey 60 %  ${pangram}`)}0 g\n`
    y -= size * 2.8 + 34
  }
  return { fileName: "type.pdf", bytes: pdf([{ content }]) }
}

/** Shaded balls before a gradient, with grain: all that a photograph asks of dithering. */
export const photograph = async (width = 1600, height = 1200) => {
  const random = numbers(7)
  const pixels = new Uint8Array(width * height * 3)
  const balls = [
    [0.3, 0.55, 0.22, 230, 90, 60],
    [0.62, 0.5, 0.16, 70, 140, 220],
    [0.8, 0.7, 0.12, 240, 220, 120]
  ] as const
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sky = 235 - (y / height) * 120
      let colour: readonly [number, number, number] =
        y > height * 0.75 ? [96, 84, 70] : [sky * 0.85, sky * 0.95, sky]
      for (const [cx, cy, r, red, green, blue] of balls) {
        const dx = (x / height - (cx * width) / height) / r
        const dy = (y / height - cy) / r
        const distance = dx * dx + dy * dy
        if (distance >= 1) continue
        const light = Math.max(0, (-dx - dy) * 0.5 + Math.sqrt(1 - distance) * 0.75)
        colour = [red * light + 12, green * light + 12, blue * light + 12]
      }
      const grain = (random() - 0.5) * 18
      colour.forEach((value, channel) => {
        pixels[(y * width + x) * 3 + channel] = Math.max(0, Math.min(255, value + grain))
      })
    }
  }
  const bytes = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 88 })
    .toBuffer()
  return { fileName: "photo.jpg", bytes: new Uint8Array(bytes) }
}

/** A4 at 300 dpi. */
const [scanWidth, scanHeight] = [2480, 3508]

/** A page drawn by `svg` shapes as a scanner sees it: askew, grey paper, noise. */
const scannedGrey = async (shapes: string, seed: number) => {
  const [width, height] = [scanWidth, scanHeight]
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#ebebe6"/><g transform="rotate(0.6 1240 1754)" fill="none" stroke="#2a2a30" stroke-width="4">${shapes}</g></svg>`
  const grey = await sharp(Buffer.from(svg)).toColourspace("b-w").raw().toBuffer()
  const random = numbers(seed)
  for (let at = 0; at < grey.length; at++) {
    grey[at] = Math.max(0, Math.min(255, (grey[at] ?? 0) + (random() - 0.5) * 16))
  }
  return grey
}

const scanned = async (shapes: string, seed: number) =>
  sharp(await scannedGrey(shapes, seed), {
    raw: { width: scanWidth, height: scanHeight, channels: 1 }
  })
    .withMetadata({ density: 300 })
    .jpeg({ quality: 80 })
    .toBuffer()

/** The same from a scanner set to black and white, in G4. */
const scannedBilevel = async (shapes: string, seed: number) => {
  const grey = await scannedGrey(shapes, seed)
  const stride = strideOf(scanWidth)
  const bits = new Uint8Array(stride * scanHeight)
  grey.forEach((value, at) => {
    const x = at % scanWidth
    const byte = ((at - x) / scanWidth) * stride + (x >> 3)
    if (value < 128) bits[byte] = (bits[byte] ?? 0) | (0x80 >> (x & 7))
  })
  return encode({ width: scanWidth, rows: scanHeight, stride, bits }, "g4", 300)
}

/** Strokes that stand for handwriting and print: no font is needed to draw them. */
const scribble = (x: number, y: number, length: number, seed: number) => {
  const random = numbers(seed)
  let path = `M${x} ${y}`
  for (let at = x; at < x + length; at += 26) {
    path += ` q ${6 + random() * 8} ${-34 - random() * 26} 13 ${-8 + random() * 16} t 13 ${random() * 10 - 4}`
  }
  return `<path d="${path}" stroke="#1c2f6e" stroke-width="5"/>`
}

const formShapes = (seed: number) => {
  let shapes = `<rect x="200" y="200" width="2080" height="3050" stroke-width="6"/>`
  for (let row = 0; row < 14; row++) {
    const y = 500 + row * 180
    shapes += `<path d="M200 ${y} H2280"/><rect x="2120" y="${y - 110}" width="70" height="70"/>`
    if (row % 3 === 1)
      shapes += `<path d="M2125 ${y - 105} l60 60 m0 -60 l-60 60" stroke-width="8"/>`
    shapes += scribble(760, y - 40, 1100, seed + row)
  }
  return `${shapes}<path d="M700 320 V3020"/><rect x="200" y="200" width="2080" height="120" fill="#b4b4b4"/>`
}

export const scannedForm = async (seed = 3) => ({
  fileName: "form.jpg",
  bytes: new Uint8Array(await scanned(formShapes(seed), seed))
})

const scanOf = async (shapes: string, seed: number, kind: "grey" | "colour" | "bilevel") => {
  if (kind === "bilevel") return scannedBilevel(shapes, seed)
  if (kind === "grey") {
    // A density would make sharp write three colours.
    const raw = { width: scanWidth, height: scanHeight, channels: 1 } as const
    const grey = sharp(await scannedGrey(shapes, seed), { raw })
    return grey.toColourspace("b-w").jpeg({ quality: 80 }).toBuffer()
  }
  const colour = sharp(await scanned(shapes, seed))
    .toColourspace("srgb")
    .tint({ r: 240, g: 240, b: 255 })
  return colour.jpeg({ quality: 80 }).toBuffer()
}

/** Scanned forms as a PDF of one picture a page, as office scanners write it. */
export const scannedPdf = async (pages: number, coding: "grey" | "colour" | "bilevel" = "grey") => {
  const sheets = []
  for (let page = 0; page < pages; page++) {
    const data = new Uint8Array(await scanOf(formShapes(page * 40), page + 1, coding))
    sheets.push({
      content: "595 0 0 842 0 0 cm /Image Do",
      image: { data, width: scanWidth, height: scanHeight, coding }
    })
  }
  return { fileName: `scan-${coding}.pdf`, bytes: pdf(sheets) }
}

/** Lines of 0.05 to 1 point at many angles, circles, hatching and dimensions. */
export const hairlines = () => {
  let content = ""
  ;[0, 0.05, 0.1, 0.25, 0.5, 1].forEach((width, index) => {
    const y = 780 - index * 14
    content += `${width} w 56 ${y} m 400 ${y} l S\n${line(410, y - 3, 8, `${width} pt`)}`
  })
  for (let angle = 0; angle < 180; angle += 5) {
    const [dx, dy] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)]
    content += `0.1 w ${200 + 30 * dx} ${540 + 30 * dy} m ${200 + 130 * dx} ${540 + 130 * dy} l S\n`
  }
  for (let x = 380; x < 540; x += 3) content += `0.05 w ${x} 440 m ${x + 60} 640 l S\n`
  content += "0.25 w 100 150 300 200 re S 120 170 260 160 re S 0.1 w 250 250 m 350 250 l S\n"
  content += `0.25 w 100 130 m 400 130 l S ${line(235, 133, 7, "300.00 +/- 0.05")}`
  content += `0.25 w 0.5 G 420 150 m 540 350 l S 0 G ${line(430, 140, 6, "grey hairline 0.25 pt")}`
  return { fileName: "drawing.pdf", bytes: pdf([{ content }]) }
}

/** A table on A4 lying down. */
export const landscape = () => {
  let content = `${line(40, 550, 16, "Stock list, landscape")}0.5 w\n`
  for (let row = 0; row <= 24; row++)
    content += `40 ${530 - row * 20} m 800 ${530 - row * 20} l S\n`
  for (let column = 0; column <= 8; column++)
    content += `${40 + column * 95} 50 m ${40 + column * 95} 530 l S\n`
  for (let row = 0; row < 24; row++) {
    for (let column = 0; column < 8; column++) {
      content += line(44 + column * 95, 516 - row * 20, 9, `item ${row * 8 + column} x 12`)
    }
  }
  return { fileName: "landscape.pdf", bytes: pdf([{ content, width: 842, height: 595 }]) }
}

export const longText = () => {
  const lines = [
    "BESTELLUNG 4711\tDatum\t2014-04-08",
    "",
    "42 Kisten an: Müller & Söhne, Königstraße 5, 70173 Stuttgart; Preis €1.234,50 ✓",
    "Ελληνικά: Η γρήγορη καφέ αλεπού πηδά πάνω από τον τεμπέλη σκύλο.",
    "Русский: Съешь же ещё этих мягких французских булок, да выпей чаю.",
    "Հայերեն: բարեւ աշխարհ.  ქართული: გამარჯობა მსოფლიო.",
    "עברית: שלום עולם 123 abc (סוגריים).",
    "العربية: مرحبا بالعالم، هذا نص تجريبي رقم 42 للفاكس.",
    "中文：快速的棕色狐狸跳过懒狗。日本語：いろはにほへと。한국어: 다람쥐 헌 쳇바퀴에 타고파",
    "┌────────┬───────┐",
    "│ item   │   qty │",
    "├────────┼───────┤",
    "│ bolts  │   100 │",
    "└────────┴───────┘",
    `One long line: ${"many words that go on and on, ".repeat(12)}end.`,
    `https://example.com/${"x".repeat(150)}`
  ]
  const body = Array.from({ length: 90 }, (_, index) => `${index + 1}.\tline number ${index + 1}`)
  const text = `${lines.join("\r\n")}\n${body.join("\n")}\fAfter the form feed.\n`
  return { fileName: "long.txt", bytes: new TextEncoder().encode(text) }
}

export const textPdf = (pages: number) => ({
  fileName: "letter.pdf",
  bytes: pdf(Array.from({ length: pages }, (_, page) => ({ content: typeOf(10, page) })))
})
