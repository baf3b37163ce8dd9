import { ownSequence } from "./visible.js"

/** Descriptors rather than streams, and loaded when asked: a result in JSON needs neither. */
const isatty = (descriptor: number) => process.getBuiltinModule("node:tty").isatty(descriptor)

export const isTerminal = {
  stdin: () => isatty(0),
  stdout: () => isatty(1),
  stderr: () => isatty(2)
}

/** Whether what is on the screen can be drawn over: not where nobody moves a cursor (`TERM=dumb`). */
export const canRedraw = (output: "stdout" | "stderr"): boolean =>
  isTerminal[output]() && process.env.TERM !== "dumb"

const isPlain = () => Boolean(process.env.NO_COLOR) || process.env.TERM === "dumb"

const codes = { red: 31, green: 32, yellow: 33, cyan: 36, dim: 2, bold: 1 } as const
export type Style = keyof typeof codes

/**
 * Styles text for an output, or leaves it as it is: colour is for terminals that have not been told
 * otherwise (`NO_COLOR`, https://no-color.org, `TERM=dumb`); a pipe never gets any.
 */
export const styleFor =
  (output: "stdout" | "stderr") =>
  (style: Style, text: string): string =>
    isTerminal[output]() && !isPlain()
      ? `${ownSequence(`[${codes[style]}m`)}${text}${ownSequence("[0m")}`
      : text

/** The style of a status, wherever it is shown. */
export const statusStyle = (status: string): Style =>
  status === "delivered" ? "green" : status === "failed" ? "red" : "yellow"
