import * as Either from "effect/Either"
import type { Command, Words } from "./Command.js"
import type { Flag } from "./Flag.js"
import { suggest } from "./suggest.js"
import { UsageError } from "./UsageError.js"

/** What a command line gave, checked against its command. */
export interface Arguments {
  readonly words: ReadonlyArray<string>
  /** The value of a flag. */
  readonly get: <A>(flag: Flag<A>) => Either.Either<A, UsageError>
}

/** A word that looks like a flag: `-` alone is stdin, and `-7d` is a value where one is due. */
const isFlagLike = (word: string) => word.startsWith("-") && word !== "-"

const asWritten = (flag: Flag<unknown>) =>
  flag.value === undefined ? `--${flag.name}` : `--${flag.name} ${flag.value}`

const usage = (message: string) => Either.left(new UsageError({ message }))

const unknownFlag = (command: Command, word: string) => {
  const meant = suggest(
    word.replace(/^-+/, ""),
    command.flags.map((flag) => flag.name)
  )
  return usage(
    meant === undefined
      ? `unknown flag ${word} (see fax ${command.name} --help)`
      : `unknown flag ${word}; did you mean --${meant}?`
  )
}

/**
 * Reads a command line strictly: every flag must be the command's own, every value must be one it
 * understands, and no word may be left over. Nothing runs before all of it holds.
 */
export const parseArguments = (
  command: Command,
  args: ReadonlyArray<string>
): Either.Either<Arguments, UsageError> => {
  const given = new Map<string, ReadonlyArray<string>>()
  const words: Array<string> = []
  const rest = [...args]

  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === "--") {
      words.push(...rest)
      break
    }
    if (!isFlagLike(word)) {
      words.push(word)
      continue
    }
    const [name = "", inline] = word.startsWith("--") ? split(word) : [word]
    const flag = command.flags.find(
      (candidate) => `--${candidate.name}` === name || `-${candidate.short}` === name
    )
    if (flag === undefined) return unknownFlag(command, name)
    const before = given.get(flag.name) ?? []
    if (before.length > 0 && !flag.many) return usage(`--${flag.name} is given twice`)
    if (flag.value === undefined) {
      if (inline !== undefined) return usage(`--${flag.name} takes no value`)
      given.set(flag.name, [""])
      continue
    }
    const value = inline ?? (rest[0]?.startsWith("--") ? undefined : rest.shift())
    if (value === undefined) {
      return usage(`--${flag.name} needs a value: ${asWritten(flag)}`)
    }
    const values = [...before, value]
    while (rest[0] !== undefined && !isFlagLike(rest[0]) && flag.takesAlso(rest[0])) {
      values.push(...rest.splice(0, 1))
    }
    given.set(flag.name, values)
  }

  const get = <A>(flag: Flag<A>): Either.Either<A, UsageError> => {
    const texts = given.get(flag.name) ?? []
    return Either.mapLeft(
      flag.read(texts),
      (problem) => new UsageError({ message: `--${flag.name} ${texts.join(", ")} ${problem}` })
    )
  }
  return Either.gen(function* () {
    for (const flag of command.flags) yield* get(flag)
    yield* checkWords(command, words)
    return { words, get }
  })
}

const split = (word: string): readonly [string, string | undefined] => {
  const at = word.indexOf("=")
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)]
}

const checkWords = (
  command: Command,
  words: ReadonlyArray<string>
): Either.Either<void, UsageError> => {
  const none: Words = { name: "", summary: "", min: 0, max: 0 }
  const { choices, max, min, name } = command.words ?? none
  const extra = words[max]
  if (extra !== undefined) {
    return usage(`unexpected argument ${extra} (see fax ${command.name} --help)`)
  }
  if (words.length < min) return usage(`fax ${command.name} needs ${name}`)
  const wrong = choices === undefined ? undefined : words.find((word) => !choices.includes(word))
  if (wrong !== undefined && choices !== undefined) {
    return usage(`${wrong} is not one of ${choices.join(", ")}`)
  }
  return Either.void
}
