import type { MessageStatus } from "@faxingcenter/core"
import type { Dialect } from "../database/Dialect.js"
import { raw, type Statement, sql } from "../database/sql.js"
import { isTaken } from "../outbox/isTaken.js"
import { codeOf } from "./statusCode.js"

export const hourMillis = 3_600_000
export const dayMillis = 24 * hourMillis
/** Of no calendar: a number of days that others go into. */
export const monthMillis = 32 * dayMillis

/** The lengths of time by which messages are counted, in milliseconds, each in the next. */
export const spans = [hourMillis, dayMillis, monthMillis] as const
export type Span = (typeof spans)[number]

/** So many messages more, or fewer, of a client that were accepted at this time and have this status. */
export interface Change {
  readonly client: number
  readonly status: MessageStatus
  readonly acceptedAt: number
  readonly by: number
}

const floor = (at: number, span: number) => at - (at % span)

/** A step that changes the status of a message, if it is taken: then its message has this revision. */
export interface StepChange {
  readonly client: number
  readonly from: MessageStatus
  readonly to: MessageStatus
  readonly acceptedAt: number
  readonly id: string
  readonly revision: string
}

/** The changes of a batch are nearly all of the same hour: those that follow each other are one. */
const inHours = (changes: ReadonlyArray<Change>) => {
  const sums: Array<Omit<Change, "acceptedAt"> & { readonly start: number; by: number }> = []
  for (const { client, status, acceptedAt, by } of changes) {
    const start = floor(acceptedAt, hourMillis)
    const last = sums.at(-1)
    if (last?.start === start && last.client === client && last.status === status) last.by += by
    else sums.push({ client, status, start, by })
  }
  return sums
}

const columns = {
  client: "bigint",
  status: "bigint",
  span: "bigint",
  start: "bigint",
  n: "bigint"
} as const

/**
 * Keeps the counts of messages by hour, day and month, so that totals over years are sums of few rows. The
 * rows of one lane are only written by one transaction at a time, so that nobody waits for them.
 */
export const countChanges = (
  dialect: Dialect,
  changes: ReadonlyArray<Change>,
  lane: number
): Statement => {
  const sums = new Map<string, [number, number, number, number, number]>()
  for (const { client, status, start, by } of inHours(changes)) {
    for (const span of spans) {
      const from = floor(start, span)
      const key = `${client} ${status} ${span} ${from}`
      const row = sums.get(key)
      if (row === undefined) sums.set(key, [client, codeOf(status), span, from, by])
      else row[4] += by
    }
  }
  // Always in the same order: transactions that lock the same rows never wait for each other in a ring.
  const rows = [...sums.values()].sort(
    (a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3]
  )
  return sql`INSERT INTO rollup (client, status, span, start, lane, n)
    SELECT r.client, r.status, r.span, r.start, CAST(${lane} AS BIGINT), r.n
    FROM ${dialect.rows(columns, rows)} WHERE TRUE
    ON CONFLICT (client, status, span, start, lane) DO UPDATE SET n = rollup.n + excluded.n`
}

const spansTable = raw(
  `(${spans.map((span) => `SELECT CAST(${span} AS BIGINT) AS span`).join(" UNION ALL ")}) s`
)

/**
 * The same for steps: those that were taken count, in the same order. Each is looked up once.
 */
export const countSteps = (
  dialect: Dialect,
  changes: ReadonlyArray<StepChange>,
  lane: number
): Statement => {
  const rows = changes.map(({ client, from, acceptedAt, id, revision, to }) => [
    client,
    codeOf(from),
    codeOf(to),
    acceptedAt,
    id,
    revision
  ])
  const types = {
    client: "bigint",
    was: "bigint",
    status: "bigint",
    at: "bigint",
    message: "text",
    revision: "text"
  } as const
  return sql`INSERT INTO rollup (client, status, span, start, lane, n)
    WITH taken AS MATERIALIZED (SELECT r.client, r.was, r.status, r.at FROM ${dialect.rows(types, rows)}
      WHERE ${isTaken}),
    changes AS (SELECT client, was AS status, at, -1 AS n FROM taken
      UNION ALL SELECT client, status, at, 1 FROM taken)
    SELECT c.client, c.status, s.span, c.at - c.at % s.span AS start, CAST(${lane} AS BIGINT), CAST(SUM(c.n) AS BIGINT)
    FROM changes c CROSS JOIN ${spansTable} WHERE TRUE
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
    ON CONFLICT (client, status, span, start, lane) DO UPDATE SET n = rollup.n + excluded.n`
}
