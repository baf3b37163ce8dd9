import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import type * as Core from "../FaxError.js"
import { members } from "../wire/members.js"
import * as errors from "./errors.js"

const millis = (duration: Duration.Duration | undefined): number | undefined =>
  duration === undefined ? undefined : Duration.toMillis(duration)

/** A place of the request (`/receipients/0/send_to`) as the caller wrote it (`to[0]`). */
const ownPlace = (pointer: string | undefined): string | undefined => {
  const [, member, index] = /^\/(\w+)(?:\/(\d+))?/.exec(pointer ?? "") ?? []
  if (member === undefined) return pointer
  const name = member === members.send.recipients ? "to" : member
  return index === undefined ? name : `${name}[${index}]`
}

const placed = (detail: string, place: string | undefined) =>
  place === undefined ? detail : `${detail} (${place})`

/** The `Error` that stands for a failure outside Effect: the same kinds, fields and message. */
export const toError = (error: Core.FaxError): errors.FaxError => {
  const { message } = error
  switch (error._tag) {
    case "FaxError.InvalidNumber":
      return new errors.InvalidNumber(
        placed(error.detail, ownPlace(error.place)),
        error.culprit,
        error.detail,
        ownPlace(error.place),
        error.place
      )
    case "FaxError.DocumentMissing":
      return new errors.DocumentMissing(
        placed(error.detail, ownPlace(error.place)),
        error.culprit,
        error.detail,
        ownPlace(error.place),
        error.place
      )
    case "FaxError.DocumentUnreadable":
      return new errors.DocumentUnreadable(message, error.fileName, error.detail)
    case "FaxError.Rejected":
      return new errors.Rejected(
        message,
        error.status,
        error.title,
        error.detail,
        error.code,
        error.culprit
      )
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
