import * as Order from "effect/Order"

/** How far each client's turn has come. Clients are told apart by any number of their own. */
export interface Turns {
  /** Calls that each client has under way. */
  readonly underWay: ReadonlyMap<number, number>
  /** The client that the last call was made for. */
  readonly after: number
}

/**
 * Puts messages in the order in which their clients take turns: first those of clients with the fewest calls under way,
 * of equals the one that comes after the last. The messages of one client stay in their order. So a client with one
 * message waits for a few calls of another that has thousands, and not for all of them.
 *
 * @example
 * ```ts
 * import { inTurn } from "@faxingcenter/core/delivery"
 *
 * const waiting = [{ client: 1, fax: "a" }, { client: 1, fax: "b" }, { client: 2, fax: "c" }]
 *
 * inTurn(waiting, { underWay: new Map(), after: 1 }).map(({ fax }) => fax) // ["c", "a", "b"]
 * ```
 */
export const inTurn = <C extends { readonly client: number }>(
  waiting: ReadonlyArray<C>,
  { after, underWay }: Turns
): ReadonlyArray<C> => {
  const lines = new Map(underWay)
  const placed = waiting.map((one) => {
    const place = lines.get(one.client) ?? 0
    lines.set(one.client, place + 1)
    return { one, place, lap: one.client > after ? 0 : 1 }
  })
  const turn = Order.combineAll([
    Order.mapInput(Order.number, ({ place }: (typeof placed)[number]) => place),
    Order.mapInput(Order.number, ({ lap }: (typeof placed)[number]) => lap),
    Order.mapInput(Order.number, ({ one }: (typeof placed)[number]) => one.client)
  ])
  return placed.sort(turn).map(({ one }) => one)
}
