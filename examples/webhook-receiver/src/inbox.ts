import Sqlite from "libsql"

/**
 * The events that have come, in a file, so that one is known again after a restart. What you write in a
 * database of your own because of an event belongs into the transaction that keeps its id.
 */
export interface Inbox {
  /** Keeps an event; false when it was there already. */
  readonly add: (id: string, body: string) => boolean
  readonly close: () => void
}

export const openInbox = (file: string): Inbox => {
  const db = new Sqlite(file)
  db.exec("CREATE TABLE IF NOT EXISTS events (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT")
  const insert = db.prepare("INSERT INTO events (id, body) VALUES (?, ?) ON CONFLICT DO NOTHING")
  return {
    add: (id, body) => insert.run(id, body).changes === 1,
    close: () => db.close()
  }
}
