import { paperTone } from "./paperTone.js"

/**
 * What lies where on a page, in tiles of 16 dots by 8 rows: strokes, to be thresholded, or areas of
 * grey, to be dithered.
 */
export interface Tiles {
  readonly across: number
  readonly down: number
  /** For each tile: 0 where it is to be dithered, else the grey below which a dot is black. */
  readonly thresholds: Uint8Array
  /** Some tile is to be dithered. */
  readonly pictures: boolean
  /** Lighter than this is paper even within a picture. */
  readonly paper: number
  /** Dots of strokes too light to be told from the paper. */
  readonly lost: number
}

export const tileWidth = 16
export const tileRows = 8

/** Darker than this is ink even within a picture. */
export const ink = 40
/** Neighbours differ by less inside an area, by more across an edge. */
const flat = 28
/** Dots of area grey, of 128, that make a tile a picture; and that make it one beside a picture. */
const pictureTile = 36
const pictureEdge = 8
/** Below this part of the paper's grey is black: above the middle, so that thin strokes keep their smoothed edges. */
const threshold = 0.66
/** Pale strokes are black from this part of their own depth. */
const paleThreshold = 0.45
/** Less contrast with the paper than this is no stroke. */
const leastContrast = 30
/** Greys this close to the paper are the paper. */
const paperNoise = 20
const allWhite = 0xffffffff

/** Counts of each tile. */
interface Counts {
  /** Dots of even grey that can be no stroke. */
  readonly area: Uint8Array
  /** The same, with what is nearly black. */
  readonly soft: Uint8Array
  readonly darkest: Uint8Array
  /** Even dots a little darker than the paper. */
  readonly pale: Uint8Array
}

const count = (
  grey: Uint8Array,
  width: number,
  rows: number,
  across: number,
  down: number,
  paper: number
): Counts => {
  const area = new Uint8Array(across * down)
  const soft = new Uint8Array(across * down)
  const pale = new Uint8Array(across * down)
  const darkest = new Uint8Array(across * down).fill(255)
  const lightest = paper - paperNoise
  const palest = paper - 6
  const words = new Uint32Array(grey.buffer, grey.byteOffset, (width * rows) >> 2)
  const wordsOfRow = width >> 2
  for (let y = 0; y < rows - 1; y++) {
    const tiles = Math.floor(y / tileRows) * across
    for (let word = 0; word < wordsOfRow; word++) {
      if (words[y * wordsOfRow + word] === allWhite) continue
      const tile = tiles + (word >> 2)
      const from = y * width + word * 4
      for (let at = from; at < from + 4; at++) {
        const value = grey[at] ?? 255
        if (value > palest) continue
        if (value < (darkest[tile] ?? 255)) darkest[tile] = value
        if (value < 4) continue
        const right = value - (grey[at + 1] ?? 255)
        if (right > flat || right < -flat) continue
        const below = value - (grey[at + width] ?? 255)
        if (below > flat || below < -flat) continue
        if (value > lightest) {
          pale[tile] = (pale[tile] ?? 0) + 1
          continue
        }
        soft[tile] = (soft[tile] ?? 0) + 1
        if (value >= ink) area[tile] = (area[tile] ?? 0) + 1
      }
    }
  }
  return { area, soft, darkest, pale }
}

/** Tiles around one, itself included. */
const around = (tile: number, across: number, down: number): ReadonlyArray<number> => {
  const column = tile % across
  const row = (tile - column) / across
  const near: Array<number> = []
  for (let y = Math.max(0, row - 1); y <= Math.min(down - 1, row + 1); y++) {
    for (let x = Math.max(0, column - 1); x <= Math.min(across - 1, column + 1); x++) {
      near.push(y * across + x)
    }
  }
  return near
}

/** Fewer tiles than this (5 x 5 mm) are a crossing of strokes, not a picture. */
const leastPicture = 10

/** Pictures grow from tiles of even grey over neighbours that are soft, then by a rim. */
const findPictures = ({ area, soft }: Counts, across: number, down: number): Uint8Array => {
  const seen = new Uint8Array(area.length)
  const pictures = new Uint8Array(area.length)
  area.forEach((dots, seed) => {
    if (dots < pictureTile || seen[seed] === 1) return
    const grown = [seed]
    seen[seed] = 1
    for (let next = 0; next < grown.length; next++) {
      for (const near of around(grown[next] ?? seed, across, down)) {
        if (seen[near] === 1 || (soft[near] ?? 0) < pictureTile) continue
        seen[near] = 1
        grown.push(near)
      }
    }
    if (grown.length >= leastPicture) for (const tile of grown) pictures[tile] = 1
  })
  const rim: Array<number> = []
  pictures.forEach((picture, tile) => {
    if (picture === 0) return
    for (const near of around(tile, across, down)) {
      if (pictures[near] === 0 && (soft[near] ?? 0) >= pictureEdge) rim.push(near)
    }
  })
  for (const tile of rim) pictures[tile] = 1
  return pictures
}

export const measureTiles = (grey: Uint8Array, width: number, rows: number): Tiles => {
  const across = Math.ceil(width / tileWidth)
  const down = Math.ceil(rows / tileRows)
  const paper = paperTone(grey, width, rows)
  const counts = count(grey, width, rows, across, down, paper)
  const pictures = findPictures(counts, across, down)
  const plain = Math.round(paper * threshold)
  let lost = 0
  const thresholds = counts.darkest.map((own, tile) => {
    if (pictures[tile] === 1) return 0
    if (own <= ink) return plain
    const near = around(tile, across, down)
    if (near.some((other) => pictures[other] === 1)) return plain
    const contrast =
      paper - near.reduce((least, other) => Math.min(least, counts.darkest[other] ?? 255), 255)
    if (contrast >= leastContrast) {
      return Math.max(plain, Math.round(paper - contrast * paleThreshold))
    }
    const pale = counts.pale[tile] ?? 0
    if (pale < pictureTile) lost += pale
    return plain
  })
  return {
    across,
    down,
    thresholds,
    pictures: pictures.includes(1),
    paper,
    lost: paper === 255 ? lost : 0
  }
}
