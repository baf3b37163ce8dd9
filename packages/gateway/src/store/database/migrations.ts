import type { Script } from "./Database.js"
import type { Dialect } from "./Dialect.js"
import { raw } from "./sql.js"

export interface Migration {
  readonly id: number
  readonly name: string
  readonly script: (dialect: Dialect) => Script
}

/**
 * Times are milliseconds since 1970 in UTC, JSON is text. Ids begin with the time, so that rows lie in
 * the order of acceptance, and the id of a message with that of its job: see `store/ids.ts`.
 */
const initial = ({ types: { bytes, serial, id }, clustered }: Dialect): Script =>
  [
    `CREATE TABLE clients (
      key ${serial}, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, secret TEXT,
      per_minute BIGINT, created_at BIGINT NOT NULL, revoked_at BIGINT)`,
    `CREATE TABLE tokens (
      hash ${id} NOT NULL PRIMARY KEY, client BIGINT NOT NULL, expires_at BIGINT NOT NULL) ${clustered}`,
    "CREATE INDEX tokens_expiring ON tokens (expires_at)",

    `CREATE TABLE jobs (
      id ${id} NOT NULL PRIMARY KEY, client BIGINT NOT NULL, reference TEXT,
      documents TEXT NOT NULL, options TEXT) ${clustered}`,
    `CREATE TABLE messages (
      id ${id} NOT NULL PRIMARY KEY, client BIGINT NOT NULL,
      number TEXT NOT NULL, destination TEXT NOT NULL, reference TEXT,
      status BIGINT NOT NULL, state TEXT NOT NULL, state_at BIGINT NOT NULL,
      wake_at BIGINT, deadline BIGINT NOT NULL, hours TEXT,
      asked BIGINT NOT NULL, pages BIGINT, reason TEXT,
      cancel_requested BIGINT NOT NULL, fence BIGINT NOT NULL,
      calls BIGINT NOT NULL, calls_allowed BIGINT NOT NULL,
      revision TEXT NOT NULL) ${clustered}`,
    "CREATE INDEX messages_by_status ON messages (client, status, id)",
    "CREATE INDEX messages_by_number ON messages (client, number, status, id)",
    "CREATE INDEX messages_to_wake ON messages (wake_at) WHERE wake_at IS NOT NULL",
    // One call at a time to a destination, whatever any number of nodes think.
    `CREATE UNIQUE INDEX messages_on_the_line ON messages (destination)
      WHERE state IN ('Calling', 'InDoubt')`,
    `CREATE TABLE attempts (
      message ${id} NOT NULL, fence BIGINT NOT NULL, node TEXT NOT NULL,
      started_at BIGINT NOT NULL, ended_at BIGINT, outcome TEXT, remote_id TEXT, pages BIGINT,
      PRIMARY KEY (message, fence)) ${clustered}`,
    "CREATE INDEX attempts_open ON attempts (node) WHERE ended_at IS NULL",
    "CREATE INDEX attempts_by_remote ON attempts (remote_id) WHERE remote_id IS NOT NULL",

    `CREATE TABLE contents (
      content ${id} NOT NULL, part BIGINT NOT NULL, key_id TEXT, bytes ${bytes} NOT NULL)`,
    "CREATE INDEX contents_by_id ON contents (content, part)",
    `CREATE TABLE uploads (content ${id} NOT NULL PRIMARY KEY, at BIGINT NOT NULL) ${clustered}`,

    `CREATE TABLE idempotency (
      client BIGINT NOT NULL, key TEXT NOT NULL, fingerprint TEXT NOT NULL, job ${id} NOT NULL,
      at BIGINT NOT NULL, PRIMARY KEY (client, key)) ${clustered}`,
    "CREATE INDEX idempotency_by_age ON idempotency (at)",

    `CREATE TABLE rollup (
      client BIGINT NOT NULL, status BIGINT NOT NULL, span BIGINT NOT NULL, start BIGINT NOT NULL,
      lane BIGINT NOT NULL, n BIGINT NOT NULL,
      PRIMARY KEY (client, status, span, start, lane)) ${clustered}`,

    `CREATE TABLE events (
      id ${serial}, tx BIGINT NOT NULL, at BIGINT NOT NULL, client BIGINT NOT NULL,
      message ${id} NOT NULL, type TEXT NOT NULL, data TEXT NOT NULL)`,
    "CREATE INDEX events_in_order ON events (tx, id)",
    "CREATE INDEX events_of_message ON events (message)",
    `CREATE TABLE audit (
      id ${serial}, at BIGINT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,
      subject TEXT NOT NULL, detail TEXT)`,
    `CREATE TABLE nodes (
      id TEXT NOT NULL PRIMARY KEY, started_at BIGINT NOT NULL, seen_at BIGINT NOT NULL,
      stopped_at BIGINT, pool TEXT)`
  ].map(raw)

