/** Rows looked at, one of this many. */
const every = 9
/** The paper's grey is the middle of a window of this many greys that holds this part of the page. */
const window = 9
const enough = 0.25
/** Darker than this it is not paper, but a picture or a dark page. */
export const darkestPaper = 150

/** The grey of the paper itself: 255 for what was made on a computer, less for what was scanned. */
export const paperTone = (grey: Uint8Array, width: number, rows: number): number => {
  const histogram = new Uint32Array(256)
  let total = 0
  for (let y = 0; y < rows; y += every) {
    for (let at = y * width; at < (y + 1) * width; at += 3) {
      const value = grey[at] ?? 255
      histogram[value] = (histogram[value] ?? 0) + 1
      total++
    }
  }
  if ((histogram[255] ?? 0) > total * enough) return 255
  let best = 0
  let tone = 255
  let sum = 0
  for (let value = 255; value >= darkestPaper - window; value--) {
    sum += (histogram[value] ?? 0) - (histogram[value + window] ?? 0)
    if (sum > best) {
      best = sum
      tone = value + (window >> 1)
    }
  }
  return best >= total * enough && tone >= darkestPaper ? tone : 255
}
