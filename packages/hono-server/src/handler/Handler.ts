import type { Auth, Introspection, Search, Send, Status } from "@faxingcenter/core"
import type * as Effect from "effect/Effect"
import type * as Either from "effect/Either"
import type { Answer } from "../answer/Answer.js"
import type { Failure } from "../answer/answers.js"
import type { BodyLimits } from "../body/readBody.js"
import type { RouteRequest } from "../request/RouteRequest.js"
import type { OpenSpool } from "../spool/Spool.js"
import type { Services } from "./Services.js"

/** The services that the routes expose. */
export type FaxServices = Auth | Introspection | Send | Status | Search

/** How bodies are taken in. */
export interface Intake extends BodyLimits {
  /** For the documents of large sends. */
  readonly spool: OpenSpool
  /** Told the body, if it is small and text. */
  readonly onBody?: (body: Uint8Array) => void
}

/**
 * One endpoint of the contract: it reads a request, calls a service, and writes the answer. It decides
 * nothing else. What it reads comes by a callback and not as an effect, because an effect for each step of a small
 * request costs more than all that the request is about.
 */
export interface Handler<Input> {
  /** Whether its client is found out by the access token, before anything else is read. */
  readonly secured: boolean
  readonly read: (
    request: RouteRequest,
    intake: Intake,
    done: (input: Either.Either<Input, Failure>) => void
  ) => void
  readonly answer: (input: Input, services: Services) => Effect.Effect<Answer, Failure, FaxServices>
}
