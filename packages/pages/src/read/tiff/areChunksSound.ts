import type { TiffPage } from "../../codec/readTiff.js"
import { isG4Sound } from "../../integrity/isG4Sound.js"
import { jpegDamage } from "../../integrity/jpegDamage.js"
import { layoutOf } from "./TiffLayout.js"
import { mirror, readChunk } from "./tiffChunk.js"
import { jpegOfChunk } from "./tiffJpeg.js"

const deflate = [8, 32_946]

/**
 * Whether each strip or tile is as it was written, as far as its coding can show: libtiff ignores much of what is wrong
 * with G4, the checksums of Deflate, and broken JPEG data. For pages whose samples lie together.
 */
export const areChunksSound = (file: Uint8Array, page: TiffPage): boolean => {
  const { compression, fillOrder } = page
  if (compression !== 4 && compression !== 7 && !deflate.includes(compression)) return true
  const layout = layoutOf(page, file.length)
  const { bits, chunks, samples } = layout
  const isTiled = page.values(322).length > 0
  const rowBytes = Math.ceil((chunks.width * samples * bits) / 8)
  return chunks.offsets.every((offset, index) => {
    const length = chunks.lengths[index] ?? 0
    // Tiles are whole, whatever of them lies on the page.
    const rows = isTiled ? chunks.rows : Math.min(chunks.rows, page.rows - index * chunks.rows)
    if (rows <= 0) return true
    const data = file.subarray(offset, offset + length)
    if (compression === 4) {
      return isG4Sound(fillOrder === 2 ? mirror(data) : data, chunks.width, rows)
    }
    if (compression === 7) {
      return jpegDamage(jpegOfChunk(file, page, layout, data, chunks.width, rows)) === undefined
    }
    return readChunk(file, offset, length, page, rowBytes * rows).sound
  })
}
