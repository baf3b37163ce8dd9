import { type Completed, firstWords, groups, helpWords, secondWords } from "./Completed.js"

const quoted = (text: string) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`

const flagLine = (command: string, flag: Completed["flags"][number]): string =>
  [
    `complete -c fax -n '__fax_is ${command}' -l ${flag.name}`,
    ...(flag.short === undefined ? [] : [`-s ${flag.short}`]),
    ...(flag.value === undefined ? [] : ["-r"]),
    ...(flag.choices.length === 0 ? [] : [`-f -a ${quoted(flag.choices.join(" "))}`]),
    `-d ${quoted(flag.summary)}`
  ].join(" ")

const wordsLine = (condition: string, words: ReadonlyArray<string>, summary?: string): string =>
  [
    `complete -c fax -n ${quoted(condition)} -f -a ${quoted(words.join(" "))}`,
    ...(summary === undefined ? [] : [`-d ${quoted(summary)}`])
  ].join(" ")

/** For ~/.config/fish/completions/fax.fish. */
export const fishCompletions = (commands: ReadonlyArray<Completed>): string => {
  const summaries = new Map(commands.map(({ name, summary }) => [name, summary]))
  return `# Whether the line is of this command: its words come first, after fax.
function __fax_is
  set -l words (commandline -opc)
  test (count $words) -gt (count $argv); and test "$words[2..$(math 1 + (count $argv))]" = "$argv"
end
# Whether the word that is being written is the one after these.
function __fax_follows
  __fax_is $argv; and test (count (commandline -opc)) -eq (math 1 + (count $argv))
end
function __fax_first
  test (count (commandline -opc)) -eq 1
end
${[
  ...firstWords(commands).map((word) => wordsLine("__fax_first", [word], summaries.get(word))),
  "complete -c fax -n __fax_first -l version -d 'Show the version'",
  "complete -c fax -l help -s h -d 'Show help'",
  wordsLine("__fax_follows help", helpWords(commands)),
  ...groups(commands).map(([first, second]) =>
    wordsLine(`__fax_follows ${first}`, [second], summaries.get(`${first} ${second}`))
  ),
  ...[...secondWords(commands).keys()].map((first) => `complete -c fax -n '__fax_is ${first}' -f`),
  ...commands.flatMap(({ flags, name, words }) => [
    ...flags.map((flag) => flagLine(name, flag)),
    ...(words.length === 0 ? [] : [wordsLine(`__fax_is ${name}`, words)])
  ])
].join("\n")}
`
}
