import type * as Either from "effect/Either"
import type { UsageError } from "../UsageError.js"
import type { Flag } from "./Flag.js"

/** What a command line gave, checked against its command. */
export interface Arguments {
  readonly words: ReadonlyArray<string>
  /** The value of a flag. */
  readonly get: <A>(flag: Flag<A>) => Either.Either<A, UsageError>
  readonly has: (flag: Flag<unknown>) => boolean
}
