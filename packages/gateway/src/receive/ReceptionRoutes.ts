import * as Context from "effect/Context"

/** Whose faxes are whose. */
export interface ReceptionRoute {
  /**
   * A number that is called, as the line gives it, with or without `+`; `sub:` and a subaddress; `modem:` and a
   * modem, trunk or account; or `*` for all the rest.
   */
  readonly of: string
  readonly clientId: string
}

/**
 * Which client gets each received fax. One that is for nobody waits for an operator.
 *
 * @example
 * ```ts
 * import { ReceptionRoutes } from "@faxingcenter/gateway/settings"
 * import { Layer } from "effect"
 *
 * const Routes = Layer.succeed(ReceptionRoutes, [
 *   { of: "+18555808797", clientId: "billing" },
 *   { of: "sub:17", clientId: "claims" },
 *   { of: "*", clientId: "office" }
 * ])
 * ```
 */
export class ReceptionRoutes extends Context.Reference<ReceptionRoutes>()(
  "@faxingcenter/gateway/ReceptionRoutes",
  { defaultValue: (): ReadonlyArray<ReceptionRoute> => [] }
) {}

const digitsOf = (number: string) => number.replace(/[^0-9]/g, "")

/** The client that a fax is for: by its subaddress, else by the number called, else by the way it came in. */
export const clientFor = (
  routes: ReadonlyArray<ReceptionRoute>,
  fax: {
    readonly to?: string
    readonly subaddress?: string
    readonly channel?: string
  }
): string | undefined => {
  const called = digitsOf(fax.to ?? "")
  const by = (matches: (of: string) => boolean) => routes.find(({ of }) => matches(of))?.clientId
  return (
    by((of) => fax.subaddress !== undefined && of === `sub:${fax.subaddress}`) ??
    by((of) => called !== "" && /^\+?\d+$/.test(of) && digitsOf(of) === called) ??
    by((of) => fax.channel !== undefined && of === `modem:${fax.channel}`) ??
    by((of) => of === "*")
  )
}
