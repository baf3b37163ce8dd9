/**
 * Escape sequences of terminals that colour text and move the cursor (ECMA-48, 5.4), as programs leave them in logs.
 * Printers have others.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const terminalCodes = /\x1b(?:\[[0-?]*[ -/]*[@-~]|[()][AB0]|[78=>cM])/g

export const withoutTerminalCodes = (text: string): string =>
  text.includes("\x1b") ? text.replace(terminalCodes, "") : text

/** Controls that no text has: all but white space, backspace, the tabs, form feed, and the end of a file of DOS at its end. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const noText = /[\x00-\x07\x0e-\x1f\x7f]/

/** Whether a text, decoded, is one to its end, and not data or codes for a printer. */
export const isReadable = (text: string): boolean => {
  let end = text.length
  while (text[end - 1] === "\x1a") end--
  return !noText.test(withoutTerminalCodes(text.slice(0, end)))
}
