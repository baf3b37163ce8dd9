import * as Options from "@effect/cli/Options"
import * as Either from "effect/Either"
import { unquoted } from "./gate.js"
import { invalid } from "./invalid.js"

/** One flag of a command: what it is called, what help says of it, and its declaration to `@effect/cli`. */
export interface Flag<A> {
  readonly name: string
  readonly short: string | undefined
  /** What stands for its value in help (`NUMBER`); `undefined` for a flag that is on or off. */
  readonly value: string | undefined
  readonly many: boolean
  readonly summary: string
  readonly choices: ReadonlyArray<string>
  /** Whether a bare word after the first value is one more value, as in `--to NUMBER NUMBER`. */
  readonly takesAlso: (word: string) => boolean
  readonly option: Options.Options<A>
}

interface Described {
  readonly short?: string
  readonly summary: string
}

const base = (name: string, described: Described) => ({
  name,
  short: described.short,
  value: undefined,
  many: false,
  summary: described.summary,
  choices: [],
  takesAlso: () => false
})

/** Every text that was given for a flag, as it was given. */
const textsOf = (name: string): Options.Options<ReadonlyArray<string>> =>
  Options.map(Options.repeated(Options.text(name)), (texts) => texts.map(unquoted))

/** On when given. */
export const toggle = (name: string, described: Described): Flag<boolean> => ({
  ...base(name, described),
  option: Options.boolean(name)
})

/** One text that `parse` understands, without the white space around it, or `undefined`. */
export const parsed = <A>(
  name: string,
  value: string,
  described: Described & { readonly parse: (text: string) => Either.Either<A, string> }
): Flag<A | undefined> => ({
  ...base(name, described),
  value,
  option: Options.mapEffect(textsOf(name), ([given]) =>
    given === undefined
      ? Either.right(undefined)
      : Either.mapLeft(described.parse(given.trim()), (problem) =>
          invalid(`--${name} ${given} ${problem}`)
        )
  )
})

/** One text as it was given, or `undefined`. */
export const text = (
  name: string,
  value: string,
  described: Described
): Flag<string | undefined> => ({
  ...base(name, described),
  value,
  option: Options.map(textsOf(name), ([given]) => given)
})

/** Any number of texts. */
export const texts = (
  name: string,
  value: string,
  described: Described & { readonly takesAlso?: (word: string) => boolean }
): Flag<ReadonlyArray<string>> => ({
  ...base(name, described),
  value,
  many: true,
  takesAlso: described.takesAlso ?? (() => false),
  option: textsOf(name)
})

/** A whole number in a range, or `undefined`. */
export const integer = (
  name: string,
  value: string,
  described: Described & { readonly min: number; readonly max: number }
): Flag<number | undefined> =>
  parsed(name, value, {
    ...described,
    parse: (given) => {
      const number = Number(given)
      return /^\d+$/.test(given) && number >= described.min && number <= described.max
        ? Either.right(number)
        : Either.left(`is not a whole number from ${described.min} to ${described.max}`)
    }
  })

/** One of a few words, or `undefined`. */
export const choice = <const C extends string>(
  name: string,
  value: string,
  described: Described & { readonly choices: ReadonlyArray<C> }
): Flag<C | undefined> => ({
  ...parsed(name, value, {
    ...described,
    parse: (given) => {
      const found = described.choices.find((candidate) => candidate === given)
      return found === undefined
        ? Either.left(`is not one of ${described.choices.join(", ")}`)
        : Either.right(found)
    }
  }),
  choices: described.choices
})
