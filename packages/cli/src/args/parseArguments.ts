import * as Either from "effect/Either"
import type { Arguments } from "./Arguments.js"
import type { Command, Words } from "./Command.js"
import type { Flag } from "./Flag.js"
import { suggest } from "./suggest.js"
import { UsageError } from "./UsageError.js"

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

const nameAndValue = (word: string): readonly [string, string | undefined] => {
  const at = word.startsWith("--") ? word.indexOf("=") : -1
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)]
}

interface Split {
  readonly words: ReadonlyArray<string>
  /** The texts that were given for each flag, by its name; one empty text for a flag without a value. */
  readonly texts: ReadonlyMap<string, ReadonlyArray<string>>
}

/** A command line as words and the texts of flags. Flags stand anywhere before `--`. */
const split = (command: Command, args: ReadonlyArray<string>): Either.Either<Split, UsageError> => {
  const texts = new Map<string, Array<string>>()
  const words: Array<string> = []
  const rest = [...args]
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === "--") {
      words.push(...rest.splice(0))
      break
    }
    if (!isFlagLike(word)) {
      words.push(word)
      continue
    }
    const [name, inline] = nameAndValue(word)
    const flag = command.flags.find(
      (candidate) => `--${candidate.name}` === name || `-${candidate.short}` === name
    )
    if (flag === undefined) return unknownFlag(command, name)
    const given = texts.get(flag.name) ?? []
    if (given.length > 0 && !flag.many) return usage(`--${flag.name} is given twice`)
    texts.set(flag.name, given)
    if (flag.value === undefined) {
      if (inline !== undefined) return usage(`--${flag.name} takes no value`)
      given.push("")
      continue
    }
    const value = inline ?? (rest[0]?.startsWith("--") ? undefined : rest.shift())
    if (value === undefined) return usage(`--${flag.name} needs a value: ${asWritten(flag)}`)
    given.push(value)
    while (rest[0] !== undefined && !isFlagLike(rest[0]) && flag.takesAlso(rest[0])) {
      given.push(rest.shift() ?? "")
    }
  }
  return Either.right({ words, texts })
}

const noWords: Words = { name: "", summary: "", min: 0, max: 0 }

const checkWords = (
  { name: command, words: taken = noWords }: Command,
  words: ReadonlyArray<string>
): Either.Either<void, UsageError> => {
  const { choices, max, min, name } = taken
  const extra = words[max]
  if (extra !== undefined) return usage(`unexpected argument ${extra} (see fax ${command} --help)`)
  if (words.length < min) return usage(`fax ${command} needs ${name}`)
  const wrong = choices === undefined ? undefined : words.find((word) => !choices.includes(word))
  return wrong === undefined || choices === undefined
    ? Either.void
    : usage(`${wrong} is not one of ${choices.join(", ")}`)
}

/**
 * Reads a command line strictly: every flag must be the command's own, every value must be one it
 * understands, and no word may be left over. Nothing runs before all of it holds.
 */
export const parseArguments = (
  command: Command,
  args: ReadonlyArray<string>
): Either.Either<Arguments, UsageError> =>
  Either.gen(function* () {
    const { texts, words } = yield* split(command, args)
    const textsOf = (flag: Flag<unknown>) => texts.get(flag.name) ?? []
    const get = <A>(flag: Flag<A>): Either.Either<A, UsageError> =>
      Either.mapLeft(
        flag.read(textsOf(flag)),
        (problem) =>
          new UsageError({ message: `--${flag.name} ${textsOf(flag).join(", ")} ${problem}` })
      )
    for (const flag of command.flags) yield* get(flag)
    yield* checkWords(command, words)
    return { words, get, has: (flag) => textsOf(flag).length > 0 }
  })
