import { Auth, type CallError, CurrentClient } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import type { HonoRequest } from "hono"
import { bearerToken } from "./requests.js"

/** Finds out whose call it is before anything else is read of it, and makes it on their behalf. */
export const authorized = <A, E, R>(
  request: HonoRequest,
  call: Effect.Effect<A, E, R>
): Effect.Effect<A, E | CallError, R | Auth> =>
  Effect.gen(function* () {
    const token = yield* bearerToken(request)
    const auth = yield* Auth
    const client = yield* auth.authorize(token)
    return yield* Effect.provideService(call, CurrentClient, client)
  })
