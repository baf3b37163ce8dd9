import { raw } from "../database/sql.js"

/**
 * Whether the step of the row `r` was taken: then its `message` has its `revision`. Each is looked up: PostgreSQL would join a
 * small table.
 */
export const isTaken = raw(
  "(SELECT 1 FROM messages m WHERE m.id = r.message AND m.revision = r.revision) = 1"
)
