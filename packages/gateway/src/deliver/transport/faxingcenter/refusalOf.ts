import type { SendError } from "@faxingcenter/core"
import type { FailureReason } from "@faxingcenter/core/delivery"
import { excerpt } from "@faxingcenter/core/wire"
import type { LineAnswer } from "../Transport.js"

const source = "faxingcenter"

/** Who echoes a request must not have its documents kept for longer than they are. */
const failed = (reason: FailureReason, error: SendError, code?: number): LineAnswer => ({
  _tag: "Failed",
  reason,
  pages: 0,
  raw: {
    source,
    text: excerpt(error.message),
    ...(code === undefined ? {} : { code: String(code) })
  }
})

/** What follows from an error of a send: whether it was refused, not taken, or may have been taken. */
export const refusalOf = (error: SendError): LineAnswer => {
  switch (error._tag) {
    case "FaxError.InvalidNumber":
      return failed("invalid_number", error, 100)
    case "FaxError.DocumentMissing":
      return failed("document_missing", error, 110)
    case "FaxError.TooLarge":
      return failed("document_too_large", error, 413)
    case "FaxError.InsufficientFunds":
      return failed("insufficient_funds", error, 402)
    case "FaxError.TestNumberRefused":
      return failed("blocked", error)
    case "FaxError.Rejected":
      return failed(
        error.status === 403 ? "account_blocked" : "provider_unspecified",
        error,
        error.status
      )
    // The database is away, or a key of it is not there: nothing was sent.
    case "FaxError.DocumentUnreadable":
    case "FaxError.Unauthorized":
    case "FaxError.RateLimited":
    case "FaxError.Unavailable":
      return { _tag: "NotDialled", raw: { source, text: excerpt(error.message) } }
    case "FaxError.OutcomeUnknown":
    case "FaxError.UnexpectedAnswer":
      return { _tag: "NotYet", detail: error.message }
  }
}
