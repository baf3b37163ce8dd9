import { FaxNumber } from "@faxingcenter/core"
import { decodeSearchQuery, parametersOf } from "@faxingcenter/core/wire"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { secondOf } from "../simulation/Fax.js"
import type { Simulation } from "../simulation/Simulation.js"
import { seed } from "../simulation/seed.js"
import type { Tenant } from "../simulation/Tenants.js"

const number = FaxNumber.make("15005550001")

/**
 * Shifts what a search finds, as happens while a client reads page after page: faxes turn up that
 * sort before all others, or the first of them vanish.
 */
export const shiftPager = Effect.fn("Mock.shiftPager")(function* (
  simulation: Simulation["Type"],
  tenant: Tenant,
  url: URL,
  by: number
) {
  const query = Either.flatMap(parametersOf(url.search.slice(1)), decodeSearchQuery)
  if (Either.isLeft(query)) return
  const { from, to } = query.right
  if (by > 0) {
    const early = {
      number: query.right.number ?? number,
      sentOn: new Date(secondOf(from.epochMillis))
    }
    yield* seed(
      simulation,
      tenant,
      Array.from({ length: by }, () => early)
    )
    return
  }
  const found = tenant.inbox.faxes(yield* Clock.currentTimeMillis, {
    from: from.epochMillis,
    to: to.epochMillis
  })
  for (const { sendId } of found.slice(0, -by)) {
    const job = tenant.inbox.job(sendId)
    if (job !== undefined) simulation.tenants.remove(tenant, job)
  }
})
