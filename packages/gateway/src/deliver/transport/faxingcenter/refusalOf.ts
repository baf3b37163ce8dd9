import type { SendError } from "@faxingcenter/core"
import type { FailureReason } from "@faxingcenter/core/delivery"
import { excerpt } from "@faxingcenter/core/wire"
import type { LineAnswer, LineReport } from "../Transport.js"

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

const notDialled = (error: SendError): LineAnswer => ({
  _tag: "NotDialled",
  raw: { source, text: excerpt(error.message) }
})

/** A 403 is about the account, unless it names a number: the contract gives it no other meaning (section 6). */
const isOfAccount = ({
  culprit = "",
  status
}: {
  readonly culprit?: string
  readonly status?: number
}) => status === 403 && !/^\+?\d{5,}$/.test(culprit)

/** What follows from an error of a send: whether it was refused, not taken, or may have been taken. */
export const refusalOf = (error: SendError): LineAnswer => {
  switch (error._tag) {
    case "FaxError.InvalidNumber":
      return failed("invalid_number", error, 100)
    case "FaxError.DocumentMissing":
      return failed("document_missing", error, 110)
    case "FaxError.TooLarge":
      return failed("document_too_large", error, 413)
    case "FaxError.TestNumberRefused":
      return failed("blocked", error)
    case "FaxError.Rejected":
      return isOfAccount(error)
        ? notDialled(error)
        : failed(error.status === 403 ? "blocked" : "provider_unspecified", error, error.status)
    // The database is away, or a key of it is not there; or it is for the provider's account: nothing was sent.
    case "FaxError.DocumentUnreadable":
    case "FaxError.InsufficientFunds":
    case "FaxError.Unauthorized":
    case "FaxError.RateLimited":
    case "FaxError.Unavailable":
      return notDialled(error)
    case "FaxError.OutcomeUnknown":
    case "FaxError.UnexpectedAnswer":
      return { _tag: "NotYet", detail: error.message }
  }
}

/** An error of any call to the service. */
export interface ServiceError {
  readonly _tag: string
  /** Without the number that was called, unlike the message: it is logged. */
  readonly detail?: string
  /** What it is about, in a refusal. */
  readonly culprit?: string
  /** Of a 401. */
  readonly reason?: string
  readonly status?: number
}

/**
 * What an error says about the service itself; nothing, where it is about this fax. A question whose token has just
 * expired is asked again; a send is refused after its token was renewed.
 */
export const lineAfter = (error: ServiceError, isSend: boolean): LineReport | undefined => {
  const { detail = "" } = error
  switch (error._tag) {
    case "FaxError.Unauthorized":
      return isSend || error.reason === "invalid_client"
        ? { state: "credentials", detail }
        : undefined
    case "FaxError.InsufficientFunds":
      return { state: "funds", detail }
    case "FaxError.Rejected":
      return isSend && isOfAccount(error) ? { state: "account", detail } : undefined
    case "FaxError.Unavailable":
      return { state: "away", detail }
    case "FaxError.OutcomeUnknown":
      // An answer that cannot be read is one.
      return (error.status ?? 500) >= 500 ? { state: "away", detail } : undefined
    case "FaxError.RateLimited":
      return { state: "no_line", detail }
    case "FaxError.InvalidNumber":
    case "FaxError.DocumentMissing":
    case "FaxError.TooLarge":
      return { state: "up" }
    default:
      return undefined
  }
}
