import { type Ground, groundOf } from "./ground.js"
import { darkestPaper, paperTone } from "./paperTone.js"

/**
 * What lies where on a page, in tiles of 16 dots by 8 rows: strokes, to be thresholded, or areas of
 * grey, to be dithered.
 */
export interface Tiles {
  readonly across: number
  readonly down: number
  /** For each tile: 0 where it is to be dithered, else the grey below which a dot is black. */
  readonly thresholds: Uint8Array
  /** For each tile: the grey below which a dot is black that is no edge of a darker stroke, 0 where there is none. */
  readonly pale: Uint8Array
  /** Some tile is to be dithered. */
  readonly pictures: boolean
  /** Lighter than this is paper even within a picture. */
  readonly paper: number
  /** Dots of strokes too light to be told from the paper. */
  readonly lost: number
  /** Part of the page, 0 to 1, that is one grey and stays it. */
  readonly tinted: number
}

export const tileWidth = 16
export const tileRows = 8

/** Darker than this is ink even within a picture. */
export const ink = 40
/** Neighbours differ by less inside an area, by more across an edge. */
const flat = 28
/** Dots of area grey, of 128, from which a picture may begin. */
const pictureTile = 36
/** Dots, of 128, that are all but all of a tile; more than type covers; more than a row of type covers. */
const full = 120
const beyondType = 96
const broad = 80
/** Dots of grey, of 128, that dense type on a tint leaves between its letters. */
const between = 20
/** Below this part of the paper's grey is black: above the middle, so that thin strokes keep their smoothed edges. */
const threshold = 0.66
/** Pale strokes are black from this part of their own depth. */
const paleThreshold = 0.45
/** Less contrast with the paper than this is no stroke. */
const leastContrast = 30
/** Dots of a tile that are no chance: a stroke paler than those beside it. */
const paleStroke = 3
/** Greys this close to the paper are the paper. */
const paperNoise = 20
const allWhite = 0xffffffff

/** Counts of each tile. */
interface Counts {
  /** Dots that are not the paper. */
  readonly covered: Uint8Array
  /** Dots of even grey that can be no smoothed edge. */
  readonly area: Uint8Array
  /** The same, with what is nearly black. */
  readonly soft: Uint8Array
  readonly darkest: Uint8Array
  /** Even dots with too little contrast to be strokes. */
  readonly faint: Uint8Array
  /** Dots above the threshold that are no smoothed edge of what is darker, and the darkest of them. */
  readonly pale: Uint8Array
  readonly palest: Uint8Array
}

/** No dot beside this one is much darker, so it is not the smoothed edge of a darker stroke. */
export const isStroke = (grey: Uint8Array, at: number, width: number): boolean => {
  const darker = (grey[at] ?? 255) - flat
  return (
    (grey[at - 1] ?? 255) >= darker &&
    (grey[at + 1] ?? 255) >= darker &&
    (grey[at - width] ?? 255) >= darker &&
    (grey[at + width] ?? 255) >= darker
  )
}

