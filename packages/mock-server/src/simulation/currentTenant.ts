import { CurrentClient, type FaxError } from "@faxingcenter/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Tenant, Tenants } from "./Tenants.js"

/** What belongs to whoever calls, and the real time. */
export const currentTenant = (
  tenants: Tenants
): Effect.Effect<{ readonly tenant: Tenant; readonly real: number }, FaxError.Rejected> =>
  Effect.gen(function* () {
    // In a program's own process, nobody is the account that every mock has.
    const { clientId } = (yield* CurrentClient) ?? { clientId: "demo" }
    return { tenant: yield* tenants.of(clientId), real: yield* Clock.currentTimeMillis }
  })
