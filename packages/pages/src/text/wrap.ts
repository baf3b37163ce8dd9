import { segments } from "./segments.js"

const words = new Intl.Segmenter(undefined, { granularity: "word" })
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" })

/** Scripts written without spaces: a line may end between any two of their words. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
const closing = /^[\p{Pe}\p{Pf}\p{Po}]/u
const space = /^\s+$/u

/** Pieces between which a line may end, with the white space that follows each. */
function* pieces(line: string): Generator<string> {
  let piece = ""
  for (const segment of segments(words, line)) {
    const mayBreak =
      piece !== "" &&
      !space.test(segment) &&
      !closing.test(segment) &&
      (/[\s-]$/u.test(piece) || unspaced.test(segment) || unspaced.test(piece))
    if (mayBreak) {
      yield piece
      piece = ""
    }
    piece += segment
  }
  if (piece !== "") yield piece
}

/** Wraps one line at `width`, in the unit of `measure`; a word longer than a line is cut. */
export function* wrap(
  line: string,
  width: number,
  measure: (text: string) => number
): Generator<string> {
  let current = ""
  let used = 0
  for (const piece of pieces(line)) {
    if (used + measure(piece.trimEnd()) <= width) {
      current += piece
      used += measure(piece)
      continue
    }
    if (current !== "") yield current.trimEnd()
    current = ""
    used = 0
    if (measure(piece.trimEnd()) <= width) {
      current = piece
      used = measure(piece)
      continue
    }
    for (const segment of segments(graphemes, piece)) {
      const size = measure(segment)
      if (current !== "" && used + size > width && !space.test(segment)) {
        yield current
        current = ""
        used = 0
      }
      current += segment
      used += size
    }
  }
  yield current.trimEnd()
}
