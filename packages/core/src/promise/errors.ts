/**
 * Everything that a call can reject with, apart from the reason of an aborted signal. `message` says what
 * was wrong, where, and what to do; no error carries a secret, a token or a document.
 *
 * @example
 * ```ts
 * import { FaxError, type FaxingCenter, InvalidNumber } from "@faxingcenter/core/promise"
 *
 * const tryToSend = async (fax: FaxingCenter, to: string, path: string) => {
 *   try {
 *     await fax.send({ to, documents: { path } })
 *   } catch (error) {
 *     if (error instanceof InvalidNumber) console.error(`mend ${error.culprit}`)
 *     else if (error instanceof FaxError) console.error(error.name, error.message)
 *     else throw error
 *   }
 * }
 * ```
 */
export abstract class FaxError extends Error {
  abstract override readonly name: string
}

/** A number that cannot be dialled (code 100). */
export class InvalidNumber extends FaxError {
  override readonly name = "InvalidNumber"
  constructor(
    message: string,
    /** The number as it was given. */
    readonly culprit: string,
    readonly detail: string,
    /** Where in what was given to the call: `to[0]`, `documents[1]`. */
    readonly place: string | undefined,
    /** The same place in the request, as a JSON pointer. */
    readonly pointer: string | undefined
  ) {
    super(message)
  }
}

/** A document without data, or whose data is not base64 (code 110). */
export class DocumentMissing extends FaxError {
  override readonly name = "DocumentMissing"
  constructor(
    message: string,
    /** Its name or place. */
    readonly culprit: string,
    readonly detail: string,
    /** Where in what was given to the call: `to[0]`, `documents[1]`. */
    readonly place: string | undefined,
    /** The same place in the request, as a JSON pointer. */
    readonly pointer: string | undefined
  ) {
    super(message)
  }
}

/** A document that could not be read while it was being sent. */
export class DocumentUnreadable extends FaxError {
  override readonly name = "DocumentUnreadable"
  constructor(
    message: string,
    readonly fileName: string,
    readonly detail: string
  ) {
    super(message)
  }
}

/** Any other refusal of an invalid request: change it before repeating it. */
export class Rejected extends FaxError {
  override readonly name = "Rejected"
  constructor(
    message: string,
    /** HTTP status; 400 when the request was refused before it was made. */
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly code: number | undefined,
    readonly culprit: string | undefined,
    /** Where in what was given to the call: `documents[0].name`, `from`. */
    readonly place: string | undefined,
    /** The same place in the request, as a JSON pointer. */
    readonly pointer: string | undefined
  ) {
    super(message)
  }
}

/** The account has no funds for this fax (HTTP 402). */
export class InsufficientFunds extends FaxError {
  override readonly name = "InsufficientFunds"
  constructor(
    message: string,
    readonly detail: string
  ) {
    super(message)
  }
}

/** Credentials or token were not accepted (HTTP 401). */
export class Unauthorized extends FaxError {
  override readonly name = "Unauthorized"
  constructor(
    message: string,
    readonly reason: "missing_token" | "invalid_token" | "invalid_client" | "missing_client",
    readonly detail: string
  ) {
    super(message)
  }
}

/** No such job, message or page for this client (HTTP 404). */
export class NotFound extends FaxError {
  override readonly name = "NotFound"
  constructor(
    message: string,
    readonly culprit: string,
    readonly detail: string
  ) {
    super(message)
  }
}

/** Too many requests (HTTP 429). Nothing was done. */
export class RateLimited extends FaxError {
  override readonly name = "RateLimited"
  constructor(
    message: string,
    readonly detail: string,
    /** Milliseconds to wait, where the service said so. */
    readonly retryAfter: number | undefined
  ) {
    super(message)
  }
}

/** The request is larger than the server accepts (HTTP 413). */
export class TooLarge extends FaxError {
  override readonly name = "TooLarge"
  constructor(
    message: string,
    readonly detail: string,
    /** Bytes, where it is known. */
    readonly limit: number | undefined
  ) {
    super(message)
  }
}

/** The service did not accept the request: nothing was done, and it can be tried again. */
export class Unavailable extends FaxError {
  override readonly name = "Unavailable"
  constructor(
    message: string,
    readonly detail: string,
    /** HTTP status; absent when no answer came. */
    readonly status: number | undefined,
    /** Milliseconds to wait, where the service said so. */
    readonly retryAfter: number | undefined
  ) {
    super(message)
  }
}

/**
 * A send was transmitted, but no answer says whether it was accepted. The service has no idempotency key,
 * so sending again may deliver the fax twice. Find out first: search by the `numbers` from the time
 * `since`.
 */
export class OutcomeUnknown extends FaxError {
  override readonly name = "OutcomeUnknown"
  constructor(
    message: string,
    readonly detail: string,
    readonly numbers: ReadonlyArray<string>,
    readonly since: Date,
    /** HTTP status, when an answer came that says nothing certain. */
    readonly status: number | undefined
  ) {
    super(message)
  }
}

/** An answer outside the contract. */
export class UnexpectedAnswer extends FaxError {
  override readonly name = "UnexpectedAnswer"
  constructor(
    message: string,
    readonly status: number,
    readonly detail: string,
    /** At most 300 characters of it, redacted. */
    readonly excerpt: string
  ) {
    super(message)
  }
}

/** A test number in a send over a real line. Nothing was sent. */
export class TestNumberRefused extends FaxError {
  override readonly name = "TestNumberRefused"
  constructor(
    message: string,
    readonly culprit: string
  ) {
    super(message)
  }
}

/** Messages were still processing when the waiting time was over. */
export class StillProcessing extends FaxError {
  override readonly name = "StillProcessing"
  constructor(
    message: string,
    readonly sendId: string,
    /** Milliseconds. */
    readonly waited: number,
    /** How many messages are not final. */
    readonly pending: number
  ) {
    super(message)
  }
}
