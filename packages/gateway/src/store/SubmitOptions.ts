import { SendWindow } from "@faxingcenter/core/delivery"
import * as Schema from "effect/Schema"
import { Sender } from "./Sender.js"

const lastMoment = Date.UTC(10_000, 0)

/** Without a zone, a time would be another one elsewhere. Beyond the year 9999, what is reckoned from it may be none. */
const Moment = Schema.String.pipe(
  Schema.pattern(/T.*(?:Z|[+-]\d\d:?\d\d)$/i, {
    message: () =>
      "must be a time with its zone, such as 2026-12-24T18:00:00Z or ...T18:00:00+01:00"
  }),
  Schema.compose(Schema.DateTimeUtc),
  Schema.filter(({ epochMillis }) => epochMillis < lastMoment, {
    message: () => "must be before the year 10000"
  })
)

/** Options of a send beyond FaxingCenter's API. */
export const SubmitOptions = Schema.Struct({
  /** Not to be called before this time. */
  sendAt: Schema.optionalWith(Moment, { exact: true }),
  /** No call begins from here on. */
  deadline: Schema.optionalWith(Moment, { exact: true }),
  /** The hours in which it may be called. */
  window: Schema.optionalWith(SendWindow, { exact: true }),
  /** Who it says it is from. */
  from: Schema.optionalWith(Sender, { exact: true }),
  /** Where its end is announced. */
  webhook: Schema.optionalWith(Schema.String, { exact: true })
}).annotations({ identifier: "SubmitOptions" })
export interface SubmitOptions extends Schema.Schema.Type<typeof SubmitOptions> {}
