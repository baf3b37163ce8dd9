import type { FaxError } from "@faxingcenter/core"
import * as Data from "effect/Data"
import type { UsageError } from "./args/UsageError.js"
import type { ExitCode } from "./exitCodes.js"

/** What ends a command for a reason of its own: the message says what to do about it. */
export class CommandFailed extends Data.TaggedError("CommandFailed")<{
  readonly exitCode: ExitCode
  readonly message: string
}> {}

/** Whoever read our results stopped reading (`fax search | head`): nothing to say and no one to tell. */
export class OutputClosed extends Data.TaggedError("OutputClosed") {}

/** Everything that a command may end with. */
export type Failure = FaxError | UsageError | CommandFailed | OutputClosed
