import { FaxError } from "@faxingcenter/core"
import * as Duration from "effect/Duration"

/** The store is away: nothing was done, come back. */
export const away = (detail: string): FaxError.Unavailable =>
  new FaxError.Unavailable({ detail, status: 503, retryAfter: Duration.seconds(5) })
