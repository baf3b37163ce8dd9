import { crc32, createInflateRaw, deflateSync } from "node:zlib"

const signatureLength = 8
/** Samples of a dot by the type of colours (PNG, 11.2.2); 3 is a palette. */
const samplesOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }
const palette = 3

const chunkOf = (type: string, data: Uint8Array): Buffer => {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data])
  const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  crc.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, crc])
}

/** What zlib makes of the data, whatever its sum, before it finds it damaged or cut off; `most` bytes of it. */
const inflateAsFar = (data: Uint8Array, most: number): Promise<Buffer> =>
  new Promise((resolve) => {
    // What it has of a part that is not full is lost when it fails.
    const inflate = createInflateRaw({ chunkSize: 512 })
    const parts: Array<Buffer> = []
    let length = 0
    const done = () => {
      inflate.destroy()
      resolve(Buffer.concat(parts).subarray(0, most))
    }
    inflate.on("data", (part: Buffer) => {
      parts.push(part)
      length += part.length
      if (length >= most) done()
    })
    inflate.on("error", done)
    inflate.on("end", done)
    inflate.end(data.subarray(2))
  })

/**
 * A PNG as far as its data goes, white after it, with sums that are right: a decoder takes all or nothing. Undefined where
 * not even its first row is there, where its header is wrong, where it is stored coarse first, or where it takes more than `mostBytes`.
 */
export const repairedPng = async (
  bytes: Uint8Array,
  mostBytes: number
): Promise<Uint8Array | undefined> => {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const kept: Array<Buffer> = [file.subarray(0, signatureLength)]
  const data: Array<Buffer> = []
  let header: Buffer | undefined
  for (let at = signatureLength; at + 8 <= file.length; ) {
    const length = file.readUInt32BE(at)
    const type = file.toString("latin1", at + 4, at + 8)
    const body = file.subarray(at + 8, at + 8 + length)
    const isRight = file.subarray(at, at + 12 + length).equals(chunkOf(type, body))
    if (type === "IHDR" && isRight) header = body
    if (type === "IDAT") data.push(body)
    else if (["IHDR", "PLTE", "tRNS", "pHYs", "gAMA", "sRGB"].includes(type)) {
      kept.push(chunkOf(type, body))
    }
    at += 12 + length
  }
  if (header === undefined || header.length < 13) return undefined
  const [width, rows, bits, colours = 0] = [
    header.readUInt32BE(0),
    header.readUInt32BE(4),
    header.readUInt8(8),
    header.readUInt8(9)
  ]
  const rowBytes = 1 + Math.ceil((width * bits * (samplesOf[colours] ?? 0)) / 8)
  const isInterlaced = header.readUInt8(12) !== 0
  const most = rowBytes * rows
  if (isInterlaced || rowBytes === 1 || most > mostBytes) return undefined
  const there = await inflateAsFar(Buffer.concat(data), most)
  const whole = Math.floor(there.length / rowBytes)
  if (whole === 0) return undefined
  const out = Buffer.alloc(most, colours === palette ? 0 : 255)
  there.copy(out, 0, 0, whole * rowBytes)
  for (let row = 0; row < rows; row++) {
    const filter = row * rowBytes
    if (row >= whole || (out[filter] ?? 0) > 4) out[filter] = 0
  }
  return new Uint8Array(
    Buffer.concat([
      ...kept,
      chunkOf("IDAT", deflateSync(out, { level: 1 })),
      chunkOf("IEND", new Uint8Array())
    ])
  )
}
