import type { Search } from "@faxingcenter/core"
import { rangeProblem } from "@faxingcenter/core/wire"
import type * as Context from "effect/Context"
import { pageOf } from "./status.js"
import type { Tenants } from "./Tenants.js"
import type { WithTenant } from "./withTenant.js"

/** Finds messages of the current client by when they were sent, oldest first. */
export const makeSearch = (
  tenants: Tenants,
  withTenant: WithTenant
): Context.Tag.Service<Search> => ({
  find: ({ from, number, page = 1, status, to, userId }) => {
    const backwards = rangeProblem({ from, to })
    if (backwards !== undefined) return backwards
    return withTenant(({ inbox }, real) => {
      // The one user of a client is the client itself.
      const nobody = userId !== undefined && userId !== inbox.client
      const faxes = nobody
        ? []
        : inbox.faxes(real, {
            from: from.epochMillis,
            to: to.epochMillis,
            ...(number === undefined ? {} : { number }),
            ...(status === undefined ? {} : { status })
          })
      return pageOf(tenants.pageCounts, faxes, page)
    })
  }
})
