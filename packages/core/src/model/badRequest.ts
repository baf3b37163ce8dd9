import { Rejected } from "../FaxError.js"

/**
 * A request that makes no sense, as 400; `culprit` is the member or parameter at fault, if there is one.
 *
 * @example
 * ```ts
 * import { badRequest } from "@faxingcenter/core/wire"
 *
 * export const noColour = badRequest("colour", "colour must be black or white")
 * ```
 */
export const badRequest = (culprit: string | undefined, detail: string): Rejected =>
  new Rejected({
    status: 400,
    title: "Bad Request",
    ...(culprit === undefined ? {} : { culprit }),
    detail
  })