/**
 * Where webhooks go, what was sent and what came of it. `webhook_place` is the last event that was
 * looked at. `secrets` holds the keys that webhooks and receipts are signed with, sealed by the vault.
 */
const announcing = ({ types: { bytes, serial, id }, clustered }: Dialect): Script =>
  [
    `CREATE TABLE webhooks (
      id TEXT NOT NULL PRIMARY KEY, client BIGINT NOT NULL, url TEXT NOT NULL, types TEXT NOT NULL,
      created_at BIGINT NOT NULL, gone_at BIGINT)`,
    "CREATE INDEX webhooks_of_client ON webhooks (client)",
    `CREATE TABLE webhook_posts (
      id ${serial}, event TEXT NOT NULL, client BIGINT NOT NULL, url TEXT NOT NULL,
      webhook TEXT, message ${id} NOT NULL, body TEXT NOT NULL, created_at BIGINT NOT NULL,
      tries BIGINT NOT NULL, next_at BIGINT, delivered_at BIGINT, UNIQUE (event, url))`,
    "CREATE INDEX webhook_posts_due ON webhook_posts (next_at) WHERE next_at IS NOT NULL",
    "CREATE INDEX webhook_posts_of_client ON webhook_posts (client, id)",
    `CREATE TABLE webhook_tries (
      post BIGINT NOT NULL, try BIGINT NOT NULL, at BIGINT NOT NULL, status BIGINT, detail TEXT,
      PRIMARY KEY (post, try)) ${clustered}`,
    "CREATE TABLE webhook_place (one BIGINT NOT NULL PRIMARY KEY, event TEXT NOT NULL)",
    "INSERT INTO webhook_place (one, event) VALUES (1, '0-0')",
    `CREATE TABLE secrets (
      name TEXT NOT NULL, at BIGINT NOT NULL, key_id TEXT, bytes ${bytes} NOT NULL,
      PRIMARY KEY (name, at))`
  ].map(raw)

/** Who waits for a destination, longest first: for engines that do not look through all that wait. */
const waiting = ({ name }: Dialect): Script =>
  name === "postgres"
    ? [
        raw(
          "CREATE INDEX messages_in_line ON messages (destination, wake_at) WHERE state = 'Waiting'"
        )
      ]
    : []

/** The calls of a simulated exchange: first what was said of each attempt, and when it was hung up. */
const simulatedCalls = ({ types: { id }, clustered }: Dialect): Script =>
  [
    `CREATE TABLE simulated_calls (
      key ${id} NOT NULL PRIMARY KEY, at BIGINT NOT NULL, entry TEXT NOT NULL,
      hung_up_at BIGINT) ${clustered}`,
    "CREATE INDEX simulated_calls_by_age ON simulated_calls (at)"
  ].map(raw)

/** Messages are counted by months too, of 32 days: a year is then twelve rows and not 365. */
const months = (): Script => {
  const day = 86_400_000
  return [
    raw(`INSERT INTO rollup (client, status, span, start, lane, n)
      SELECT client, status, ${32 * day}, start - start % ${32 * day}, lane, SUM(n)
      FROM rollup WHERE span = ${day} GROUP BY client, status, start - start % ${32 * day}, lane`)
  ]
}

/** Who may sign in to the console, and who has: keys and tokens as SHA-256. */
const operators = ({ types: { id }, clustered }: Dialect): Script =>
  [
    `CREATE TABLE operators (
      name TEXT NOT NULL PRIMARY KEY, role TEXT NOT NULL, key_hash TEXT NOT NULL UNIQUE,
      created_at BIGINT NOT NULL, revoked_at BIGINT)`,
    `CREATE TABLE sessions (
      hash ${id} NOT NULL PRIMARY KEY, operator TEXT NOT NULL, csrf TEXT NOT NULL,
      started_at BIGINT NOT NULL, expires_at BIGINT NOT NULL) ${clustered}`,
    "CREATE INDEX sessions_expiring ON sessions (expires_at)"
  ].map(raw)

/** Events get names that no other database has, and from which nobody can tell how many others there are. */
const eventNames = ({ types: { id } }: Dialect): Script =>
  [
    `ALTER TABLE events ADD COLUMN name ${id}`,
    "UPDATE events SET name = CAST(tx AS TEXT) || '-' || CAST(id AS TEXT)",
    "CREATE INDEX events_by_name ON events (name)"
  ].map(raw)

/** What goes over the line: its pages, made of the documents of a job, and how many a call was to send. */
const faxImages = ({ types: { id }, clustered }: Dialect): Script =>
  [
    `CREATE TABLE fax_images (
      job ${id} NOT NULL PRIMARY KEY, pages BIGINT NOT NULL, image TEXT NOT NULL) ${clustered}`,
    "ALTER TABLE attempts ADD COLUMN total_pages BIGINT"
  ].map(raw)

