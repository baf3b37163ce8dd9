import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import type * as Core from "../FaxError.js"
import * as errors from "./errors.js"
import { ownPlace, placeOfCulprit } from "./ownPlace.js"

const millis = (duration: Duration.Duration | undefined): number | undefined =>
  duration === undefined ? undefined : Duration.toMillis(duration)

const placed = (detail: string, place: string | undefined) =>
  place === undefined ? detail : `${detail} (${place})`

const ownPlaceOf = ({ place }: { readonly place?: string }) =>
  place === undefined ? undefined : ownPlace(place)

const rejected = (error: Core.Rejected): errors.Rejected => {
  const { code, culprit, detail, status, title } = error
  const pointer = error.place ?? placeOfCulprit(culprit)
  const place = pointer === undefined ? undefined : ownPlace(pointer)
  const about = place ?? culprit
  return new errors.Rejected(
    about === "" ? detail : placed(detail, about),
    status,
    title,
    detail,
    code,
    culprit,
    place,
    pointer
  )
}

/** The `Error` that stands for a failure outside Effect: the same kinds, fields and message. */
export const toError = (error: Core.FaxError): errors.FaxError => {
  const { message } = error
  switch (error._tag) {
    case "FaxError.InvalidNumber":
      return new errors.InvalidNumber(
        placed(error.detail, ownPlaceOf(error)),
        error.culprit,
        error.detail,
        ownPlaceOf(error),
        error.place
      )
    case "FaxError.DocumentMissing":
      return new errors.DocumentMissing(
        placed(error.detail, ownPlaceOf(error)),
        error.culprit,
        error.detail,
        ownPlaceOf(error),
        error.place
      )
    case "FaxError.DocumentUnreadable":
      return new errors.DocumentUnreadable(message, error.fileName, error.detail)
    case "FaxError.Rejected":
      return rejected(error)
    case "FaxError.InsufficientFunds":
      return new errors.InsufficientFunds(message, error.detail)
    case "FaxError.Unauthorized":
      return new errors.Unauthorized(message, error.reason, error.detail)
    case "FaxError.NotFound":
      return new errors.NotFound(message, error.culprit, error.detail)
    case "FaxError.RateLimited":
      return new errors.RateLimited(message, error.detail, millis(error.retryAfter))
    case "FaxError.TooLarge":
      return new errors.TooLarge(message, error.detail, error.limit)
    case "FaxError.Unavailable":
      return new errors.Unavailable(message, error.detail, error.status, millis(error.retryAfter))
    case "FaxError.OutcomeUnknown":
      return new errors.OutcomeUnknown(
        message,
        error.detail,
        error.numbers,
        DateTime.toDateUtc(error.since),
        error.status
      )
    case "FaxError.UnexpectedAnswer":
      return new errors.UnexpectedAnswer(message, error.status, error.detail, error.excerpt)
    case "FaxError.TestNumberRefused":
      return new errors.TestNumberRefused(message, error.culprit)
    case "FaxError.StillProcessing":
      return new errors.StillProcessing(
        message,
        error.sendId,
        Duration.toMillis(error.waited),
        error.pending
      )
  }
}
