/**
 * Text as it was sent to printers that strike twice: a letter, a backspace and the letter again is bold, `_` and a
 * letter underlined, another letter is put over it; a line may also be struck a second time after a carriage return.
 */

export const boldStyle = 1
export const underlined = 2

/** One line with what is struck over it. */
export interface StruckLine {
  readonly text: string
  /** For each unit of `text` 1 where it is bold, 2 where underlined, or both; undefined where nothing is. */
  readonly styles: Uint8Array | undefined
  /** What stands over other letters, in the place of each. */
  readonly over: string
}

interface Cell {
  character: string
  style: number
  over: string
}

/** Whether this strikes the first part again, and does not replace it, as progress on a screen does. */
const strikes = (first: string, again: string): boolean =>
  [...again].every(
    (character, at) => character === " " || character === "_" || character === first[at]
  )

/** A line as cells; `\r` within it goes back to its beginning. */
export const readStruckLine = (line: string): StruckLine => {
  if (!/[\b\r]/.test(line)) return { text: line, styles: undefined, over: "" }
  const cells: Array<Cell> = []
  let column = 0
  for (const character of line) {
    if (character === "\b") column = Math.max(0, column - 1)
    else if (character === "\r") column = 0
    else {
      const cell = cells[column]
      if (cell === undefined) cells[column] = { character, style: 0, over: "" }
      else if (character === cell.character && character !== " ") cell.style |= boldStyle
      else if (character === "_" && cell.character !== " ") cell.style |= underlined
      else if (cell.character === "_") {
        cell.character = character
        cell.style |= underlined
      } else if (cell.character === " ") cell.character = character
      else if (character !== " ") cell.over = character
      column++
    }
  }
  const styles: Array<number> = []
  for (const { character, style } of cells) for (const _ of character) styles.push(style)
  return {
    text: cells.map(({ character }) => character).join(""),
    styles: Uint8Array.from(styles),
    over: cells.map(({ over, character }) => over || " ".repeat(character.length)).join("")
  }
}

/** Line ends of a text as `\n`; a lone `\r` stays where what follows is struck over the same line. */
export const joinStruckLines = (text: string): string => {
  if (!text.includes("\r")) return text
  return text
    .replace(/\r+\n/g, "\n")
    .replace(/([^\r\n]*)\r([^\r\n]*)/g, (_, first: string, again: string) =>
      again.trim() !== "" && first !== "" && strikes(first, again)
        ? `${first}\r${again}`
        : `${first}\n${again}`
    )
}