/** By which way each call was made, which only its own time can tell. */
const transports = (): Script => [raw("ALTER TABLE attempts ADD COLUMN transport TEXT")]

/**
 * Of the messages to a destination, one is in front: the one that is on the line, or else the one that is to be
 * called next. All others are behind, and nobody looks through them: who leaves the front lets the next one in.
 */
const fronts = ({ name }: Dialect): Script =>
  [
    "ALTER TABLE messages ADD COLUMN in_front BIGINT",
    "UPDATE messages SET in_front = 1 WHERE state IN ('Calling', 'InDoubt')",
    `UPDATE messages SET in_front = 1 WHERE id IN (SELECT id FROM (
        SELECT id, destination, ROW_NUMBER() OVER (PARTITION BY destination ORDER BY wake_at, id) AS place
        FROM messages WHERE wake_at IS NOT NULL AND state = 'Waiting') w
      WHERE place = 1 AND NOT EXISTS (SELECT 1 FROM messages o
        WHERE o.destination = w.destination AND o.state IN ('Calling', 'InDoubt')))`,
    "CREATE UNIQUE INDEX messages_in_front ON messages (destination) WHERE in_front = 1",
    `CREATE INDEX messages_behind ON messages (destination, wake_at)
      WHERE in_front IS NULL AND state = 'Waiting'`,
    "CREATE INDEX messages_to_call ON messages (wake_at, id) WHERE in_front = 1 AND state = 'Waiting'",
    "CREATE INDEX messages_to_ask ON messages (wake_at) WHERE state IN ('Calling', 'InDoubt')",
    "DROP INDEX messages_to_wake",
    ...(name === "postgres" ? ["DROP INDEX messages_in_line"] : [])
  ].map(raw)

/** Unknown outcomes wait for a person, however old they are. */
const unknownOutcomes = (): Script => [
  raw("CREATE INDEX messages_unknown ON messages (id) WHERE reason = 'unknown_outcome'")
]

/** Who listens to one client's events does not read past those of all others. */
const eventsOfClients = (): Script => [
  raw("CREATE INDEX events_of_client ON events (client, tx, id)")
]

/**
 * Where a database is, so that a copy of it is known for one; and what such a copy cannot know: which of its messages
 * were called after it was made. `tx_offset` is added to the numbers of transactions, which begin anew in another cluster.
 */
const copies = (): Script =>
  [
    `CREATE TABLE origin (
      one BIGINT NOT NULL PRIMARY KEY, place TEXT NOT NULL, closed_at BIGINT NOT NULL,
      tx_offset BIGINT NOT NULL)`,
    "CREATE TABLE restores (at BIGINT NOT NULL PRIMARY KEY, since BIGINT NOT NULL, waiting BIGINT NOT NULL)",
    "ALTER TABLE messages ADD COLUMN unknown_since BIGINT",
    "ALTER TABLE attempts ADD COLUMN unknown_since BIGINT",
    "CREATE INDEX messages_unasked ON messages (id) WHERE unknown_since IS NOT NULL"
  ].map(raw)

/** Nothing changes but the texts in the tables, which may be sealed from here on: an earlier version cannot read them. */
const sealedTexts = (): Script => []

/** Who the faxes of a client say they are from. */
const senders = (): Script =>
  [
    "ALTER TABLE clients ADD COLUMN station_id TEXT",
    "ALTER TABLE clients ADD COLUMN header TEXT"
  ].map(raw)

/**
 * Faxes that came in. A line names each in its own way, by which none is stored twice. The client 0 is nobody: a
 * person says whose the fax is. Of one that was removed, only its names are left.
 */
const received = ({ types: { id }, clustered }: Dialect): Script =>
  [
    `CREATE TABLE received (
      id ${id} NOT NULL PRIMARY KEY, line TEXT NOT NULL, remote_id TEXT NOT NULL,
      client BIGINT NOT NULL, called TEXT, caller TEXT, received_at BIGINT NOT NULL,
      pages BIGINT NOT NULL, partial BIGINT NOT NULL, read_at BIGINT, facts TEXT NOT NULL,
      document TEXT, removed_at BIGINT, UNIQUE (line, remote_id)) ${clustered}`,
    "CREATE INDEX received_of_client ON received (client, id) WHERE removed_at IS NULL",
    `CREATE INDEX received_unread ON received (client, id)
      WHERE removed_at IS NULL AND read_at IS NULL`,
    "CREATE INDEX received_by_called ON received (called, id) WHERE removed_at IS NULL",
    "CREATE INDEX received_by_caller ON received (caller, id) WHERE removed_at IS NULL"
  ].map(raw)

