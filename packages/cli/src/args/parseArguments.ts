import * as Args from "@effect/cli/Args"
import * as CliConfig from "@effect/cli/CliConfig"
import * as CommandDescriptor from "@effect/cli/CommandDescriptor"
import * as CommandDirective from "@effect/cli/CommandDirective"
import * as Options from "@effect/cli/Options"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import * as Terminal from "@effect/platform/Terminal"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import { UsageError } from "../UsageError.js"
import type { Arguments } from "./Arguments.js"
import type { Command, Words } from "./Command.js"
import type { Flag } from "./Flag.js"
import { strict, unguarded } from "./strict.js"

const usage = (message: string) => Either.left(new UsageError({ message }))

/** A flag for `@effect/cli`, as the texts that were given for it. */
const optionOf = (flag: Flag<unknown>): Options.Options<ReadonlyArray<string>> =>
  flag.value === undefined
    ? Options.map(Options.boolean(flag.name), (on) => (on ? [""] : []))
    : Options.map(Options.repeated(Options.text(flag.name)), (texts) => texts.map(unguarded))

type Texts = Readonly<Record<string, ReadonlyArray<string>>>

/** Of no flags at all, `Options.all` would break. */
const optionsOf = (flags: Command["flags"]): Options.Options<Texts> =>
  flags.length === 0
    ? Options.map(Options.none, () => ({}))
    : Options.all(Object.fromEntries(flags.map((flag) => [flag.name, optionOf(flag)])))

const descriptorOf = (command: Command) =>
  CommandDescriptor.make(
    "fax",
    optionsOf(command.flags),
    Args.repeated(Args.text({ name: command.words?.name ?? "argument" }))
  )

const notWhileParsing = Effect.dieMessage("The parser neither reads files nor asks")

/** `@effect/cli` can check that files exist, and prompt for what is missing; here it only parses. */
const nothing = Layer.mergeAll(
  FileSystem.layerNoop({}),
  Path.layer,
  Layer.succeed(Terminal.Terminal, {
    columns: Effect.succeed(80),
    rows: Effect.succeed(24),
    isTTY: Effect.succeed(false),
    readInput: notWhileParsing,
    readLine: notWhileParsing,
    display: () => notWhileParsing
  })
)

/**
 * Reads a command line strictly: every flag must be the command's own, every value must be one it
 * understands, and no word may be left over. Nothing runs before all of it holds.
 */
export const parseArguments = (
  command: Command,
  args: ReadonlyArray<string>
): Effect.Effect<Arguments, UsageError> =>
  Effect.gen(function* () {
    const line = yield* strict(command, args)
    const directive = yield* CommandDescriptor.parse(
      descriptorOf(command),
      ["fax", ...line],
      CliConfig.defaultConfig
    ).pipe(
      Effect.mapError(() => new UsageError({ message: `see fax ${command.name} --help` })),
      Effect.provide(nothing)
    )
    if (!CommandDirective.isUserDefined(directive)) {
      return yield* new UsageError({ message: `see fax ${command.name} --help` })
    }
    const { options } = directive.value
    const words = directive.value.args.map(unguarded)
    const get = <A>(flag: Flag<A>): Either.Either<A, UsageError> => {
      const texts = options[flag.name] ?? []
      return Either.mapLeft(
        flag.read(texts),
        (problem) => new UsageError({ message: `--${flag.name} ${texts.join(", ")} ${problem}` })
      )
    }
    for (const flag of command.flags) yield* get(flag)
    yield* checkWords(command, words)
    return { words, get, has: (flag) => (options[flag.name] ?? []).length > 0 }
  })

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
