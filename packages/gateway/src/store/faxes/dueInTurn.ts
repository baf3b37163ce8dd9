import { type Statement, sql } from "../database/sql.js"

/** Those in front that wait; each of the subqueries below finds one in a step, by the index of clients. */
const waiting = sql`in_front = 1 AND state = 'Waiting'`

/** Clients for whom somebody waits in front, in order: one look at the index for each. */
const clientsFrom = (name: Statement, above: number): Statement => sql`${name}(client) AS (
    SELECT MIN(client) FROM messages WHERE ${waiting} AND client > ${above}
    UNION ALL SELECT (SELECT MIN(client) FROM messages WHERE ${waiting} AND client > ${name}.client)
    FROM ${name} WHERE client IS NOT NULL)`

/** The oldest that is due after what is said of it. */
const oldest = (now: number, condition: Statement): Statement =>
  sql`(SELECT id FROM messages WHERE ${waiting} AND wake_at <= ${now} AND ${condition}
    ORDER BY client, wake_at, id LIMIT 1)`

/** With its time, by which the next is found; nothing comes after the last. PostgreSQL would join by reading all messages. */
const timed = (found: Statement): Statement =>
  sql`${found}, client, (SELECT wake_at FROM messages WHERE id = ${found})`

/**
 * The messages that are due, with clients taking turns: the oldest of each, first of the one after `last`, then the
 * second of each, and so on. What it costs depends on the number of clients that have something waiting and on `limit`,
 * not on how much they have.
 */
export const dueInTurn = (now: number, limit: number, last: number): Statement =>
  sql`WITH RECURSIVE ${clientsFrom(sql`later`, last)}, ${clientsFrom(sql`all_of_them`, -1)},
    turns(id, client, wake_at) AS (
      SELECT ${timed(oldest(now, sql`client = c.client`))} FROM (
        SELECT client FROM later WHERE client IS NOT NULL
        UNION ALL SELECT client FROM all_of_them WHERE client <= ${last}) c
      UNION ALL
      SELECT ${timed(oldest(now, sql`client = t.client AND (wake_at, id) > (t.wake_at, t.id)`))}
      FROM turns t WHERE t.id IS NOT NULL)
    SELECT id, client FROM turns WHERE id IS NOT NULL LIMIT ${limit}`
