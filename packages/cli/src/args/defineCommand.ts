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
import type { ExitCode } from "../exitCodes.js"
import type { Failure } from "../Failure.js"
import { UsageError } from "../UsageError.js"
import type { Command, Described, LoadAll, Words } from "./Command.js"
import type { Flag } from "./Flag.js"
import { gate, unquoted } from "./gate.js"
import { invalid, messageOf } from "./invalid.js"

type Flags = Readonly<Record<string, Flag<unknown>>>

/** What a command line gave for each flag. */
type Values<F extends Flags> = {
  readonly [K in keyof F]: F[K] extends Flag<infer A> ? A : never
}

interface Declared<F extends Flags> extends Described {
  readonly flags: F
  readonly run: (
    given: Values<F> & { readonly words: ReadonlyArray<string> },
    loadAll: LoadAll
  ) => Effect.Effect<ExitCode, Failure>
}

/** All flags of a command as one option. `Options.all` breaks on none. */
function optionsOf<F extends Flags>(flags: F): Options.Options<Values<F>>
function optionsOf(flags: Flags): Options.Options<Readonly<Record<string, unknown>>> {
  const declared = Object.entries(flags).map(([name, { option }]) => [name, option] as const)
  return declared.length === 0
    ? Options.map(Options.none, () => ({}))
    : Options.all(Object.fromEntries(declared))
}

const none: Words = { name: "argument", summary: "", min: 0, max: 0 }

const problemOf = (command: string, { choices, max, min, name }: Words) => {
  return (words: ReadonlyArray<string>): string | undefined => {
    const extra = words[max]
    if (extra !== undefined) return `unexpected argument ${extra} (see fax ${command} --help)`
    if (words.length < min) return `fax ${command} needs ${name}`
    const wrong = choices === undefined ? undefined : words.find((word) => !choices.includes(word))
    return wrong === undefined ? undefined : `${wrong} is not one of ${choices?.join(", ")}`
  }
}

/** How many there are is checked here: `@effect/cli` says it in its own words. */
const wordsOf = (command: string, words: Words = none): Args.Args<ReadonlyArray<string>> => {
  const check = problemOf(command, words)
  return Args.mapEffect(Args.repeated(Args.text({ name: words.name })), (quoted) => {
    const given = quoted.map(unquoted)
    const problem = check(given)
    return problem === undefined ? Either.right(given) : Either.left(invalid(problem).error)
  })
}

const notWhileParsing = Effect.dieMessage("The parser neither reads files nor prompts")

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
 * Declares a command. Its command lines are read strictly: every flag must be the command's own, every value
 * must be one it understands, and no word may be left over. Nothing runs before all of it holds.
 */
export const defineCommand = <const F extends Flags>(declared: Declared<F>): Command => {
  const { flags: named, run, ...described } = declared
  const flags = Object.values(named)
  const see = () => new UsageError({ message: `see fax ${declared.name} --help` })
  return {
    ...described,
    flags,
    parse: (args) =>
      Effect.gen(function* () {
        const line = yield* gate({ name: declared.name, flags }, args)
        const descriptor = CommandDescriptor.make(
          "fax",
          optionsOf(named),
          wordsOf(declared.name, declared.words)
        )
        const directive = yield* CommandDescriptor.parse(
          descriptor,
          ["fax", ...line],
          CliConfig.defaultConfig
        ).pipe(
          Effect.mapError((error) => new UsageError({ message: messageOf(error) })),
          Effect.provide(nothing)
        )
        if (!CommandDirective.isUserDefined(directive)) return yield* see()
        const { args: words, options } = directive.value
        const isOn = (name: string) =>
          Object.entries(options).some(([key, value]) => key === name && value === true)
        return {
          isQuiet: isOn("quiet") || isOn("json"),
          run: (loadAll: LoadAll) => run({ ...options, words }, loadAll)
        }
      })
  }
}
