import type { Intake } from "./Handler.js"
import type { RouteRequest } from "./RouteRequest.js"
import { declaredLength } from "./readBody.js"
import { memorySpool } from "./spool/memorySpool.js"
import type { OpenSpool } from "./spool/Spool.js"

/** Bytes: the documents of a body up to here stay in memory. */
const heldBody = 1024 * 1024

const held = memorySpool(Number.POSITIVE_INFINITY)

/** Where the documents of a request are kept. */
export const spoolFor = (request: RouteRequest, intake: Intake): OpenSpool =>
  (declaredLength(request) ?? Number.POSITIVE_INFINITY) <= heldBody ? held : intake.spool
