import { Rejected } from "../FaxError.js"
import { pointerOf } from "./pointerOf.js"

const title = "Bad Request"

/**
 * A request that makes no sense, as 400; `culprit` is the value or header at fault, if there is one.
 *
 * @example
 * ```ts
 * import { badRequest } from "@faxingcenter/core/wire"
 *
 * export const noKey = badRequest("Idempotency-Key", "The Idempotency-Key is empty")
 * ```
 */
export const badRequest = (culprit: string | undefined, detail: string): Rejected =>
  new Rejected({ status: 400, title, ...(culprit === undefined ? {} : { culprit }), detail })

/**
 * The same for a member of the body or a parameter of the query (`documents[0].order`), which is the culprit; its
 * pointer is the place.
 *
 * @example
 * ```ts
 * import { badRequestAt } from "@faxingcenter/core/wire"
 *
 * export const noColour = badRequestAt("colour", "colour must be black or white")
 * ```
 */
export const badRequestAt = (place: string, detail: string): Rejected =>
  place === ""
    ? badRequest("", detail)
    : new Rejected({ status: 400, title, culprit: place, place: pointerOf(place), detail })
