import { type Huffman, huffman } from "./huffman.js"
import { type Component, JpegScan, type ScanHeader } from "./JpegScan.js"

/** More coefficients than this are not remembered: a picture of them is read without its refinements. */
const mostCoefficients = 64 * 1024 * 1024

/** Sequential and progressive Huffman coding (SOF0 to SOF2); other frames are not looked into. */
const frames = [0xc0, 0xc1, 0xc2]
const otherFrames = [0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf]

const isRestart = (marker: number) => marker >= 0xd0 && marker <= 0xd7

/** Coded data up to the next marker, with the bytes taken out that say that 0xff is no marker. */
const stretch = (bytes: Uint8Array, from: number) => {
  let to = from
  let length = 0
  for (;;) {
    const next = bytes.indexOf(0xff, to)
    to = next === -1 ? bytes.length : next
    if (to >= bytes.length - 1 || bytes[to + 1] !== 0) break
    to += 2
  }
  const data = new Uint8Array(to - from + 4)
  for (let at = from; at < to; ) {
    const next = bytes.indexOf(0xff, at)
    const end = next === -1 || next >= to ? to : next + 1
    data.set(bytes.subarray(at, end), length)
    length += end - at
    at = end < to || next < to ? end + 1 : end
  }
  return { data, length, to }
}

/** `cut`: data is missing. `unended`: none is, but the marker of its end. `broken`: it is no such data. */
export type JpegDamage = "cut" | "unended" | "broken"

/**
 * What is wrong with the coded data of a JPEG, though a decoder makes some picture of it. JPEG has no checksum: a byte
 * that turned one sound code into another cannot be told.
 */
