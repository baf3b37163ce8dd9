import type * as Effect from "effect/Effect"
import type { ExitCode } from "../exitCodes.js"
import type { Failure } from "../Failure.js"
import type { UsageError } from "../UsageError.js"
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

/** What help, completions and the manual say of a command. */
export interface Described {
  /** One word, or two for a command of a group. */
  readonly name: string
  readonly summary: string
  /** What a reader of its help should know beyond its flags. */
  readonly details?: string
  readonly words?: Words
  readonly examples: ReadonlyArray<Example>
  /** Runs until it is stopped, so that Ctrl-C and SIGTERM are its proper end: exit code 0. */
  readonly serves?: true
}

/** Every command, for those that print what there is. */
export type LoadAll = () => Promise<ReadonlyArray<Command>>

/** A command line that was understood. */
export interface Invocation {
  /** Whether results and errors alone are wanted: `--quiet` or `--json`. */
  readonly isQuiet: boolean
  readonly run: (loadAll: LoadAll) => Effect.Effect<ExitCode, Failure>
}

/** A command: what is said of it, and what its command lines mean. */
export interface Command extends Described {
  readonly flags: ReadonlyArray<Flag<unknown>>
  readonly parse: (args: ReadonlyArray<string>) => Effect.Effect<Invocation, UsageError>
}
