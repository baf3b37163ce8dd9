import { CurrentClient, type FaxError, Introspection } from "@faxingcenter/core"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type { RouteRequest } from "../request/RouteRequest.js"
import { bearerToken } from "../request/requests.js"
import { inContext } from "./inContext.js"

/** Finds out whose call it is before anything else is read of it, and makes it on their behalf. */
export const authorized = <A, E, R>(
  request: RouteRequest,
  call: Effect.Effect<A, E, R>
): Effect.Effect<A, E | FaxError.CallError, R | Introspection> => {
  const token = bearerToken(request)
  if (Either.isLeft(token)) return Effect.fail(token.left)
  return Effect.flatMap(Introspection, ({ clientOf }) =>
    Effect.flatMap(clientOf(token.right), (client) =>
      inContext(Context.make(CurrentClient, client), call)
    )
  )
}
