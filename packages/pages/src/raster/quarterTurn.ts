/** Turns grey dots by 90 degrees clockwise. */
export const quarterTurn = (grey: Uint8Array, width: number, rows: number): Uint8Array => {
  const turned = new Uint8Array(grey.length)
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < width; x++) {
      turned[x * rows + (rows - 1 - y)] = grey[y * width + x] ?? 255
    }
  }
  return turned
}
