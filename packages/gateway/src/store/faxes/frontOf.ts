import type { Script } from "../database/Database.js"
import type { Dialect } from "../database/Dialect.js"
import { type Statement, sql } from "../database/sql.js"

/** Messages that are about to be added, to one destination each, by when they are to be called. */
export interface Newcomer {
  readonly destination: string
  /** Milliseconds since 1970; `null` for one that is not to be called. */
  readonly wakeAt: number | null
}

/** The one of each destination that is to be called first. */
export const leadersOf = <A extends Newcomer>(newcomers: ReadonlyArray<A>): ReadonlySet<A> => {
  const first = new Map<string, A>()
  for (const one of newcomers) {
    const other = first.get(one.destination)
    if (one.wakeAt === null) continue
    if (other?.wakeAt == null || one.wakeAt < other.wakeAt) first.set(one.destination, one)
  }
  return new Set(first.values())
}

/** Those in front that wait for later than these newcomers are to be called stand back. */
export const standBack = (dialect: Dialect, leaders: ReadonlyArray<Newcomer>): Statement =>
  sql`UPDATE messages SET in_front = NULL
    FROM ${dialect.rows(
      { destination: "text", wake_at: "bigint" },
      leaders.map(({ destination, wakeAt }) => [destination, wakeAt])
    )} WHERE messages.destination = r.destination AND messages.in_front = 1
      AND messages.state = 'Waiting' AND messages.wake_at > r.wake_at`

/** Lets the next of those behind to the front of each of these destinations, if nobody is there and it is not held. */
export const stepForward = (dialect: Dialect, destinations: ReadonlyArray<string>): Script =>
  destinations.length === 0
    ? []
    : [
        sql`UPDATE messages SET in_front = 1
          WHERE id IN (SELECT (SELECT m.id FROM messages m WHERE m.destination = r.destination
              AND m.in_front IS NULL AND m.state = 'Waiting' ORDER BY m.wake_at LIMIT 1 ${dialect.unlessHeld})
            FROM ${dialect.rows(
              { destination: "text" },
              destinations.map((destination) => [destination])
            )}
            WHERE (SELECT 1 FROM messages f WHERE f.destination = r.destination AND f.in_front = 1) IS NULL
              AND (SELECT 1 FROM holds h WHERE h.destination = r.destination) IS NULL)`
      ]
