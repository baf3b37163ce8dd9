import * as Duration from "effect/Duration"
import type { PostResult } from "../PostResult.js"

/** The pauses that Standard Webhooks advises: about three and a half days in all. */
const pauses: ReadonlyArray<Duration.Duration> = [
  Duration.seconds(5),
  Duration.minutes(5),
  Duration.minutes(30),
  Duration.hours(2),
  Duration.hours(5),
  Duration.hours(10),
  Duration.hours(14),
  Duration.hours(20),
  Duration.hours(24)
]

/** What follows from an attempt to hand a webhook over. */
export type AfterPost =
  | { readonly _tag: "Delivered" }
  | { readonly _tag: "Again"; readonly after: Duration.Duration }
  | { readonly _tag: "GivenUp" }
  /** The receiver wants no more of them at this URL. */
  | { readonly _tag: "Gone" }

/**
 * `attempt` counts from 1; `random` in [0, 1) lengthens a pause by up to a tenth, so that what failed
 * together does not come back together. A longer pause that the receiver asks for is kept, up to a day.
 */
export const decideAfterPost = (result: PostResult, attempt: number, random: number): AfterPost => {
  if (result._tag === "Answered") {
    if (result.status >= 200 && result.status < 300) return { _tag: "Delivered" }
    if (result.status === 410) return { _tag: "Gone" }
  }
  const pause = pauses[attempt - 1]
  if (pause === undefined) return { _tag: "GivenUp" }
  const asked = result._tag === "Answered" ? result.retryAfter : undefined
  return {
    _tag: "Again",
    after: Duration.max(
      Duration.times(pause, 1 + random / 10),
      Duration.min(asked ?? Duration.zero, Duration.hours(24))
    )
  }
}
