/** What a TrueType font draws by (OpenType 1.9, "Required tables"). */
const needed = ["glyf", "loca", "head", "maxp"]

/**
 * Whether a TrueType font is all there: its tables lie within it, and so do its glyphs. What changed inside a glyph cannot be
 * told.
 */
export const isTrueTypeSound = (bytes: Uint8Array): boolean => {
  if (bytes.length < 12) return false
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const version = view.getUint32(0)
  // A font of another kind in this place: whoever draws it knows.
  if (version !== 0x00010000 && version !== 0x74727565) return true
  const count = view.getUint16(4)
  const tables = new Map<string, DataView>()
  if (12 + count * 16 > bytes.length) return false
  for (let at = 12; at < 12 + count * 16; at += 16) {
    const [offset, length] = [view.getUint32(at + 8), view.getUint32(at + 12)]
    if (offset + length > bytes.length) return false
    const tag = Buffer.from(bytes.subarray(at, at + 4)).toString("latin1")
    tables.set(tag, new DataView(bytes.buffer, bytes.byteOffset + offset, length))
  }
  const [glyphs, places, head, most] = needed.map((tag) => tables.get(tag))
  if (!glyphs || !places || !head || !most || head.byteLength < 54 || most.byteLength < 6)
    return false
  const isLong = head.getInt16(50) !== 0
  const glyphsSaid = most.getUint16(4)
  const there = Math.min(glyphsSaid + 1, Math.floor(places.byteLength / (isLong ? 4 : 2)))
  for (let index = 0, before = 0; index < there; index++) {
    const place = isLong ? places.getUint32(index * 4) : places.getUint16(index * 2) * 2
    if (place < before || place > glyphs.byteLength) return false
    before = place
  }
  return there > 1
}
