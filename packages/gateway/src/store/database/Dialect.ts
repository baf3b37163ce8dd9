import { raw, type Statement, sql } from "./sql.js"
import { plainTexts, type Texts } from "./Texts.js"

/** Where nodes on PostgreSQL listen. */
export const notificationChannel = "faxingcenter_gateway"

type ColumnType = "text" | "bigint"

/** Settings of a connection for a while: `end` is due whatever came of what is in between. */
export interface Bracket {
  readonly begin: ReadonlyArray<Statement>
  readonly end: ReadonlyArray<Statement>
}

/** How statements are written: the few places where the two databases want different words, and what is sealed. */
export interface Dialect {
  readonly name: "sqlite" | "postgres"
  readonly texts: Texts
  /** Column types of the tables. */
  readonly types: { readonly bytes: string; readonly serial: string; readonly id: string }
  /** Ends a statement that makes a table whose rows lie in the order of their key. */
  readonly clustered: string
  /**
   * Rows given as one JSON value, an array of arrays, as a table `r` to select from: one statement
   * for many rows, whatever their number.
   */
  readonly rows: (
    columns: Readonly<Record<string, ColumnType>>,
    rows: ReadonlyArray<ReadonlyArray<string | number | null>>
  ) => Statement
  /** For a column with an index: one of those that a query gives, which are few. They are looked up, and never joined. */
  readonly among: (query: Statement) => Statement
  /** Commits of one kind that may well be under way at once. */
  readonly lanes: number
  /** Ends a query in a `WITH`: its rows stay as they are until the transaction is over. */
  readonly holding: Statement
  /** Ends the choice of a row that the same statement changes: it is held from then on. */
  readonly changing: Statement
  /** Ends the choice of a row that is to be changed: one that another transaction is changing is left out. */
  readonly unlessHeld: Statement
  /** The number that grows with every transaction, to order rows by when they may be seen. */
  readonly transaction: Statement
  /**
   * Around a series of commits that each write much: meanwhile the log goes into the tables in smaller portions. The commit
   * that carries a portion over waits for the disk, and with it whoever sends a fax.
   */
  readonly inSmallPortions: Bracket
  /** Leaves nothing of what was deleted in what the database keeps beside its tables; outside of a transaction. */
  readonly scrub: ReadonlyArray<Statement>
  /** Around `scrub`: it does nothing while another process reads, as a backup does, so nobody who sends a fax waits for that. */
  readonly withoutWaiting: Bracket
  /** Tells all nodes of a topic with the commit that it stands in, where nodes are told by the database. */
  readonly notification: (topic: string) => ReadonlyArray<Statement>
  /** The first number of `transaction` that may still be under way. */
  readonly horizon: Statement
}

/**
 * Half of a character in a cell becomes U+FFFD: what SQLite would keep of it is no UTF-8, and to read that ends the
 * process, and each that is started after it. `JSON.stringify` escapes nothing else in this way.
 */
const jsonOf = (rows: ReadonlyArray<ReadonlyArray<string | number | null>>): string => {
  const json = JSON.stringify(rows)
  if (!json.includes("\\ud")) return json
  return JSON.stringify(rows, (_, value) =>
    typeof value === "string" ? value.replace(/\p{Surrogate}/gu, "\ufffd") : value
  )
}

/** Pages of the log of SQLite, after which the next commit carries them over into the tables. */
export const portion = 4000
const portionOf = (pages: number) => raw(`PRAGMA wal_autocheckpoint = ${pages}`)
/** Milliseconds that SQLite waits for a lock of another process. */
export const busyTimeout = 5000
const busyTimeoutOf = (millis: number) => raw(`PRAGMA busy_timeout = ${millis}`)

const names = (columns: Readonly<Record<string, ColumnType>>) => Object.entries(columns)

export const sqlite: Dialect = {
  name: "sqlite",
  texts: plainTexts,
  types: { bytes: "BLOB", serial: "INTEGER PRIMARY KEY AUTOINCREMENT", id: "TEXT" },
  clustered: "WITHOUT ROWID",
  rows: (columns, rows) => {
    const list = names(columns).map(([name], i) => `value->>${i} AS ${name}`)
    return sql`(SELECT ${raw(list.join(", "))} FROM json_each(${jsonOf(rows)})) r`
  },
  among: (query) => sql`IN (${query})`,
  lanes: 1,
  notification: () => [],
  inSmallPortions: { begin: [portionOf(1000)], end: [portionOf(portion)] },
  scrub: [raw("PRAGMA wal_checkpoint(TRUNCATE)")],
  withoutWaiting: { begin: [busyTimeoutOf(0)], end: [busyTimeoutOf(busyTimeout)] },
  // One transaction at a time writes.
  holding: raw(""),
  changing: raw(""),
  unlessHeld: raw(""),
  transaction: raw("0"),
  horizon: raw("1")
}

export const postgres: Dialect = {
  name: "postgres",
  texts: plainTexts,
  // Bytes in order, as SQLite compares: the collation of a language is slower and orders otherwise.
  types: { bytes: "BYTEA", serial: "BIGSERIAL PRIMARY KEY", id: 'TEXT COLLATE "C"' },
  clustered: "",
  // As `json`, each row would be parsed anew for each of its columns.
  rows: (columns, rows) => {
    const list = names(columns).map(([name, type], i) => `(value->>${i})::${type} AS ${name}`)
    return sql`(SELECT ${raw(list.join(", "))} FROM jsonb_array_elements(${jsonOf(rows)}::jsonb)) r`
  },
  among: (query) => sql`= ANY(ARRAY(${query}))`,
  lanes: 4,
  // Its own VACUUM gives the room to others; what was in it is gone when they have written there.
  inSmallPortions: { begin: [], end: [] },
  scrub: [],
  withoutWaiting: { begin: [], end: [] },
  notification: (topic) => [sql`SELECT pg_notify(${notificationChannel}, ${topic})`],
  holding: raw("FOR SHARE"),
  changing: raw("FOR NO KEY UPDATE"),
  unlessHeld: raw("FOR UPDATE SKIP LOCKED"),
  transaction: raw(
    "(pg_current_xact_id()::text::bigint + (SELECT COALESCE(MAX(tx_offset), 0) FROM origin))"
  ),
  horizon: raw(
    "(pg_snapshot_xmin(pg_current_snapshot())::text::bigint + (SELECT COALESCE(MAX(tx_offset), 0) FROM origin))"
  )
}
