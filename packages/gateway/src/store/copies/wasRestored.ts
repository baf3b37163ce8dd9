import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import { auditStatement } from "../clients/Audit.js"
import { Database, type DatabaseError } from "../database/Database.js"
import { databaseAt } from "../database/databaseAt.js"
import { restoreScript } from "../database/restores.js"
import { raw } from "../database/sql.js"

/**
 * Declares that a database was restored to an earlier state, where nothing in it shows that: after a
 * snapshot of a machine or a disk, or a recovery of PostgreSQL to a point in time. Gives the number of
 * faxes that are asked about.
 *
 * @example
 * ```ts
 * import { wasRestored } from "@faxingcenter/gateway/manage"
 * import { DateTime, Redacted } from "effect"
 *
 * const after = wasRestored(
 *   Redacted.make("fax.db"),
 *   DateTime.unsafeMake("2026-11-29T03:00:00Z"),
 *   "anna"
 * )
 * ```
 */
export const wasRestored = (
  address: Redacted.Redacted,
  since: DateTime.Utc,
  actor: string
): Effect.Effect<number, DatabaseError> =>
  Effect.gen(function* () {
    const db = yield* Database
    const { epochMillis: at } = yield* DateTime.now
    const results = yield* db.commit(() => [
      ...restoreScript(at, since.epochMillis),
      raw("SELECT id FROM messages WHERE unknown_since IS NOT NULL"),
      auditStatement({
        at,
        actor,
        action: "database.restored",
        subject: "database",
        detail: DateTime.formatIso(since)
      })
    ])
    return results[2]?.length ?? 0
  }).pipe(Effect.provide(databaseAt(address)))

/**
 * Declares that a database was moved, and that nothing was done in its old place since. Waiting faxes are
 * then called without asking the line first. Gives the number of faxes that would have been asked about.
 *
 * @example
 * ```ts
 * import { wasMoved } from "@faxingcenter/gateway/manage"
 * import { Redacted } from "effect"
 *
 * const onTheNewDisk = wasMoved(Redacted.make("/data/fax.db"), "anna")
 * ```
 */
export const wasMoved = (
  address: Redacted.Redacted,
  actor: string
): Effect.Effect<number, DatabaseError> =>
  Effect.gen(function* () {
    const db = yield* Database
    const { epochMillis: at } = yield* DateTime.now
    const results = yield* db.commit(() => [
      raw("UPDATE messages SET unknown_since = NULL WHERE unknown_since IS NOT NULL RETURNING id"),
      auditStatement({ at, actor, action: "database.moved", subject: "database" })
    ])
    return results[0]?.length ?? 0
  }).pipe(Effect.provide(databaseAt(address)))
