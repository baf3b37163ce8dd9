import sharp from "sharp"
import { ownSequence } from "../visible.js"
import type { Protocol } from "./protocol.js"

interface Room {
  readonly columns: number
  readonly rows: number
}

/** A picture in shades, row by row, a byte a dot: 0 is black. */
interface Shades {
  readonly width: number
  readonly height: number
  readonly dots: Uint8Array
}

const shadesOf = async (png: Uint8Array, width: number, height: number): Promise<Shades> => {
  const { data, info } = await sharp(png)
    .resize({ width, height, fit: "inside" })
    .flatten({ background: "white" })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, dots: data }
}

/** The protocol of kitty takes a picture in pieces of this many characters at most. */
const kittyPiece = 4096

const kitty = (png: Uint8Array, columns: number): string => {
  const pieces =
    Buffer.from(png)
      .toString("base64")
      .match(new RegExp(`.{1,${kittyPiece}}`, "g")) ?? []
  return pieces
    .map((piece, index) => {
      const more = index < pieces.length - 1 ? 1 : 0
      const head = index === 0 ? `a=T,f=100,c=${columns},m=${more}` : `m=${more}`
      return ownSequence(`_G${head};${piece}`) + ownSequence("\\")
    })
    .join("")
}

const iterm2 = (png: Uint8Array, columns: number): string => {
  const content = Buffer.from(png).toString("base64")
  return ownSequence(
    `]1337;File=inline=1;size=${png.length};width=${columns};preserveAspectRatio=1:${content}\u0007`
  )
}

/** Six rows of dots to a line of characters, in black on white (DEC STD 070, chapter 9). */
export const sixel = ({ dots, height, width }: Shades): string => {
  const bands = Array.from({ length: Math.ceil(height / 6) }, (_, band) => {
    const line = (isWanted: (shade: number) => boolean) =>
      Array.from({ length: width }, (_, x) => {
        let bits = 0
        for (let row = 0; row < 6; row += 1) {
          const y = band * 6 + row
          if (y < height && isWanted(dots[y * width + x] ?? 255)) bits |= 1 << row
        }
        return String.fromCharCode(63 + bits)
      }).join("")
    return `#0${line((shade) => shade < 128)}$#1${line((shade) => shade >= 128)}-`
  })
  const picture = `Pq"1;1;${width};${height}#0;2;0;0;0#1;2;100;100;100${bands.join("")}`
  return ownSequence(picture) + ownSequence("\\")
}

/** The grey of 256 colours that is nearest: 232 is the darkest of 24. */
const grey = (shade: number) => 232 + Math.round((shade / 255) * 23)

/** Two dots to a character: the upper one is its colour, the lower one what is behind it. */
export const halfBlocks = ({ dots, height, width }: Shades): string =>
  Array.from({ length: Math.ceil(height / 2) }, (_, row) => {
    const cells = Array.from({ length: width }, (_, x) => {
      const upper = dots[row * 2 * width + x] ?? 255
      const lower = dots[(row * 2 + 1) * width + x] ?? 255
      return `${ownSequence(`[38;5;${grey(upper)};48;5;${grey(lower)}m`)}▀`
    })
    return `${cells.join("")}${ownSequence("[0m")}`
  }).join("\n")

/** Dots of a column where terminals count them. */
const columnDots = 8

/** A picture as text for a terminal, as large as it fits. */
export const drawPicture = async (
  protocol: Protocol,
  png: Uint8Array,
  { columns, rows }: Room
): Promise<string> => {
  const wide = Math.max(1, columns - 1)
  switch (protocol) {
    case "kitty":
      return `${kitty(png, wide)}\n`
    case "iterm2":
      return `${iterm2(png, wide)}\n`
    case "sixel":
      return `${sixel(await shadesOf(png, wide * columnDots, rows * columnDots * 2))}\n`
    case "blocks":
      return `${halfBlocks(await shadesOf(png, wide, Math.max(2, (rows - 3) * 2)))}\n`
  }
}
