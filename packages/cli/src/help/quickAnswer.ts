import type { Answers } from "./Answers.js"

const helpFlags = new Set(["--help", "-h"])

/** The command at the start of a line: one word, or two for a command of a group. */
const commandOf = (answers: Answers, args: ReadonlyArray<string>): string | undefined =>
  [args.slice(0, 2).join(" "), args[0] ?? ""].find((name) => Object.hasOwn(answers.commands, name))

/** The answer to `--version`, `--help` and `help`, or `undefined` when there is a command to run. */
export const quickAnswer = (answers: Answers, args: ReadonlyArray<string>): string | undefined => {
  const [first, ...rest] = args
  if (first === undefined) return answers.overview
  if (first === "--version" || first === "-V" || first === "version") {
    return `fax ${answers.version}\n`
  }
  if (first === "help" || helpFlags.has(first)) {
    if (rest.length === 0) return answers.overview
    const command = commandOf(answers, rest)
    if (command !== undefined) return answers.commands[command]
    const topic = rest[0] ?? ""
    return Object.hasOwn(answers.topics, topic) ? answers.topics[topic] : undefined
  }
  const end = args.indexOf("--")
  const command = commandOf(answers, args)
  const asks = (end < 0 ? args : args.slice(0, end)).some((word) => helpFlags.has(word))
  return asks && command !== undefined ? answers.commands[command] : undefined
}
