import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"

/** What one node does at once, and how it stops. */
export interface CapacityOptions {
  /** Calls at once. */
  readonly lines: number
  /** When the node stops, calls that are on may go on for so long before they are handed over. */
  readonly drain: Duration.DurationInput
  /** Faxes that are accepted with one commit at most. Default 256. */
  readonly batch?: number
}

/**
 * How much the nodes of this program may do at the same time. Default: 4 lines, 10 seconds to stop.
 *
 * @example
 * ```ts
 * import { Capacity, layerSqlite } from "@faxingcenter/gateway"
 * import { Layer } from "effect"
 *
 * const gateway = layerSqlite("faxes.db").pipe(
 *   Layer.provide(Layer.succeed(Capacity, { lines: 8, drain: "30 seconds" }))
 * )
 * ```
 */
export class Capacity extends Context.Reference<Capacity>()("@faxingcenter/gateway/Capacity", {
  defaultValue: (): CapacityOptions => ({ lines: 4, drain: "10 seconds" })
}) {}
