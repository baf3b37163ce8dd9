import { type Completed, firstWords, helpWords, secondWords } from "./Completed.js"

/** Inside of single quotes, where _arguments and _describe read brackets and colons themselves. */
const quoted = (text: string) =>
  text.replaceAll("'", "'\\''").replaceAll(/[[\]:]/g, (letter) => `\\${letter}`)

const specOf = (flag: Completed["flags"][number]): string => {
  const value =
    flag.value === undefined
      ? ""
      : `:${quoted(flag.value)}:${flag.choices.length > 0 ? `(${flag.choices.join(" ")})` : "_files"}`
  return `'${flag.many ? "*" : ""}--${flag.name}[${quoted(flag.summary)}]${value}'`
}

/** For a file called _fax in a folder of $fpath, or \`source <(fax completions zsh)\`. */
export const zshCompletions = (commands: ReadonlyArray<Completed>): string => {
  const seconds = secondWords(commands)
  const first = firstWords(commands).map((name) => {
    const summary =
      commands.find((command) => command.name === name)?.summary ??
      seconds.get(name)?.join(", ") ??
      "Show help"
    return `    '${quoted(name)}:${quoted(summary)}'`
  })
  const help = "'(- *)'{-h,--help}'[Show help]'"
  const cases = commands
    .filter(({ name }) => !name.includes(" "))
    .map(({ flags, name, words }) => {
      const takes = [...words, ...(seconds.get(name) ?? [])]
      const rest = takes.length > 0 ? `'*:word:(${takes.join(" ")})'` : "'*:file:_files'"
      return `    ${name}) _arguments -s ${[...flags.map(specOf), help, rest].join(" ")} ;;`
    })
  cases.push(`    help) _arguments '1:word:(${helpWords(commands).join(" ")})' ;;`)
  for (const [first, list] of seconds) {
    if (commands.some(({ name }) => name === first)) continue
    const own = list.map((second) => {
      const flags = commands.find(({ name }) => name === `${first} ${second}`)?.flags ?? []
      return `        ${second}) _arguments -s ${[...flags.map(specOf), help, "'*:word:'"].join(" ")} ;;`
    })
    cases.push(
      `    ${first})`,
      "      if (( CURRENT == 2 )); then",
      `        compadd ${list.join(" ")}`,
      "        return",
      "      fi",
      "      shift words",
      "      (( CURRENT-- ))",
      `      case "\${words[1]}" in`,
      ...own,
      "      esac ;;"
    )
  }
  return `#compdef fax
_fax() {
  local -a commands
  commands=(
${first.join("\n")}
    '--help:Show help'
    '--version:Show the version'
  )
  if (( CURRENT == 2 )); then
    _describe 'command' commands
    return
  fi
  local command="\${words[2]}"
  shift words
  (( CURRENT-- ))
  case "$command" in
${cases.join("\n")}
  esac
}
if [ "$funcstack[1]" = "_fax" ]; then _fax "$@"; else compdef _fax fax; fi
`
}
