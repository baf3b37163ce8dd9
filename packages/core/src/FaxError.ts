import * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"

/**
 * Everything that can go wrong, one class for each kind that a caller would treat differently.
 * `_tag` tells them apart: the kind behind `FaxError.`, so that `catchTag` in an application never
 * catches the `NotFound` of somebody else. `message` says what was wrong, where, and what to do. None
 * of them ever carries a secret, a token or the content of a document.
 */

/** A number that cannot be dialled (code 100). `culprit` is the number as it was given. */
export class InvalidNumber extends Schema.TaggedError<InvalidNumber>()("FaxError.InvalidNumber", {
  culprit: Schema.String,
  /** What is wrong with it and what to do. */
  detail: Schema.String,
  /** Where in the request, as a JSON pointer. */
  place: Schema.optionalWith(Schema.String, { exact: true })
}) {
  override get message() {
    return `${this.detail}${this.place === undefined ? "" : ` (${this.place})`}`
  }
}

/** A document without data, or whose data is not base64 (code 110). `culprit` is its name or place. */
export class DocumentMissing extends Schema.TaggedError<DocumentMissing>()(
  "FaxError.DocumentMissing",
  {
    culprit: Schema.String,
    /** What is wrong with it and what to do. */
    detail: Schema.String,
    /** Where in the request, as a JSON pointer. */
    place: Schema.optionalWith(Schema.String, { exact: true })
  }
) {
  override get message() {
    return `${this.detail}${this.place === undefined ? "" : ` (${this.place})`}`
  }
}

/** A document that could not be read while it was being sent. */
export class DocumentUnreadable extends Schema.TaggedError<DocumentUnreadable>()(
  "FaxError.DocumentUnreadable",
  { fileName: Schema.String, detail: Schema.String }
) {
  override get message() {
    return `The document ${this.fileName} could not be read: ${this.detail}`
  }
}

/** Any other refusal of an invalid request: change it before repeating it. */
export class Rejected extends Schema.TaggedError<Rejected>()("FaxError.Rejected", {
  /** HTTP status. */
  status: Schema.Int,
  title: Schema.String,
  detail: Schema.String,
  code: Schema.optionalWith(Schema.Int, { exact: true }),
  culprit: Schema.optionalWith(Schema.String, { exact: true }),
  /** Where in the request, as a JSON pointer; a parameter of the query is a member of it. */
  place: Schema.optionalWith(Schema.String, { exact: true })
}) {
  override get message() {
    const about = this.place ?? this.culprit ?? ""
    return `${this.detail}${about === "" ? "" : ` (${about})`}`
  }
}

/** The account has no funds for this fax (HTTP 402). */
export class InsufficientFunds extends Schema.TaggedError<InsufficientFunds>()(
  "FaxError.InsufficientFunds",
  { detail: Schema.String }
) {
  override get message() {
    return this.detail
  }
}

/** Credentials or token were not accepted (HTTP 401). */
export class Unauthorized extends Schema.TaggedError<Unauthorized>()("FaxError.Unauthorized", {
  /** `missing_client`: a call in the program's own process that names no client. */
  reason: Schema.Literal("missing_token", "invalid_token", "invalid_client", "missing_client"),
  detail: Schema.String
}) {
  override get message() {
    return this.detail
  }
}

/** No such job, message or page for this client (HTTP 404). */
export class NotFound extends Schema.TaggedError<NotFound>()("FaxError.NotFound", {
  culprit: Schema.String,
  detail: Schema.String
}) {
  override get message() {
    return this.detail
  }
}

/** Too many requests (HTTP 429). Nothing was done; try again after `retryAfter`. */
export class RateLimited extends Schema.TaggedError<RateLimited>()("FaxError.RateLimited", {
  detail: Schema.String,
  retryAfter: Schema.optionalWith(Schema.DurationFromSelf, { exact: true })
}) {
  override get message() {
    return this.retryAfter === undefined
      ? this.detail
      : `${this.detail}; try again in ${Duration.format(this.retryAfter)}`
  }
}

/** The request is larger than the server accepts (HTTP 413). `limit` is in bytes, where it is known. */
export class TooLarge extends Schema.TaggedError<TooLarge>()("FaxError.TooLarge", {
  detail: Schema.String,
  limit: Schema.optionalWith(Schema.Number, { exact: true })
}) {
  override get message() {
    return this.detail
  }
}

