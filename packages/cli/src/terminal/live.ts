import * as Effect from "effect/Effect"
import type { OutputFailed } from "../Failure.js"
import { ownSequence, splitOwn } from "./visible.js"

/** Text that is drawn again in the same place. */
export interface Live {
  /** Replaces what was drawn before. Lines are cut to the width of the terminal. */
  readonly draw: (text: string) => Effect.Effect<void, OutputFailed>
}

/** As much of a line as has room; its colours are all kept, so that they end where they should. */
const fitted = (line: string, columns: number): string => {
  let left = columns
  return splitOwn(line)
    .map((piece, index) => {
      if (index % 2 === 1) return piece
      const shown = piece.slice(0, left)
      left -= shown.length
      return shown
    })
    .join("")
}

/** Columns and rows of the terminal, or of one that anybody has. */
export const terminalSize = (stream: NodeJS.WriteStream) => ({
  columns: stream.columns || 80,
  rows: stream.rows || 24
})

/** Draws over itself: up to its first line, and each line cleared before it is written again. */
export const makeLive = (
  write: (text: string) => Effect.Effect<void, OutputFailed>,
  stream: NodeJS.WriteStream
): Live => {
  let height = 0
  return {
    draw: (text) =>
      Effect.suspend(() => {
        const lines = text.split("\n")
        const up = height > 1 ? ownSequence(`[${height - 1}A`) : ""
        height = lines.length
        const { columns } = terminalSize(stream)
        // A line as wide as the terminal would go on in the next one.
        const clear = ownSequence("[K")
        const drawn = lines.map((line) => `${fitted(line, columns - 1)}${clear}`)
        return write(`${ownSequence("[G")}${up}${drawn.join("\n")}${ownSequence("[J")}`)
      })
  }
}
