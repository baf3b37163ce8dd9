import type * as Effect from "effect/Effect"
import type { ExitCode } from "../exitCodes.js"
import type { Failure } from "../Failure.js"
import type { Arguments } from "./Arguments.js"
import type { Flag } from "./Flag.js"

/** The words of a command that are not flags. */
export interface Words {
  /** What stands for them in help: `FILES...`. */
  readonly name: string
  readonly summary: string
  readonly min: number
  readonly max: number
  /** The words that it takes, where they are few: completions offer them. */
  readonly choices?: ReadonlyArray<string>
}

interface Example {
  readonly line: string
  readonly does: string
}

/** A command: all that help, completions and the parser need to know, and what it does. */
export interface Command {
  /** One word, or two for a command of a group. */
  readonly name: string
  readonly summary: string
  /** What a reader of its help should know beyond its flags. */
  readonly details?: string
  readonly words?: Words
  readonly flags: ReadonlyArray<Flag<unknown>>
  readonly examples: ReadonlyArray<Example>
  /** Runs until it is stopped, so that Ctrl-C and SIGTERM are its proper end: exit code 0. */
  readonly serves?: true
  /** `loadAll` gives every command, to those that print what there is. */
  readonly run: (
    given: Arguments,
    loadAll: () => Promise<ReadonlyArray<Command>>
  ) => Effect.Effect<ExitCode, Failure>
}