/** Destinations that nobody is called at; under the empty one, the whole queue. See `store/faxes/holds.ts`. */
const holds = ({ types: { id }, clustered }: Dialect): Script => [
  raw(`CREATE TABLE holds (
    destination ${id} NOT NULL PRIMARY KEY, number TEXT, at BIGINT NOT NULL, actor TEXT NOT NULL,
    cause TEXT NOT NULL, detail TEXT, probe_at BIGINT) ${clustered}`),
  raw("CREATE INDEX holds_by_age ON holds (at)")
]

/**
 * No two clients that have access are called the same. Clients of before have no label, so that a database with two
 * of one name still opens; the name of a new one is compared with theirs too. See `Clients`.
 */
const clientLabels = (): Script =>
  [
    "ALTER TABLE clients ADD COLUMN label TEXT",
    "CREATE UNIQUE INDEX clients_by_label ON clients (label) WHERE revoked_at IS NULL"
  ].map(raw)

/** Clients take turns: among all that are in front, and among those behind at one destination. */
const turnsOfClients = (): Script =>
  [
    `CREATE INDEX messages_in_turn ON messages (client, wake_at, id)
      WHERE in_front = 1 AND state = 'Waiting'`,
    `CREATE INDEX messages_behind_in_turn ON messages (destination, client, wake_at)
      WHERE in_front IS NULL AND state = 'Waiting'`
  ].map(raw)

/** Those behind are found by their clients alone: a second index would be written by every fax that waits. */
const oneIndexBehind = (): Script => [raw("DROP INDEX messages_behind")]

/**
 * To which server each post goes, by which those to one that hangs are passed in one step. Of those that a node of an
 * earlier version adds meanwhile, and of those that are over, it is not known.
 */
const serversOfPosts = ({ name, types: { id } }: Dialect): Script =>
  [
    `ALTER TABLE webhook_posts ADD COLUMN server ${id} NOT NULL DEFAULT ''`,
    `UPDATE webhook_posts SET server = CASE WHEN url LIKE 'http%'
        THEN SUBSTR(url, 1, 8 + ${name === "postgres" ? "STRPOS" : "INSTR"}(SUBSTR(url, 9), '/')) ELSE 'mailto:' END
      WHERE next_at IS NOT NULL`,
    `CREATE INDEX webhook_posts_of_server ON webhook_posts (client, server, next_at, id)
      WHERE next_at IS NOT NULL`
  ].map(raw)

/** On PostgreSQL, the index of turns is one that nothing else answers for. See `store/faxes/turnWords.ts`. */
const onlyIndexOfTurns = ({ name }: Dialect): Script =>
  name === "postgres"
    ? [
        "DROP INDEX messages_in_turn",
        `CREATE INDEX messages_in_turn ON messages ((client + 0), wake_at, id)
          WHERE COALESCE(in_front, 0) = 1 AND state = 'Waiting'`
      ].map(raw)
    : []

/** The same for the index of times. */
const onlyIndexOfTimes = ({ name }: Dialect): Script =>
  name === "postgres"
    ? [
        "DROP INDEX messages_to_call",
        `CREATE INDEX messages_to_call ON messages (wake_at, id)
          WHERE (in_front + 0) = 1 AND state = 'Waiting'`
      ].map(raw)
    : []

/** In order, forward only: what has been released is never changed, only added to. */
export const migrations: ReadonlyArray<Migration> = [
  { id: 1, name: "initial", script: initial },
  { id: 2, name: "announcing", script: announcing },
  { id: 3, name: "waiting", script: waiting },
  { id: 4, name: "simulated calls", script: simulatedCalls },
  { id: 5, name: "months", script: months },
  { id: 6, name: "operators", script: operators },
  { id: 7, name: "event names", script: eventNames },
  { id: 8, name: "fax images", script: faxImages },
  { id: 9, name: "transports", script: transports },
  { id: 10, name: "fronts", script: fronts },
  { id: 11, name: "unknown outcomes", script: unknownOutcomes },
  { id: 12, name: "events of clients", script: eventsOfClients },
  { id: 13, name: "copies", script: copies },
  { id: 14, name: "sealed texts", script: sealedTexts },
  { id: 15, name: "senders", script: senders },
  { id: 16, name: "received", script: received },
  { id: 17, name: "holds", script: holds },
  { id: 18, name: "client labels", script: clientLabels },
  { id: 19, name: "turns of clients", script: turnsOfClients },
  { id: 20, name: "one index behind", script: oneIndexBehind },
  { id: 21, name: "servers of posts", script: serversOfPosts },
  { id: 22, name: "one index of turns", script: onlyIndexOfTurns },
  { id: 23, name: "one index of times", script: onlyIndexOfTimes }
]
