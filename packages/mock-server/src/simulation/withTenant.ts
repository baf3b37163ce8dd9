import { CurrentClient, type FaxError } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type { Tenant, Tenants } from "./Tenants.js"

/** Does something with what belongs to whoever calls, and with the real time, in one step. */
export const withTenant = <A, E, R>(
  tenants: Tenants,
  use: (tenant: Tenant, real: number) => Effect.Effect<A, E, R>
): Effect.Effect<A, E | FaxError.Rejected, R> =>
  Effect.flatMap(CurrentClient, (client) =>
    Effect.clockWith((clock): Effect.Effect<A, E | FaxError.Rejected, R> => {
      // In a program's own process, nobody is the account that every mock has.
      const tenant = tenants.of(client?.clientId ?? "demo")
      return Either.isLeft(tenant)
        ? tenant.left
        : use(tenant.right, clock.unsafeCurrentTimeMillis())
    })
  )
