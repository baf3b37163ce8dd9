import type { FaxError } from "@faxingcenter/core"
import * as Data from "effect/Data"
import type { ExitCode } from "./exitCodes.js"
import type { UsageError } from "./UsageError.js"

/** What ends a command for a reason of its own: the message says what to do about it. */
export class CommandFailed extends Data.TaggedError("CommandFailed")<{
  readonly exitCode: ExitCode
  readonly message: string
}> {}

/** Nobody said as whom to ask: the message says how to. */
export class CredentialsMissing extends Data.TaggedError("CredentialsMissing")<{
  readonly message: string
}> {}

/** Results could not be written; with `EPIPE`, because nobody reads them any more (`fax search | head`). */
export class OutputFailed extends Data.TaggedError("OutputFailed")<{ readonly code: string }> {
  override get message() {
    return this.code === "EPIPE" ? "" : `the results could not be written (${this.code})`
  }
}

/**
 * What went wrong about a fax with a send id. Once it `isAccepted`, whatever went wrong is no reason to
 * send again.
 */
export class FaxTrouble extends Data.TaggedError("FaxTrouble")<{
  readonly sendId: string
  readonly isAccepted: boolean
  readonly failure: Failure
}> {}

/** Everything that a command may end with. */
export type Failure =
  | FaxError.FaxError
  | UsageError
  | CommandFailed
  | CredentialsMissing
  | OutputFailed
  | FaxTrouble
