import * as Schema from "effect/Schema"

/** Why a fax did not arrive, in this project's terms. The transport's own code is stored with it. */
export const FailureReason = Schema.Literal(
  "busy",
  "no_answer",
  "no_fax_tone",
  "invalid_number",
  "blocked",
  "account_blocked",
  "congestion",
  "line_dropped",
  "negotiation_failed",
  "incompatible",
  "partial",
  "page_refused",
  "document_unsupported",
  "document_conversion",
  "document_missing",
  "document_too_large",
  "insufficient_funds",
  "canceled",
  "expired",
  "provider_unspecified",
  "unknown_outcome"
).annotations({ identifier: "FailureReason" })
export type FailureReason = typeof FailureReason.Type

/**
 * Whether another call may be made by itself: `never`; `backoff`, again and again with growing
 * pauses; `once`, one more call after the first that ended so.
 */
type RetryVerdict = "never" | "backoff" | "once"

/** What there is to know of a reason. */
export interface FailureInfo {
  readonly retry: RetryVerdict
  /** What happened, for a person. */
  readonly meaning: string
  /** What that person can do. */
  readonly advice: string
}

/** What each reason means and allows. */
export const failureInfo: { readonly [Reason in FailureReason]: FailureInfo } = {
  busy: {
    retry: "backoff",
    meaning: "The number was busy.",
    advice:
      "No action needed while calls remain; after the last one, send it again at a quieter time."
  },
  no_answer: {
    retry: "backoff",
    meaning: "It rang, but nobody answered.",
    advice: "Check the number; the machine may be switched off outside office hours."
  },
  no_fax_tone: {
    // Somebody may be picking up the telephone there: a second call finds out, a third annoys.
    retry: "once",
    meaning: "The call was answered, but not by a fax machine.",
    advice: "Check that this is a fax number: a person or a voice mailbox may be answering."
  },
  invalid_number: {
    retry: "never",
    meaning: "The number does not exist or cannot be dialled.",
    advice: "Correct the number and send a new fax."
  },
  blocked: {
    retry: "never",
    meaning:
      "The recipient does not accept faxes from this sender, or calls to the number are barred.",
    advice: "Ask the recipient for permission or for another number."
  },
  account_blocked: {
    retry: "never",
    meaning: "The provider does not allow this account to send.",
    advice: "Contact the provider, then send the fax again."
  },
  congestion: {
    retry: "backoff",
    meaning: "No line was available: the network, the provider or your own trunk was at capacity.",
    advice: "No action needed while calls remain; if it persists, add lines or make fewer calls."
  },
  line_dropped: {
    retry: "backoff",
    meaning: "The connection broke before a page was confirmed.",
    advice: "No action needed while calls remain; if it persists, check the quality of the line."
  },
  negotiation_failed: {
    // Noise belongs to this one call: the next may be routed over a clean line.
    retry: "backoff",
    meaning:
      "The two machines could not agree on how to communicate, usually because of a noisy line.",
    advice:
      "No action needed while calls remain; if it persists, try a lower speed or another line."
  },
  incompatible: {
    retry: "never",
    meaning: "The recipient's machine cannot take this kind of fax.",
    advice: "Send it at standard resolution and width, or to another machine."
  },
  partial: {
    // The first pages alone are of no use to the recipient, so one more call brings the whole fax.
    // Not more: each call prints the same first pages again and is paid for.
    retry: "once",
    meaning: "Some pages arrived, then the connection broke.",
    advice: "Check how many pages arrived and send the rest; split long faxes into several."
  },
  page_refused: {
    // Another call may find a cleaner line; a machine that refuses twice has paper or memory trouble.
    retry: "once",
    meaning: "The recipient's machine received a page with errors and rejected it.",
    advice:
      "Ask the recipient whether the machine works; try standard resolution, a lower speed or another line."
  },
  document_unsupported: {
    retry: "never",
    meaning: "A document has a format that cannot be faxed.",
    advice: "Save it as PDF, TIFF, PNG, JPEG or plain text and send it again."
  },
  document_conversion: {
    retry: "never",
    meaning: "A document could not be turned into fax pages.",
    advice: "Check that it opens and has no password, then save it again."
  },
  document_missing: {
    retry: "never",
    meaning: "A document has no content.",
    advice: "Attach it again."
  },
  document_too_large: {
    retry: "never",
    meaning: "The documents exceed the size or page limit.",
    advice: "Send them in several faxes."
  },
  insufficient_funds: {
    retry: "never",
    meaning: "The account has no funds for this fax.",
    advice: "Top up the account, then send it again."
  },
  canceled: {
    retry: "never",
    meaning: "It was canceled before it was delivered.",
    advice: "No action needed; send it again if that was a mistake."
  },
  expired: {
    retry: "never",
    meaning: "Its deadline passed before it was delivered.",
    advice: "Send it again with a later deadline or longer calling hours."
  },
  provider_unspecified: {
    // It surely did not arrive, and nobody says why: a second call tells a passing trouble from a lasting one.
    retry: "once",
    meaning: "The provider reported a failure without a reason.",
    advice: "Check the number, then ask the provider, quoting its own code and identifier."
  },
  unknown_outcome: {
    retry: "never",
    meaning:
      "It may or may not have arrived: the outcome of a call was lost and cannot be found out.",
    advice:
      "Ask the recipient, then mark it as delivered or failed; sending it again may deliver it twice."
  }
}
