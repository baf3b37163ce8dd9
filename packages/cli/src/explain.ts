import * as FaxError from "@faxingcenter/core/FaxError"
import { connectionHint } from "./connectionHint.js"
import { type ExitCode, exitCodes } from "./exitCodes.js"
import type { Failure, FaxTrouble } from "./Failure.js"

/** An error as people and scripts are told of it. */
export interface Explained {
  /** What kind of failure it is, where it is not what its own name says. */
  readonly kind?: string
  readonly exitCode: ExitCode
  readonly message: string
  /** What scripts get besides, with `--json`. */
  readonly facts?: Readonly<Record<string, unknown>>
}

/** The service's clock may differ from ours, and it counts whole seconds: look a little earlier. */
const clockMarginMillis = 60_000

/** The command that finds out what became of a send. */
export const searchForSend = (numbers: ReadonlyArray<string>, sinceMillis: number): string => {
  const from = `${new Date(sinceMillis - clockMarginMillis).toISOString().slice(0, 19)}Z`
  const [only] = numbers
  return numbers.length === 1 && only !== undefined
    ? `fax search --from ${from} --number ${only}`
    : `fax search --from ${from} --all`
}

const explainUnknown = (error: FaxError.OutcomeUnknown): Explained => {
  const search = searchForSend(error.numbers, error.since.epochMillis)
  return {
    exitCode: exitCodes.outcomeUnknown,
    message: `${error.detail}. The fax may or may not have been accepted; before you send it again, find out with: ${search}`,
    facts: {
      numbers: error.numbers,
      since: new Date(error.since.epochMillis).toISOString(),
      findOut: search
    }
  }
}

/** The message names what it is about, also where the service's own words do not. */
const withCulprit = (message: string, culprit: string) => ({
  message: culprit === "" || message.includes(culprit) ? message : `${message}: ${culprit}`,
  facts: { culprit }
})

/** What a connection may have broken from, and what to look at. */
const withHint = (message: string): string => {
  if (/^Nothing was sent: (EPIPE|ECONNRESET)\b/.test(message)) {
    return `${message} (services also close the connection when documents exceed their limit)`
  }
  const [code = ""] = /\b[A-Z]+_[A-Z_]+\b|\bE[A-Z]{4,}\b/.exec(message) ?? []
  const [address = ""] = /\bhttps?:\/\/\S+/.exec(message) ?? []
  const hint = connectionHint(code, address)
  return hint === undefined ? message : `${message} (${hint})`
}

/** Codes that say nothing of whether a fax should be sent again. */
const neutral: ReadonlySet<ExitCode> = new Set([exitCodes.ok, exitCodes.outputFailed])

/** After an acceptance, any other code would be taken for a reason to send again. */
const explainTrouble = ({ failure, isAccepted, sendId }: FaxTrouble): Explained => {
  const { exitCode, facts, kind = FaxError.kindOf(failure), message } = explain(failure)
  const about = { kind, facts: { ...facts, sendId } }
  if (!isAccepted || message === "") return { ...about, exitCode, message }
  return {
    ...about,
    exitCode: neutral.has(exitCode) ? exitCode : exitCodes.stillProcessing,
    message: message.includes(sendId)
      ? message
      : `${message}. The fax was accepted as ${sendId}: do not send it again, follow it with fax watch ${sendId}`
  }
}

/** The exit code and the message of every way a command may fail. */
export const explain = (failure: Failure): Explained => {
  const { message } = failure
  switch (failure._tag) {
    case "UsageError":
      return { exitCode: exitCodes.usage, message }
    case "CommandFailed":
      return { exitCode: failure.exitCode, message }
    case "CredentialsMissing":
      return { exitCode: exitCodes.notAuthorised, message }
    case "FaxTrouble":
      return explainTrouble(failure)
    case "OutputFailed":
      // Whoever stops reading has seen enough: nothing to say, and no one to tell.
      return { exitCode: message === "" ? exitCodes.ok : exitCodes.outputFailed, message }
    case "FaxError.Unauthorized":
      return {
        exitCode: exitCodes.notAuthorised,
        message: `${message} (fax login stores new ones)`
      }
    case "FaxError.NotFound":
      return { exitCode: exitCodes.notFound, ...withCulprit(message, failure.culprit) }
    case "FaxError.InvalidNumber":
    case "FaxError.DocumentMissing":
      return {
        exitCode: exitCodes.rejected,
        ...withCulprit(message, failure.culprit)
      }
    case "FaxError.Rejected":
    case "FaxError.DocumentUnreadable":
    case "FaxError.TooLarge":
    case "FaxError.TestNumberRefused":
      return { exitCode: exitCodes.rejected, message }
    case "FaxError.RateLimited":
      return { exitCode: exitCodes.unavailable, message }
    case "FaxError.Unavailable":
      return { exitCode: exitCodes.unavailable, message: withHint(message) }
    case "FaxError.OutcomeUnknown":
      return explainUnknown(failure)
    case "FaxError.StillProcessing":
      return {
        exitCode: exitCodes.stillProcessing,
        message: `${message}: fax watch ${failure.sendId}`,
        facts: { sendId: failure.sendId, pending: failure.pending }
      }
    case "FaxError.InsufficientFunds":
      return { exitCode: exitCodes.insufficientFunds, message }
    case "FaxError.UnexpectedAnswer":
      return { exitCode: exitCodes.unexpectedAnswer, message }
  }
}
