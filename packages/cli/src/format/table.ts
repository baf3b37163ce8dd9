/** How wide text stands: escape sequences take no room. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape sequences of colours
const widthOf = (text: string): number => text.replace(/\u001B\[\d+m/g, "").length

/** Columns under their headings, two spaces apart; nothing is cut, so that it can be piped. */
export const table = (
  headings: ReadonlyArray<string>,
  rows: ReadonlyArray<ReadonlyArray<string>>
): string => {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => widthOf(row[column] ?? "")))
  )
  return [headings, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - widthOf(cell)))
        .join("  ")
        .trimEnd()
    )
    .map((line) => `${line}\n`)
    .join("")
}
