import { type Completed, firstWords, groups, helpWords, secondWords } from "./Completed.js"

const words = (list: ReadonlyArray<string>) => list.join(" ")

/** For `source <(fax completions bash)`. */
export const bashCompletions = (commands: ReadonlyArray<Completed>): string => {
  const values = commands.flatMap(({ flags, name }) =>
    flags
      .filter(({ choices }) => choices.length > 0)
      .map((flag) => `    "${name} --${flag.name}") list="${words(flag.choices)}" ;;`)
  )
  const seconds = secondWords(commands)
  return `_fax() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
  local command="\${COMP_WORDS[1]}" list="" flags="" takes=""
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${words(firstWords(commands))} --help --version" -- "$word"))
    return
  fi
  case "$command \${COMP_WORDS[2]}" in
${groups(commands)
  .map(
    ([first, second]) =>
      `    "${first} ${second}") [ "$COMP_CWORD" -gt 2 ] && command="${first} ${second}" ;;`
  )
  .join("\n")}
  esac
  case "$command $before" in
${values.join("\n")}
  esac
  if [ -n "$list" ]; then
    COMPREPLY=($(compgen -W "$list" -- "$word"))
    return
  fi
  case "$command" in
    help) takes="${words(helpWords(commands))}" ;;
${[...seconds.keys()]
  .filter((first) => commands.every(({ name }) => name !== first))
  .map((first) => `    "${first}") takes="${words(seconds.get(first) ?? [])}" ;;`)
  .join("\n")}
${commands
  .map(({ flags, name, words: choices }) => {
    return `    "${name}") flags="${words(flags.map((flag) => `--${flag.name}`))} --help" takes="${words([...choices, ...(seconds.get(name) ?? [])])}" ;;`
  })
  .join("\n")}
  esac
  if [[ "$word" == -* ]]; then
    COMPREPLY=($(compgen -W "$flags" -- "$word"))
  elif [ -n "$takes" ]; then
    COMPREPLY=($(compgen -W "$takes" -- "$word"))
  fi
}
complete -o default -F _fax fax
`
}
