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
  const first = firstWords(commands).map((name) => {
    const summary = commands.find((command) => command.name === name)?.summary ?? "Show help"
    return `    '${quoted(name)}:${quoted(summary)}'`
  })
  const help = "'(- *)'{-h,--help}'[Show help]'"
  const seconds = secondWords(commands)
  const cases = commands
    .filter(({ name }) => !name.includes(" "))
    .map(({ flags, name, words }) => {
      const takes = [...words, ...(seconds.get(name) ?? [])]
      const rest = takes.length > 0 ? `'*:word:(${takes.join(" ")})'` : "'*:file:_files'"
      return `    ${name}) _arguments -s ${[...flags.map(specOf), help, rest].join(" ")} ;;`
    })
  cases.push(`    help) _arguments '1:word:(${helpWords(commands).join(" ")})' ;;`)
  for (const [first, list] of seconds) {
    const flags = commands
      .filter(({ name }) => name.startsWith(`${first} `))
      .flatMap((command) => command.flags.map(specOf))
    const own = commands.some(({ name }) => name === first)
    if (own) continue
    const specs = [...new Set(flags), help, `'1:command:(${list.join(" ")})'`, "'*:word:'"]
    cases.push(`    ${first}) _arguments -s ${specs.join(" ")} ;;`)
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
