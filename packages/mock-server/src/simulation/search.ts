import { FaxError, type Search } from "@faxingcenter/core"
import type * as Context from "effect/Context"
import { secondOf } from "./Fax.js"
import { pageOf } from "./status.js"
import type { Tenants } from "./Tenants.js"
import { withTenant } from "./withTenant.js"

/** Finds messages of the current client by when they were sent, oldest first. */
export const makeSearch = (tenants: Tenants): Context.Tag.Service<Search> => ({
  find: ({ from, number, page = 1, status, to, userId }) => {
    if (secondOf(from.epochMillis) > secondOf(to.epochMillis)) {
      return new FaxError.Rejected({
        status: 400,
        title: "Bad Request",
        culprit: "from_date",
        detail: "from_date is after to_date; give the earlier one as from_date"
      })
    }
    return withTenant(tenants, ({ inbox }, real) => {
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
