import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type * as ManagedRuntime from "effect/ManagedRuntime"
import type { RouteRequest } from "../request/RouteRequest.js"
import type { Answer } from "./Answer.js"
import { answerOfFailure, type Failure, internalError } from "./answers.js"

/** The path of a request, which came as it is or as an absolute address. */
const pathOf = ({ url }: RouteRequest): string =>
  url.replace(/^\w+:\/\/[^/]*/, "").split("?")[0] ?? ""

/** The answer to a request whose work ended without one. Its owner learns in the log what its client is not told. */
export const answerOfCause =
  <R>(runtime: ManagedRuntime.ManagedRuntime<R, never>) =>
  (request: RouteRequest, cause: Cause.Cause<Failure>, hasGone: boolean): Answer => {
    const log = (level: typeof Effect.logError, logged: Cause.Cause<Failure>) =>
      runtime.runFork(level(`${request.method} ${pathOf(request)} failed`, logged))
    const failure = Cause.failureOrCause(cause)
    if (Either.isRight(failure)) {
      const isOfClient = Cause.isInterruptedOnly(failure.right) && hasGone
      if (!isOfClient) log(Effect.logError, failure.right)
      return internalError()
    }
    // Its client is told no more than that the service behind gave it: the owner must learn what.
    if (failure.left._tag === "FaxError.UnexpectedAnswer") log(Effect.logWarning, cause)
    return answerOfFailure(failure.left)
  }
