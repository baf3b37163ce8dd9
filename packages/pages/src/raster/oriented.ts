/** From this orientation on, a picture is stored lying on its side (TIFF 6.0, page 36; Exif 2.32, 4.6.4). */
export const firstLying = 5

/** Grey dots as a picture with this orientation is meant to be seen. */
export const oriented = (
  grey: Uint8Array,
  width: number,
  rows: number,
  orientation: number
): Uint8Array => {
  if (!(orientation > 1 && orientation <= 8)) return grey
  const lying = orientation >= firstLying
  const out = new Uint8Array(grey.length)
  const across = lying ? rows : width
  const fromRight = [2, 3, 6, 7].includes(orientation)
  const fromBelow = [3, 4, 7, 8].includes(orientation)
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < width; x++) {
      const [column, row] = lying ? [y, x] : [x, y]
      const to =
        (fromBelow ? (lying ? width : rows) - 1 - row : row) * across +
        (fromRight ? across - 1 - column : column)
      out[to] = grey[y * width + x] ?? 255
    }
  }
  return out
}
