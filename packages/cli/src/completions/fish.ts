import { type Completed, groups, secondWords } from "./Completed.js"

const quoted = (text: string) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`

const flagLine = (command: string, flag: Completed["flags"][number]): string =>
  [
    `complete -c fax -n '__fish_seen_subcommand_from ${command}' -l ${flag.name}`,
    ...(flag.short === undefined ? [] : [`-s ${flag.short}`]),
    ...(flag.value === undefined ? [] : ["-r"]),
    ...(flag.choices.length === 0 ? [] : [`-f -a ${quoted(flag.choices.join(" "))}`]),
    `-d ${quoted(flag.summary)}`
  ].join(" ")

/** For ~/.config/fish/completions/fax.fish. */
export const fishCompletions = (commands: ReadonlyArray<Completed>): string =>
  `${[
    ...commands
      .filter(({ name }) => !name.includes(" "))
      .flatMap(({ flags, name, summary, words }) => [
        `complete -c fax -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`,
        ...flags.map((flag) => flagLine(name, flag)),
        ...(words.length === 0
          ? []
          : [
              `complete -c fax -n '__fish_seen_subcommand_from ${name}' -f -a ${quoted(words.join(" "))}`
            ])
      ]),
    ...[...secondWords(commands).keys()]
      .filter((first) => commands.every(({ name }) => name !== first))
      .map((first) => `complete -c fax -n __fish_use_subcommand -f -a ${first}`),
    ...groups(commands).map(
      ([first, second]) =>
        `complete -c fax -n '__fish_seen_subcommand_from ${first}' -f -a ${second}`
    )
  ].join("\n")}\n`
