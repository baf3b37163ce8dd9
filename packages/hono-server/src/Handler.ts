import type { Auth, Search, Send, Status } from "@faxingcenter/core"
import type * as Effect from "effect/Effect"
import type { HonoRequest } from "hono"
import type { Failure } from "./answers.js"
import type { BodyLimits } from "./readBody.js"

/** What the routes are a face of. */
export type FaxServices = Auth | Send | Status | Search

/** One endpoint: it reads a request, calls a service, and writes the answer. It decides nothing else. */
export type Handler = (
  request: HonoRequest,
  limits: BodyLimits
) => Effect.Effect<Response, Failure, FaxServices>
