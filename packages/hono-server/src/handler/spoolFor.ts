import { declaredLength } from "../body/readBody.js"
import type { RouteRequest } from "../request/RouteRequest.js"
import { heldSpool } from "../spool/heldSpool.js"
import type { OpenSpool } from "../spool/Spool.js"
import type { Intake } from "./Handler.js"

/** Bytes: the documents of a body up to here stay in memory. */
const heldBody = 1024 * 1024

/** Where the documents of a request are kept. */
export const spoolFor = (request: RouteRequest, intake: Intake): OpenSpool => {
  const length = declaredLength(request)
  return length !== undefined && length <= heldBody
    ? // Base64 has four characters for three bytes.
      heldSpool(Math.floor((length * 3) / 4))
    : intake.spool
}
