import { CurrentClient, type FaxError } from "@faxingcenter/core"
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type { Tenant, Tenants } from "./Tenants.js"

/** Does something with what belongs to whoever calls, and with the real time, in one step. */
export type WithTenant = <A, E>(
  use: (tenant: Tenant, real: number) => Effect.Effect<A, E>
) => Effect.Effect<A, E | FaxError.Rejected>

/** With what belongs to this client, at once. In a program's own process, nobody is the account that every mock has. */
export const withTenantOf =
  (tenants: Tenants, clock: Clock.Clock, client: string = "demo"): WithTenant =>
  <A, E>(
    use: (tenant: Tenant, real: number) => Effect.Effect<A, E>
  ): Effect.Effect<A, E | FaxError.Rejected> => {
    const tenant = tenants.of(client)
    return Either.isLeft(tenant) ? tenant.left : use(tenant.right, clock.unsafeCurrentTimeMillis())
  }

/** With what belongs to the client of the fiber. */
export const withTenant =
  (tenants: Tenants): WithTenant =>
  (use) =>
    Effect.flatMap(CurrentClient, (client) =>
      Effect.clockWith((clock) => withTenantOf(tenants, clock, client?.clientId)(use))
    )
