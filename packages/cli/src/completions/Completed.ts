import type { Command } from "../args/Command.js"
import type { Flag } from "../args/Flag.js"
import { topics } from "../help/topics.js"

/** What the shells are told of a command. */
export interface Completed {
  readonly name: string
  readonly summary: string
  /** Words it takes, where they are few; otherwise it takes files. */
  readonly words: ReadonlyArray<string>
  readonly flags: ReadonlyArray<Flag<unknown>>
}

export const completedOf = ({ flags, name, summary, words }: Command): Completed => ({
  name,
  summary,
  flags,
  words: words?.choices ?? []
})

/** The first words of all commands, each once: `profiles` stands for `profiles use`, too. */
export const firstWords = (commands: ReadonlyArray<Completed>): ReadonlyArray<string> => [
  ...new Set(commands.map(({ name }) => name.split(" ")[0] ?? name)),
  "help"
]

/** What follows `fax help`: commands and topics. */
export const helpWords = (commands: ReadonlyArray<Completed>): ReadonlyArray<string> => [
  ...firstWords(commands).filter((word) => word !== "help"),
  ...Object.keys(topics)
]

/** The second words of each first word that has any: what follows `clients`. */
export const secondWords = (
  commands: ReadonlyArray<Completed>
): ReadonlyMap<string, ReadonlyArray<string>> => {
  const seconds = new Map<string, ReadonlyArray<string>>()
  for (const [first, second] of groups(commands)) {
    seconds.set(first, [...(seconds.get(first) ?? []), second])
  }
  return seconds
}

/** Commands of two words, as their two words. */
export const groups = (
  commands: ReadonlyArray<Completed>
): ReadonlyArray<readonly [string, string]> =>
  commands.flatMap(({ name }) => {
    const [first, second] = name.split(" ")
    return first === undefined || second === undefined ? [] : [[first, second] as const]
  })