const count = (
  grey: Uint8Array,
  width: number,
  rows: number,
  across: number,
  down: number,
  paper: number,
  plain: number
): Counts => {
  const tiles = across * down
  const covered = new Uint8Array(tiles)
  const area = new Uint8Array(tiles)
  const soft = new Uint8Array(tiles)
  const faint = new Uint8Array(tiles)
  const pale = new Uint8Array(tiles)
  const palest = new Uint8Array(tiles).fill(255)
  const darkest = new Uint8Array(tiles).fill(255)
  const lightest = paper - paperNoise
  const lightestStroke = paper - leastContrast
  // The paper of scans is not even: some of its dots are darker, and strokes of a few dots may be chance.
  const lightestPale = paper === 255 ? lightestStroke : plain
  const blank = paper - 6
  const lightestCover = paper === 255 ? blank : lightest
  const words = new Uint32Array(grey.buffer, grey.byteOffset, (width * rows) >> 2)
  const wordsOfRow = width >> 2
  for (let y = 0; y < rows - 1; y++) {
    const first = Math.floor(y / tileRows) * across
    for (let word = 0; word < wordsOfRow; word++) {
      if (words[y * wordsOfRow + word] === allWhite) continue
      const tile = first + (word >> 2)
      const from = y * width + word * 4
      let dots = 0
      for (let at = from; at < from + 4; at++) {
        const value = grey[at] ?? 255
        if (value > blank) continue
        if (value < (darkest[tile] ?? 255)) darkest[tile] = value
        if (value > lightestCover) continue
        dots++
        if (value < 4) continue
        if (value > plain && value <= lightestPale && isStroke(grey, at, width)) {
          pale[tile] = (pale[tile] ?? 0) + 1
          if (value < (palest[tile] ?? 255)) palest[tile] = value
        }
        const right = value - (grey[at + 1] ?? 255)
        if (right > flat || right < -flat) continue
        const below = value - (grey[at + width] ?? 255)
        if (below > flat || below < -flat) continue
        if (value > lightestStroke) faint[tile] = (faint[tile] ?? 0) + 1
        if (value > lightest) continue
        soft[tile] = (soft[tile] ?? 0) + 1
        if (value >= ink) area[tile] = (area[tile] ?? 0) + 1
      }
      if (dots > 0) covered[tile] = (covered[tile] ?? 0) + dots
    }
  }
  return { covered, area, soft, faint, pale, palest, darkest }
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

/** Fewer tiles than this (4 x 4 mm) are a crossing of strokes, not a picture. */
const leastPicture = 6
/** Tiles in a row that are 10 mm, longer than strokes of type. */
const longRun = 5
/** Tiles by which a picture may end raggedly: dots of even grey, of 128, in each. */
const raggedEnd = [36, 36, 8]

/**
 * Pictures are what grey fills 2 x 2 mm of, or a strip 10 mm long, as no stroke of type does. They grow from
 * there as far as tiles are broadly covered, and a little further where they end raggedly. `tall` is how
 * many times higher than wide dots are.
 */
const findPictures = (
  { area, covered, soft }: Counts,
  across: number,
  down: number,
  tall: number
): Uint8Array => {
  /** Grey, be there type on it or not. */
  const isBroad = (tile: number) => (covered[tile] ?? 0) >= broad && (soft[tile] ?? 0) >= between
  const isFull = (tile: number) => isBroad(tile) && (covered[tile] ?? 0) >= full
  /** Tiles that are broad from this one on, as far as it matters. */
  const run = (tile: number, step: number, maxLength: number) => {
    let length = 0
    while (length < maxLength && isBroad(tile + length * step)) length++
    return length
  }
  const isCore = (tile: number) => {
    if ((area[tile] ?? 0) < pictureTile || !isBroad(tile)) return false
    if (isFull(tile) && (tall > 1 || isFull(tile + across))) return true
    const column = tile % across
    const long = Math.round((longRun * 2) / tall)
    if (run(tile, across, long) === long) return true
    // A dense row of blurred type is broad too, but in standard resolution a strip as low as it need not fill a tile.
    return (
      (tall > 1 || isFull(tile)) && run(tile, 1, Math.min(longRun, across - column)) === longRun
    )
  }
  const pictures = new Uint8Array(area.length)
  const seen = new Uint8Array(area.length)
  area.forEach((_, seed) => {
    if (seen[seed] === 1 || !isCore(seed)) return
    const grown = [seed]
    seen[seed] = 1
    for (const tile of grown) {
      for (const near of around(tile, across, down)) {
        if (seen[near] === 1 || !isBroad(near)) continue
        seen[near] = 1
        grown.push(near)
      }
    }
    if (grown.length < leastPicture) return
    for (const tile of grown) pictures[tile] = 1
  })
  for (const least of raggedEnd) {
    const edge: Array<number> = []
    soft.forEach((dots, tile) => {
      if (dots < least || pictures[tile] === 1) return
      if (around(tile, across, down).some((near) => pictures[near] === 1)) edge.push(tile)
    })
    for (const tile of edge) pictures[tile] = 1
  }
  return pictures
}

/** Where black begins on this paper for strokes as dark as this at their darkest. */
const under = (paper: number, darkest: number) =>
  Math.round(Math.max(paper * threshold, paper - (paper - darkest) * paleThreshold))

const darkestOf = (tiles: ReadonlyArray<number>, { darkest }: Counts) =>
  tiles.reduce((least, tile) => Math.min(least, darkest[tile] ?? 255), 255)

/** Less of the page, 0 to 1, is the backdrop of a photograph. */
const leastPaper = 0.1
/** Dots, of 128, that are paper where a tile has dense type on it. */
const ground = 12

/** Paper of another colour that lies on the page, scanned: type on it is told from it, as on the rest. */
const clearPaper = (
  grey: Uint8Array,
  width: number,
  across: number,
  down: number,
  { from, to }: Ground,
  counts: Counts,
  pictures: Uint8Array,
  thresholds: Uint8Array
): void => {
  const paper = (from + to) / 2
  pictures.forEach((picture, tile) => {
    if (picture !== 1) return
    const column = tile % across
    const first = ((tile - column) / across) * tileRows * width + column * tileWidth
    let dots = 0
    for (let y = 0; y < tileRows; y++) {
      for (let at = first + y * width; at < first + y * width + tileWidth; at++) {
        const value = grey[at] ?? 0
        if (value >= from && value <= to) dots++
      }
    }
    if (dots < ground) return
    const darkest = darkestOf(around(tile, across, down), counts)
    thresholds[tile] = under(paper, from - darkest >= leastContrast ? darkest : 0)
  })
}

/** `dpiY` is the rows of the page to the inch. */
export const measureTiles = (
  grey: Uint8Array,
  width: number,
  rows: number,
  dpiY: number
): Tiles => {
  const across = Math.ceil(width / tileWidth)
  const down = Math.ceil(rows / tileRows)
  const paper = paperTone(grey, width, rows)
  const plain = Math.round(paper * threshold)
  const counts = count(grey, width, rows, across, down, paper, plain)
  const pictures = findPictures(counts, across, down, dpiY > 150 ? 1 : 2)
  const isTint = (near: ReadonlyArray<number>) =>
    near.some((tile) => (counts.covered[tile] ?? 0) >= beyondType)
  let lost = 0
  const pale = new Uint8Array(across * down)
  const thresholds = counts.darkest.map((own, tile) => {
    if (pictures[tile] === 1) return 0
    const isPale = (counts.pale[tile] ?? 0) >= paleStroke
    if (own === 255 || (own <= ink && !isPale)) return plain
    const near = around(tile, across, down)
    if (near.some((other) => pictures[other] === 1)) return plain
    if (isPale && !isTint(near)) pale[tile] = under(paper, counts.palest[tile] ?? 255)
    if (own <= ink) return plain
    const darkest = darkestOf(near, counts)
    if (paper - darkest >= leastContrast) return under(paper, darkest)
    if (paper === 255 && !isTint(near)) lost += counts.faint[tile] ?? 0
    return plain
  })
  const one = groundOf(grey, width, rows, pictures, tileWidth, tileRows)
  const isPaper = one?.scanned === true && one.from >= darkestPaper && one.part >= leastPaper
  if (one !== undefined && isPaper)
    clearPaper(grey, width, across, down, one, counts, pictures, thresholds)
  return {
    across,
    down,
    thresholds,
    pale,
    pictures: pictures.includes(1),
    paper,
    lost,
    tinted: one === undefined || isPaper ? 0 : one.part
  }
}