export const jpegDamage = (bytes: Uint8Array): JpegDamage | undefined => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const dc: Array<Huffman | undefined> = []
  const ac: Array<Huffman | undefined> = []
  const quanta: Array<number> = []
  let components: ReadonlyArray<Component> = []
  let interval = 0
  let [progressive, precision] = [false, 8]
  let [unitsAcross, unitsDown] = [0, 0]
  let scans = 0

  const readTables = (from: number, to: number): boolean => {
    for (let at = from; at < to; ) {
      const destination = bytes[at] ?? 0
      const counts = bytes.subarray(at + 1, at + 17)
      const total = counts.reduce((sum, count) => sum + count, 0)
      const symbols = bytes.subarray(at + 17, at + 17 + total)
      const table = huffman(counts, symbols)
      if (table === undefined || at + 17 + total > to) return false
      const tables = destination >> 4 === 0 ? dc : ac
      tables[destination & 15] = table
      at += 17 + total
    }
    return true
  }

  const readQuanta = (from: number, to: number): void => {
    for (let at = from; at + 2 < to; ) {
      const destination = bytes[at] ?? 0
      const wide = destination >> 4 !== 0
      quanta[destination & 15] = wide ? view.getUint16(at + 1) : (bytes[at + 1] ?? 1)
      at += wide ? 129 : 65
    }
  }

  const readFrame = (from: number, to: number): boolean => {
    const count = bytes[from + 5] ?? 0
    if (from + 6 + count * 3 > to) return false
    precision = bytes[from] ?? 8
    const [rows, width] = [view.getUint16(from + 1), view.getUint16(from + 3)]
    const given = Array.from({ length: count }, (_, index) => {
      const at = from + 6 + index * 3
      const sampling = bytes[at + 1] ?? 0x11
      return {
        id: bytes[at] ?? 0,
        across: sampling >> 4 || 1,
        down: sampling & 15 || 1,
        table: bytes[at + 2] ?? 0
      }
    })
    const greatest = (key: "across" | "down") => Math.max(1, ...given.map((each) => each[key]))
    const [wide, high] = [greatest("across"), greatest("down")]
    unitsAcross = Math.ceil(width / (8 * wide))
    unitsDown = Math.ceil(rows / (8 * high))
    const coefficients = given.reduce(
      (sum, { across, down }) => sum + unitsAcross * unitsDown * across * down * 64,
      0
    )
    const remembers = progressive && coefficients <= mostCoefficients
    components = given.map(({ across, down, id, table }) => ({
      id,
      across,
      down,
      blocks: Math.ceil(Math.ceil((width * across) / wide) / 8),
      blockRows: Math.ceil(Math.ceil((rows * down) / high) / 8),
      stride: unitsAcross * across,
      quantum: () => quanta[table] ?? 1,
      known: new Uint8Array(remembers ? unitsAcross * across * unitsDown * down * 64 : 0)
    }))
    return rows > 0 && width > 0
  }

  const readScan = (from: number): ScanHeader | undefined => {
    const count = bytes[from] ?? 0
    const parts = Array.from({ length: count }, (_, index) => {
      const id = bytes[from + 1 + index * 2]
      const tables = bytes[from + 2 + index * 2] ?? 0
      const component = components.find((each) => each.id === id)
      return component && { component, dc: dc[tables >> 4], ac: ac[tables & 15] }
    }).filter((part) => part !== undefined)
    if (parts.length !== count || count === 0) return undefined
    const at = from + 1 + count * 2
    const approximation = bytes[at + 2] ?? 0
    return {
      parts,
      first: bytes[at] ?? 0,
      last: Math.min(63, bytes[at + 1] ?? 63),
      high: approximation >> 4,
      low: approximation & 15,
      progressive,
      precision
    }
  }

  /** Reads the units of a scan, restart after restart, and gives where the data after it goes on. */
  const followScan = (header: ScanHeader, from: number): number | JpegDamage => {
    const scan = new JpegScan(header)
    const only = header.parts.length === 1 ? header.parts[0]?.component : undefined
    const across = only?.blocks ?? unitsAcross
    const total = across * (only?.blockRows ?? unitsDown)
    const refines = progressive && header.first > 0 && header.high > 0
    const skips = refines && (only?.known.length ?? 0) === 0
    for (let unit = 0, at = from, restart = 0; ; restart++) {
      const { data, length, to } = stretch(bytes, at)
      const end = interval === 0 ? total : Math.min(total, unit + interval)
      scan.begin(data, length)
      if (!skips) {
        for (; unit < end && !scan.broken; unit++) {
          scan.unit(unit, across)
          if (scan.isShort) break
        }
      } else unit = end
      const isEnd = to >= bytes.length - 1
      if (scan.broken) return "broken"
      if (scan.isShort || unit < end) return isEnd ? "cut" : "broken"
      if (!skips && scan.unread > 0 && !isEnd) return "broken"
      if (unit === total) return isEnd ? "unended" : to
      if (isEnd) return "cut"
      if (bytes[to + 1] !== 0xd0 + (restart & 7)) return "broken"
      at = to + 2
    }
  }

  for (let at = 2; ; ) {
    if (at + 1 >= bytes.length) return scans > 0 && !progressive ? "unended" : "cut"
    if (bytes[at] !== 0xff) return scans > 0 ? "broken" : undefined
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xff) {
      at++
      continue
    }
    if (marker === 0xd9) return scans > 0 ? undefined : "broken"
    if (isRestart(marker) || marker === 0x01 || marker === 0xd8) {
      at += 2
      continue
    }
    if (at + 4 > bytes.length) return "cut"
    const end = at + 2 + view.getUint16(at + 2)
    if (end > bytes.length) return "cut"
    const from = at + 4
    at = end
    if (otherFrames.includes(marker)) return undefined
    if (marker === 0xdb) readQuanta(from, end)
    else if (marker === 0xdd) interval = view.getUint16(from)
    else if (marker === 0xc4) {
      if (!readTables(from, end)) return "broken"
    } else if (frames.includes(marker)) {
      progressive = marker === 0xc2
      if (!readFrame(from, end)) return undefined
    } else if (marker === 0xda) {
      const header = readScan(from)
      if (header === undefined) return "broken"
      const next = followScan(header, end)
      if (typeof next !== "number") return next
      scans++
      at = next
    }
  }
}
