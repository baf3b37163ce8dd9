import { FaxNumber } from "@faxingcenter/core"
import * as Schema from "effect/Schema"
import { int, type Statement, sql, text } from "../database/sql.js"

/** The destination under which the whole queue is held; no number is written so. Others come after it. */
export const everyDestination = "*"

/**
 * Why nobody is called: somebody `asked` for it, or the provider refused the `credentials` of the gateway, had no
 * `funds` for it or does not let its `account` send, so that every other fax would have been refused too.
 */
export const HoldCause = Schema.Literal("asked", "credentials", "funds", "account")
export type HoldCause = typeof HoldCause.Type

export const HoldRow = Schema.Struct({
  destination: Schema.String,
  number: Schema.NullOr(FaxNumber),
  at: Schema.Int,
  actor: Schema.String,
  cause: HoldCause,
  detail: Schema.NullOr(Schema.String),
  probe_at: Schema.NullOr(Schema.Int)
})

/** Whether this destination is held; not whether the queue is. */
export const isHeld = (destination: string): Statement =>
  sql`EXISTS (SELECT 1 FROM holds WHERE destination = ${text(destination)})`

/** Whether an operator has paused the queue. */
export const isPausedByOperator: Statement = sql`EXISTS (SELECT 1 FROM holds
  WHERE destination = ${everyDestination} AND cause = 'asked')`

/** Whether the gateway itself has. */
export const isPausedByItself: Statement = sql`EXISTS (SELECT 1 FROM holds
  WHERE destination = ${everyDestination} AND cause <> 'asked')`

export const not = (condition: Statement): Statement => sql`NOT ${condition}`

export const holdOf = (destination: string): Statement =>
  sql`SELECT destination, number, at, actor, cause, detail, probe_at FROM holds
    WHERE destination = ${destination}`

/** The destinations that are held, the newest first. */
export const heldDestinations = (limit: number): Statement =>
  sql`SELECT destination, number, at, actor, cause, detail, probe_at FROM holds
    WHERE destination <> ${everyDestination} ORDER BY at DESC LIMIT ${limit}`

/** Counted up to `most`: nobody who watches over a gateway waits for more. */
export const countHeld = (most: number): Statement =>
  sql`SELECT COUNT(*) AS n FROM (SELECT 1 FROM holds
    WHERE destination <> ${everyDestination} LIMIT ${most}) h`

/** Gives a row if it was not held before. Number and detail may be sealed. */
export const insertHold = (
  hold: Omit<typeof HoldRow.Type, "number"> & { readonly number: string | null }
): Statement =>
  sql`INSERT INTO holds (destination, number, at, actor, cause, detail, probe_at)
    VALUES (${hold.destination}, ${text(hold.number)}, ${hold.at}, ${hold.actor}, ${hold.cause},
      ${text(hold.detail)}, ${int(hold.probe_at)})
    ON CONFLICT (destination) DO NOTHING RETURNING destination`

/** An operator's word stands above the gateway's: it is not ended by a probe. */
export const takeOverPause = (at: number, actor: string, detail: string | null): Statement =>
  sql`UPDATE holds SET at = ${at}, actor = ${actor}, cause = 'asked', detail = ${text(detail)}, probe_at = NULL
    WHERE destination = ${everyDestination} AND cause <> 'asked' RETURNING destination`

export const deleteHold = (destination: string): Statement =>
  sql`DELETE FROM holds WHERE destination = ${destination} RETURNING destination`

/** Ends a pause that nobody asked for. */
export const deleteOwnPause: Statement = sql`DELETE FROM holds
  WHERE destination = ${everyDestination} AND cause <> 'asked' RETURNING destination`

export const setProbe = (at: number): Statement =>
  sql`UPDATE holds SET probe_at = ${at} WHERE destination = ${everyDestination} AND cause <> 'asked'`

/**
 * Gives a row to one of those who ask: this probe is that one's. The next follows after as long as the pause has
 * lasted, within these bounds in milliseconds.
 */
export const takeProbe = (now: number, shortest: number, longest: number): Statement =>
  sql`UPDATE holds SET probe_at = ${now} + CASE WHEN ${now} - at < ${shortest} THEN ${shortest}
      WHEN ${now} - at > ${longest} THEN ${longest} ELSE ${now} - at END
    WHERE destination = ${everyDestination} AND probe_at <= ${now} RETURNING destination`

/** Nobody is in front of a destination that is held: who looks for the next call passes none of its messages. */
export const stepBack = (destination: string): Statement =>
  sql`UPDATE messages SET in_front = NULL
    WHERE destination = ${destination} AND in_front = 1 AND state = 'Waiting'`
