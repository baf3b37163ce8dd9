import type { Command } from "./Command.js"
import type { Flag } from "./Flag.js"

const columns = 92

/** Text in lines of at most `width`, broken between words. */
export const wrapped = (text: string, width: number = columns): ReadonlyArray<string> => {
  const lines: Array<string> = []
  for (const paragraph of text.split("\n")) {
    let line = ""
    for (const word of paragraph.split(" ")) {
      if (line !== "" && line.length + 1 + word.length > width) {
        lines.push(line)
        line = word
      } else line = line === "" ? word : `${line} ${word}`
    }
    lines.push(line)
  }
  return lines
}

/** Two columns: terms, and what they mean. */
export const definitions = (entries: ReadonlyArray<readonly [string, string]>): string => {
  const width = Math.min(34, Math.max(0, ...entries.map(([term]) => term.length)))
  return entries
    .flatMap(([term, meaning]) => {
      const [first = "", ...more] = wrapped(meaning, columns - width - 4)
      const indent = " ".repeat(width + 4)
      return term.length > width
        ? [`  ${term}`, ...[first, ...more].map((line) => `${indent}${line}`)]
        : [`  ${term.padEnd(width)}  ${first}`, ...more.map((line) => `${indent}${line}`)]
    })
    .join("\n")
}

/** A flag as it is written: `-j, --json`, `--to NUMBER...`. */
export const flagTerm = (flag: Flag<unknown>): string =>
  [
    flag.short === undefined ? "" : `-${flag.short}, `,
    `--${flag.name}`,
    flag.value === undefined ? "" : ` ${flag.value}`,
    flag.many ? "..." : ""
  ].join("")

const flagMeaning = (flag: Flag<unknown>): string =>
  flag.choices.length === 0 ? flag.summary : `${flag.summary} (${flag.choices.join(", ")})`

/** The line that shows how a command is written. */
export const usageLine = (command: Command): string =>
  [
    `fax ${command.name}`,
    ...(command.words === undefined
      ? []
      : [command.words.min === 0 ? `[${command.words.name}]` : command.words.name]),
    ...(command.flags.length === 0 ? [] : ["[flags]"])
  ].join(" ")

/** What `fax COMMAND --help` prints. */
export const commandHelp = (command: Command): string => {
  const { details, examples, flags, words } = command
  const parts = [
    `${command.summary}\n\nUsage: ${usageLine(command)}`,
    ...(details === undefined ? [] : [wrapped(details).join("\n")]),
    ...(words === undefined ? [] : [definitions([[words.name, words.summary]])]),
    ...(flags.length === 0
      ? []
      : [
          `Flags:\n${definitions(flags.map((flag) => [flagTerm(flag), flagMeaning(flag)] as const))}`
        ]),
    ...(examples.length === 0
      ? []
      : [`Examples:\n${examples.map(({ does, line }) => `  # ${does}\n  ${line}`).join("\n")}`])
  ]
  return `${parts.join("\n\n")}\n`
}
