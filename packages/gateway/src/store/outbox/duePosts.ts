import type { Dialect } from "../database/Dialect.js"
import { type Statement, sql } from "../database/sql.js"

/** What nothing is to be sent to now. */
export interface Full {
  readonly clients: ReadonlyArray<number>
  readonly servers: ReadonlyArray<{ readonly client: number; readonly server: string }>
}

export interface Most {
  readonly ofServer: number
  readonly inAll: number
}

/** Those that are to be sent at some time; each of the subqueries below finds one in a step, by the index of servers. */
const waiting = sql`next_at IS NOT NULL`

/** The order is that of one index alone: in another of clients, PostgreSQL might walk through all that is over. */
const firstClient = (condition: Statement): Statement =>
  sql`(SELECT client FROM webhook_posts WHERE ${waiting} AND ${condition}
    ORDER BY client, server, next_at, id LIMIT 1)`

/** The oldest post of the server `s` that is due after what is said of it. */
const oldest = (now: number, condition: Statement): Statement =>
  sql`(SELECT id FROM webhook_posts WHERE ${waiting} AND next_at <= ${now}
    AND client = s.client AND server = s.server AND ${condition}
    ORDER BY client, server, next_at, id LIMIT 1)`

/** With its time, by which the next is found. PostgreSQL would join by reading all posts. */
const timed = (found: Statement): Statement =>
  sql`${found}, client, server, (SELECT next_at FROM webhook_posts WHERE id = ${found})`

/**
 * The posts that are due to servers that are not full, the oldest first; so many of each server at most. What it costs
 * depends on the number of clients, and of servers of those that are not full, that something waits for, not on how
 * much waits for them.
 */
export const duePosts = (
  { rows }: Dialect,
  now: number,
  full: Full,
  most: Most
): Statement => sql`WITH RECURSIVE waiting_clients(client) AS (
    SELECT ${firstClient(sql`1 = 1`)}
    UNION ALL SELECT ${firstClient(sql`client > c.client`)}
      FROM waiting_clients c WHERE c.client IS NOT NULL),
  servers(client, server) AS (
    SELECT client, (SELECT MIN(server) FROM webhook_posts WHERE ${waiting} AND client = c.client)
      FROM waiting_clients c WHERE client IS NOT NULL AND client NOT IN
        (SELECT client FROM ${rows(
          { client: "bigint" },
          full.clients.map((client) => [client])
        )})
    UNION ALL SELECT client, (SELECT MIN(server) FROM webhook_posts
        WHERE ${waiting} AND client = s.client AND server > s.server)
      FROM servers s WHERE server IS NOT NULL),
  due(id, client, server, next_at, n) AS (
    SELECT ${timed(oldest(now, sql`1 = 1`))}, 1
      FROM servers s WHERE server IS NOT NULL AND (client, server) NOT IN
        (SELECT client, server FROM ${rows(
          { client: "bigint", server: "text" },
          full.servers.map(({ client, server }) => [client, server])
        )})
    UNION ALL SELECT ${timed(oldest(now, sql`(next_at, id) > (s.next_at, s.id)`))}, n + 1
      FROM due s WHERE id IS NOT NULL AND n < ${most.ofServer})
  SELECT id, client, server FROM due WHERE id IS NOT NULL ORDER BY next_at, id LIMIT ${most.inAll}`
