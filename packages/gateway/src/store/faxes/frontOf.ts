import type { Script } from "../database/Database.js"
import type { Dialect } from "../database/Dialect.js"
import { raw, type Statement, sql } from "../database/sql.js"

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

/** A destination where somebody may step forward. */
export interface Opening {
  readonly destination: string
  /** The client whose message left the front, where one did: others come first. */
  readonly last?: number
}

const behind = raw("m.destination = r.destination AND m.in_front IS NULL AND m.state = 'Waiting'")

/**
 * Clients that have messages behind at the destination `r`, in order: each is found in one step, in the index in which
 * those of each client lie in the order of their times.
 */
const clientsBehind = sql`clients_behind(client) AS (
      SELECT (SELECT MIN(m.client) FROM messages m WHERE ${behind})
      UNION ALL SELECT (SELECT MIN(m.client) FROM messages m WHERE ${behind} AND m.client > c.client)
        FROM clients_behind c WHERE c.client IS NOT NULL)`

/** When the first of this client comes. */
const firstBehind = sql`(SELECT MIN(m.wake_at) FROM messages m WHERE ${behind} AND m.client = c.client)`

/** When the first of those behind at the destination `r` is to be called. */
export const oldestBehind = sql`(WITH RECURSIVE ${clientsBehind}
    SELECT MIN(at) FROM (SELECT ${firstBehind} AS at FROM clients_behind c WHERE c.client IS NOT NULL) firsts)`

/**
 * Whose message is next at the destination `r`: of the clients that have one there whose time has come, the one after the
 * last; where no time has come, the client of whom it comes first.
 */
const clientInTurn = (now: number): Statement =>
  sql`(WITH RECURSIVE ${clientsBehind},
    times(client, lap, at) AS (SELECT c.client, CASE WHEN c.client > r.last THEN 0 ELSE 1 END, ${firstBehind}
      FROM clients_behind c WHERE c.client IS NOT NULL)
    SELECT client FROM times
    ORDER BY CASE WHEN at <= ${now} THEN 0 ELSE at END, lap, client LIMIT 1)`

/**
 * Lets the next of those behind to the front of each of these destinations, if nobody is there and it is not held. `now`:
 * milliseconds since 1970.
 */
export const stepForward = (
  dialect: Dialect,
  openings: ReadonlyArray<Opening>,
  now: number
): Script =>
  openings.length === 0
    ? []
    : [
        sql`UPDATE messages SET in_front = 1 WHERE id ${dialect.among(
          sql`SELECT (SELECT m.id FROM messages m
              WHERE ${behind} AND m.client = ${clientInTurn(now)} ORDER BY m.wake_at LIMIT 1 ${dialect.unlessHeld})
            FROM ${dialect.rows(
              { destination: "text", last: "bigint" },
              openings.map(({ destination, last = 0 }) => [destination, last])
            )}
            WHERE (SELECT 1 FROM messages f WHERE f.destination = r.destination AND f.in_front = 1) IS NULL
              AND (SELECT 1 FROM holds h WHERE h.destination = r.destination) IS NULL`
        )}`
      ]
