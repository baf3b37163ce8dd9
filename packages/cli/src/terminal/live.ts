import * as Effect from "effect/Effect"
import type { OutputFailed } from "../Failure.js"

/** Text that is drawn again in the same place. */
export interface Live {
  /** Replaces what was drawn before. Every line must fit the width of the terminal. */
  readonly draw: (text: string) => Effect.Effect<void, OutputFailed>
}

/** Columns and rows of the terminal, or of one that anybody has. */
export const terminalSize = (stream: NodeJS.WriteStream) => ({
  columns: stream.columns || 80,
  rows: stream.rows || 24
})

/** Draws over itself: up to its first line, and each line cleared before it is written again. */
export const makeLive = (write: (text: string) => Effect.Effect<void, OutputFailed>): Live => {
  let height = 0
  return {
    draw: (text) =>
      Effect.suspend(() => {
        const lines = text.split("\n")
        const up = height > 1 ? `\u001B[${height - 1}A` : ""
        height = lines.length
        return write(`\r${up}${lines.map((line) => `${line}\u001B[K`).join("\n")}\u001B[J`)
      })
  }
}
