import { nearestName } from "@faxingcenter/core/wire"
import * as Either from "effect/Either"
import { UsageError } from "../UsageError.js"
import type { Flag } from "./Flag.js"

/** A word that looks like a flag: `-` alone is stdin, and `-7d` is a value where one is due. */
const isFlagLike = (word: string) => word.startsWith("-") && word !== "-"

const asWritten = (flag: Flag<unknown>) =>
  flag.value === undefined ? `--${flag.name}` : `--${flag.name} ${flag.value}`

const usage = (message: string) => Either.left(new UsageError({ message }))

const unknownFlag = (command: Gated, word: string) => {
  const meant = nearestName(
    word.replace(/^-+/, ""),
    command.flags.map((flag) => flag.name)
  )
  return usage(
    meant === undefined
      ? `unknown flag ${word} (see fax ${command.name} --help)`
      : `unknown flag ${word}; did you mean --${meant}?`
  )
}

const split = (word: string): readonly [string, string | undefined] => {
  const at = word.startsWith("--") ? word.indexOf("=") : -1
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)]
}

/**
 * A value or a word as `@effect/cli` passes it on unchanged. As they are it would take some for flags
 * (`-7d`, `-`), some for the value of a switch (`true`), drop empty ones, and cut white space off others.
 */
const quoted = (text: string): string => `:${text}:`

export const unquoted = (text: string): string => text.slice(1, -1)

/** What the gate has to know of a command. */
export interface Gated {
  readonly name: string
  readonly flags: ReadonlyArray<Flag<unknown>>
}

/**
 * Refuses what `@effect/cli` would let pass in silence: a flag that the command does not have (it becomes a
 * file), a flag whose value is missing (it is dropped), a flag given twice, and a value for a flag that takes
 * none. All else goes on as it was written, flags first, `--to A B` spelled out as `--to A --to B`.
 */
export const gate = (
  command: Gated,
  args: ReadonlyArray<string>
): Either.Either<ReadonlyArray<string>, UsageError> => {
  const seen = new Set<string>()
  const flags: Array<string> = []
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
    const [name, inline] = split(word)
    const flag = command.flags.find(
      (candidate) => `--${candidate.name}` === name || `-${candidate.short}` === name
    )
    if (flag === undefined) return unknownFlag(command, name)
    if (seen.has(flag.name) && !flag.many) return usage(`--${flag.name} is given twice`)
    seen.add(flag.name)
    if (flag.value === undefined) {
      if (inline !== undefined) return usage(`--${flag.name} takes no value`)
      flags.push(`--${flag.name}`)
      continue
    }
    const value = inline ?? (rest[0]?.startsWith("--") ? undefined : rest.shift())
    if (value === undefined) return usage(`--${flag.name} needs a value: ${asWritten(flag)}`)
    flags.push(`--${flag.name}`, quoted(value))
    while (rest[0] !== undefined && !isFlagLike(rest[0]) && flag.takesAlso(rest[0])) {
      flags.push(`--${flag.name}`, quoted(rest.shift() ?? ""))
    }
  }
  return Either.right([...flags, ...words.map(quoted)])
}
