import { type Statement, sql } from "../database/sql.js"
import type { Texts } from "../database/Texts.js"
import { sealedMark } from "../documents/textCipher.js"
import { writtenUrl } from "../outbox/writtenUrl.js"

/** Columns of a table with texts that are sealed where there is a key. */
export interface PlainTexts {
  readonly table: string
  /** What tells its rows apart. */
  readonly key: readonly [string, ...ReadonlyArray<string>]
  readonly columns: ReadonlyArray<{
    readonly name: string
    readonly write: (texts: Texts, text: string) => string
  }>
  /** Whether a text in a column was written before there was a key. */
  readonly isPlain: (column: Statement) => Statement
}

const sealed = (name: string) => ({
  name,
  write: ({ sealed }: Texts, text: string) => sealed(text)
})
const matchable = (name: string) => ({
  name,
  write: ({ matchable }: Texts, text: string) => matchable(text)
})
const url = { name: "url", write: writtenUrl }

const isUnmarked = (column: Statement) => sql`SUBSTR(${column}, 1, 1) <> ${sealedMark}`
/** The address of a webhook has the mark behind its host. */
const isUnmarkedUrl = (column: Statement) => sql`${column} NOT LIKE ${`%${sealedMark}%`}`

/**
 * Each text that is sealed where there is a key. Destinations of messages that wait are hashed whenever a database is
 * opened with a key; of those that are over nobody compares them any more.
 */
export const plainTexts: ReadonlyArray<PlainTexts> = [
  {
    table: "jobs",
    key: ["id"],
    columns: [matchable("reference"), sealed("documents"), sealed("options")],
    isPlain: isUnmarked
  },
  {
    table: "messages",
    key: ["id"],
    columns: [matchable("number"), matchable("reference")],
    isPlain: isUnmarked
  },
  {
    table: "messages",
    key: ["id"],
    columns: [{ name: "destination", write: ({ hashed }: Texts, text: string) => hashed(text) }],
    isPlain: (column) =>
      sql`(${column} < 'a' AND state NOT IN ('Waiting', 'Calling', 'InDoubt') AND in_front IS NULL)`
  },
  {
    table: "attempts",
    key: ["message", "fence"],
    columns: [sealed("outcome")],
    isPlain: isUnmarked
  },
  { table: "events", key: ["id"], columns: [sealed("data")], isPlain: isUnmarked },
  {
    table: "idempotency",
    key: ["client", "key"],
    columns: [matchable("key")],
    isPlain: isUnmarked
  },
  { table: "webhooks", key: ["id"], columns: [url], isPlain: isUnmarkedUrl },
  { table: "webhook_posts", key: ["id"], columns: [url], isPlain: isUnmarkedUrl },
  { table: "webhook_posts", key: ["id"], columns: [sealed("body")], isPlain: isUnmarked },
  { table: "simulated_calls", key: ["key"], columns: [sealed("entry")], isPlain: isUnmarked },
  {
    table: "received",
    key: ["id"],
    columns: [matchable("called"), matchable("caller"), sealed("facts"), sealed("document")],
    isPlain: isUnmarked
  },
  {
    table: "holds",
    key: ["destination"],
    columns: [sealed("number"), sealed("detail")],
    isPlain: isUnmarked
  },
  { table: "audit", key: ["id"], columns: [sealed("detail")], isPlain: isUnmarked },
  {
    // The others are ids.
    table: "audit",
    key: ["id"],
    columns: [sealed("subject")],
    isPlain: (column) => sql`(action IN ('queue.hold', 'queue.release') AND ${isUnmarked(column)})`
  }
]
