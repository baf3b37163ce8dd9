/**
 * Whether a stream gets colour: a terminal that has not been told otherwise (`NO_COLOR`,
 * https://no-color.org, `TERM=dumb`). `FORCE_COLOR` is left to others: a pipe never gets any.
 */
const hasColor = (stream: { readonly isTTY?: boolean }): boolean =>
  stream.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== "dumb"

const codes = { red: 31, green: 32, yellow: 33, cyan: 36, dim: 2, bold: 1 } as const
export type Style = keyof typeof codes

/** Styles text for a stream, or leaves it as it is. */
export const styleFor =
  (stream: { readonly isTTY?: boolean }) =>
  (style: Style, text: string): string =>
    hasColor(stream) ? `\u001B[${codes[style]}m${text}\u001B[0m` : text

/** The style of a status, wherever it is shown. */
export const statusStyle = (status: string): Style =>
  status === "delivered" ? "green" : status === "failed" ? "red" : "yellow"
