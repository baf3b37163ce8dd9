/** Where a picture lands on a page of grey dots, perhaps turned or mirrored. */
export interface Landing {
  /** Dots that a row of the picture takes, and dots that its rows take. */
  readonly across: number
  readonly down: number
  /** The dot of the page on which the picture's first lands. */
  readonly origin: number
  /** From there to the next dot of its row, and to its next row. */
  readonly stepAcross: number
  readonly stepDown: number
}

/** Parts of a dot, across and down. */
const part = 256

/**
 * Draws a picture of black runs, row by row, on white: the grey of a dot is the area of it that is
 * white, rounded down as PDFium does. It looks at changes of colour alone, and leaves out what stays white. Each row, in turn, is
 * given as the places where its colour changes, white first, or black first where `inverted`.
 */
export const averageRuns = (
  grey: Uint8Array,
  width: number,
  rows: number,
  { across, down, origin, stepAcross, stepDown }: Landing,
  inverted: boolean
) => {
  const places = Int32Array.from({ length: width + 1 }, (_, x) =>
    Math.round((x * across * part) / width)
  )
  /** How much more of each dot is black than of the one before it; two at a time in `pairs`. */
  const differences = new Int32Array(across + 2 + (across & 1))
  const pairs = new Float64Array(differences.buffer)
  let touched = false

  const add = (changes: Int32Array, count: number, weight: number): void => {
    let sign = inverted ? -weight : weight
    if (inverted) differences[0] = (differences[0] ?? 0) + weight * part
    for (let i = 0; i < count; i++) {
      const place = places[changes[i] ?? width] ?? 0
      const dot = place >> 8
      const before = sign * (place & (part - 1))
      differences[dot] = (differences[dot] ?? 0) + sign * part - before
      differences[dot + 1] = (differences[dot + 1] ?? 0) + before
      sign = -sign
    }
  }

  const write = (row: number): void => {
    let sum = 0
    const start = origin + row * stepDown
    for (let pair = 0; pair < pairs.length; pair++) {
      if (pairs[pair] === 0 && sum === 0) continue
      for (let dot = pair * 2; dot < pair * 2 + 2; dot++) {
        sum += differences[dot] ?? 0
        if (sum > 0 && dot < across) {
          grey[start + dot * stepAcross] = 255 - ((sum * 255 + 65_535) >> 16)
        }
      }
    }
    differences.fill(0)
    touched = false
  }

  return (changes: Int32Array, count: number, row: number): void => {
    const from = Math.round((row * down * part) / rows)
    const to = Math.round(((row + 1) * down * part) / rows)
    for (let top = from - (from % part); top < to; top += part) {
      const weight = Math.min(to, top + part) - Math.max(from, top)
      if (count > 0 || inverted) {
        add(changes, count, weight)
        touched = true
      }
      if (to >= top + part && touched) write(top / part)
    }
  }
}
