import { oneLine, widthOf } from "../terminal/visible.js"

/** Columns under their headings, two spaces apart; nothing is cut, so that it can be piped. */
export const table = (
  headings: ReadonlyArray<string>,
  rows: ReadonlyArray<ReadonlyArray<string>>
): string => {
  const cells = rows.map((row) => row.map(oneLine))
  const widths = headings.map((heading, column) =>
    cells.reduce((width, row) => Math.max(width, widthOf(row[column] ?? "")), heading.length)
  )
  return [headings, ...cells]
    .map((row) =>
      row
        .map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - widthOf(cell)))
        .join("  ")
        .trimEnd()
    )
    .map((line) => `${line}\n`)
    .join("")
}
