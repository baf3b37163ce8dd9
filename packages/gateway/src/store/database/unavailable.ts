import { FaxError } from "@faxingcenter/core"
import * as Duration from "effect/Duration"
import type { DatabaseError } from "./Database.js"

/** What a client is told when the store cannot be reached or written: nothing was done, come back. */
export const unavailable = (error: DatabaseError): FaxError.Unavailable =>
  new FaxError.Unavailable({
    status: 503,
    detail: `The store is unavailable at the moment: ${error.detail}`,
    retryAfter: Duration.seconds(5)
  })
