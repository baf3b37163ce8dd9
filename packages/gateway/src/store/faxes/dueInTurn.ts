import type { Dialect } from "../database/Dialect.js"
import { type Statement, sql } from "../database/sql.js"
import { type TurnWords, turnWords } from "./turnWords.js"

/** The first client after this one for whom somebody waits in front; by `MIN`, PostgreSQL may read all of them. */
const next = ({ client, waiting }: TurnWords, above: Statement): Statement =>
  sql`(SELECT ${client} FROM messages WHERE ${waiting} AND ${client} > ${above} ORDER BY ${client} LIMIT 1)`

/** Clients for whom somebody waits in front, in order: one look at the index for each. */
const clientsFrom = (words: TurnWords, name: Statement, above: number): Statement =>
  sql`${name}(one) AS (
    SELECT ${next(words, sql`${above}`)}
    UNION ALL SELECT ${next(words, sql`${name}.one`)} FROM ${name} WHERE one IS NOT NULL)`

/** The oldest that is due after what is said of it. */
const oldest = ({ client, waiting }: TurnWords, now: number, condition: Statement): Statement =>
  sql`(SELECT id FROM messages WHERE ${waiting} AND wake_at <= ${now} AND ${client} = ${condition}
    ORDER BY ${client}, wake_at, id LIMIT 1)`

/** With its time, by which the next is found; nothing comes after the last. PostgreSQL would join by reading all messages. */
const timed = (found: Statement): Statement =>
  sql`${found}, one, (SELECT wake_at FROM messages WHERE id = ${found})`

/**
 * The messages that are due, with clients taking turns: the oldest of each, first of the one after `last`, then the
 * second of each, and so on. What it costs depends on the number of clients that have something waiting and on `limit`,
 * not on how much they have.
 */
export const dueInTurn = (
  dialect: Dialect,
  now: number,
  limit: number,
  last: number
): Statement => {
  const words = turnWords(dialect)
  return sql`WITH RECURSIVE ${clientsFrom(words, sql`later`, last)}, ${clientsFrom(words, sql`all_of_them`, -1)},
    turns(id, one, wake_at) AS (
      SELECT ${timed(oldest(words, now, sql`c.one`))} FROM (
        SELECT one FROM later WHERE one IS NOT NULL
        UNION ALL SELECT one FROM all_of_them WHERE one <= ${last}) c
      UNION ALL
      SELECT ${timed(oldest(words, now, sql`t.one AND (wake_at, id) > (t.wake_at, t.id)`))}
      FROM turns t WHERE t.id IS NOT NULL)
    SELECT id, one AS client, wake_at FROM turns WHERE id IS NOT NULL LIMIT ${limit}`
}