/** The service did not accept the request: nothing was done, and it can be tried again. */
export class Unavailable extends Schema.TaggedError<Unavailable>()("FaxError.Unavailable", {
  detail: Schema.String,
  /** HTTP status; absent when no answer came. */
  status: Schema.optionalWith(Schema.Int, { exact: true }),
  retryAfter: Schema.optionalWith(Schema.DurationFromSelf, { exact: true })
}) {
  override get message() {
    return this.detail
  }
}

/**
 * A send was transmitted, but no answer says whether it was accepted: a lost connection, a timeout, a 5xx
 * from something in between, an answer that cannot be read. The service has no idempotency key, so sending
 * again may deliver the fax twice. Find out first: search by the `numbers` from the time `since`.
 *
 * @example
 * ```ts
 * import { type FaxDraft, FaxError, Search, Send } from "@faxingcenter/core"
 * import { DateTime, Effect } from "effect"
 *
 * const sendOrFind = (fax: FaxDraft) =>
 *   Send.submit(fax).pipe(
 *     Effect.catchTag("FaxError.OutcomeUnknown", ({ since }) =>
 *       Effect.gen(function* () {
 *         const search = yield* Search
 *         return yield* search.find({ from: since, to: yield* DateTime.now })
 *       })
 *     )
 *   )
 * ```
 */
export class OutcomeUnknown extends Schema.TaggedError<OutcomeUnknown>()(
  "FaxError.OutcomeUnknown",
  {
    detail: Schema.String,
    numbers: Schema.Array(Schema.String),
    since: Schema.DateTimeUtcFromSelf,
    status: Schema.optionalWith(Schema.Int, { exact: true })
  }
) {
  override get message() {
    const since = new Date(this.since.epochMillis).toISOString()
    return `${this.detail}. The fax may or may not have been accepted: before sending it again, search for ${this.numbers.join(", ")} from ${since}`
  }
}

/** An answer outside the contract. `excerpt` is at most 300 characters of it, redacted. */
export class UnexpectedAnswer extends Schema.TaggedError<UnexpectedAnswer>()(
  "FaxError.UnexpectedAnswer",
  {
    status: Schema.Int,
    detail: Schema.String,
    excerpt: Schema.String
  }
) {
  override get message() {
    return `${this.detail} (HTTP ${this.status})${this.excerpt === "" ? "" : `: ${this.excerpt}`}`
  }
}

/** A test number in a send over a real line. Nothing was sent. */
export class TestNumberRefused extends Schema.TaggedError<TestNumberRefused>()(
  "FaxError.TestNumberRefused",
  { culprit: Schema.String }
) {
  override get message() {
    return `${this.culprit} is a test number, and this client dials for real; use the mock (fax mock) for test numbers`
  }
}

/** Messages were still processing when the waiting time was over. */
export class StillProcessing extends Schema.TaggedError<StillProcessing>()(
  "FaxError.StillProcessing",
  {
    sendId: Schema.String,
    waited: Schema.DurationFromSelf,
    pending: Schema.Int
  }
) {
  override get message() {
    return `After ${Duration.format(this.waited)}, ${this.pending} message(s) of ${this.sendId} are still processing; check their status later`
  }
}

/** The errors that any call to the service can fail with. */
export type CallError =
  | Rejected
  | Unauthorized
  | RateLimited
  | TooLarge
  | Unavailable
  | UnexpectedAnswer

/**
 * All errors, for exhaustive mapping.
 *
 * @example
 * ```ts
 * import type { FaxError } from "@faxingcenter/core"
 *
 * const mayBeTriedAgain = (error: FaxError.FaxError): boolean =>
 *   error._tag === "FaxError.RateLimited" || error._tag === "FaxError.Unavailable"
 * ```
 */
export type FaxError =
  | CallError
  | InvalidNumber
  | DocumentMissing
  | DocumentUnreadable
  | InsufficientFunds
  | NotFound
  | OutcomeUnknown
  | TestNumberRefused
  | StillProcessing

/** The kind of an error: its `_tag` without `FaxError.`, as the promise client and `--json` name it. */
export type Kind = FaxError["_tag"] extends `FaxError.${infer K}` ? K : never

/**
 * The kind of an error, for logs, metrics and machine-readable output.
 *
 * @example
 * ```ts
 * import { FaxError } from "@faxingcenter/core"
 *
 * FaxError.kindOf(new FaxError.NotFound({ culprit: "42", detail: "No such job" })) // "NotFound"
 * ```
 */
export const kindOf = (error: { readonly _tag: string }): string =>
  error._tag.startsWith("FaxError.") ? error._tag.slice("FaxError.".length) : error._tag
