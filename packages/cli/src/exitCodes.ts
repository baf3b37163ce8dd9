/** What each exit code means: 0 and the codes a script would treat differently. */
export const exitCodes = {
  ok: 0,
  faxFailed: 1,
  usage: 2,
  notAuthorised: 3,
  notFound: 4,
  rejected: 5,
  unavailable: 6,
  outcomeUnknown: 7,
  stillProcessing: 8,
  insufficientFunds: 9,
  unexpectedAnswer: 10,
  problemsFound: 11,
  signerUnknown: 12,
  simulated: 13,
  defect: 70,
  outputFailed: 74,
  hungUp: 129,
  interrupted: 130,
  terminated: 143
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** In the order of the codes, for `fax help exit-codes`. */
export const exitCodeMeanings: ReadonlyArray<readonly [ExitCode, string]> = [
  [exitCodes.ok, "Done. Without --wait: accepted, not yet delivered."],
  [
    exitCodes.faxFailed,
    "A fax failed. With --wait, watch and broadcasts: for at least one recipient."
  ],
  [exitCodes.usage, "The command line is wrong. Nothing was done."],
  [exitCodes.notAuthorised, "No credentials, unsafe credentials, or the service refused them."],
  [exitCodes.notFound, "The service has no such fax."],
  [
    exitCodes.rejected,
    "The request is invalid and was refused: an invalid number, a document that is missing or cannot be read, too large. Change it before you repeat it."
  ],
  [
    exitCodes.unavailable,
    "The service is busy or cannot be reached. Nothing was done: try again later. Reads were already tried four times, for up to 15 seconds each."
  ],
  [
    exitCodes.outcomeUnknown,
    "A send may or may not have been accepted. Do not repeat it blindly: the message names the search that finds out."
  ],
  [
    exitCodes.stillProcessing,
    "Accepted, but not known to be finished: the timeout passed, or the service could not say. The fax goes on; fax watch follows it. Do not send it again."
  ],
  [exitCodes.insufficientFunds, "The account has no funds for this fax."],
  [exitCodes.unexpectedAnswer, "The service answered outside its contract."],
  [exitCodes.problemsFound, "check, doctor, verify or contract found problems, and listed them."],
  [
    exitCodes.signerUnknown,
    "verify: the receipt is intact, but without --key its signer is unknown."
  ],
  [
    exitCodes.simulated,
    "verify: the receipt is intact, but the line was simulated: no calls were made."
  ],
  [exitCodes.defect, "A bug in fax. Please report it."],
  [
    exitCodes.outputFailed,
    "Results could not be written: is the disk full? The command itself was carried out."
  ],
  [
    exitCodes.hungUp,
    "Ended by SIGHUP: its terminal was closed (fax mock and fax serve end with 0)."
  ],
  [exitCodes.interrupted, "Interrupted with Ctrl-C (fax mock and fax serve end with 0)."],
  [exitCodes.terminated, "Ended by SIGTERM (fax mock and fax serve end with 0)."]
]
