import type { Dialect } from "../database/Dialect.js"
import { raw, type Statement } from "../database/sql.js"

/** How messages in front that wait are named, so that one index alone finds them. */
export interface TurnWords {
  readonly client: Statement
  /** By their clients: in `messages_in_turn`. */
  readonly waiting: Statement
  /** By the time of their call: in `messages_to_call`. */
  readonly toCall: Statement
}

const plain: TurnWords = {
  client: raw("client"),
  waiting: raw("in_front = 1 AND state = 'Waiting'"),
  toCall: raw("in_front = 1 AND state = 'Waiting'")
}

/**
 * Where the statistics are of an hour in which nobody waited, PostgreSQL takes all partial indexes to be empty, reads
 * any of them whole, and sorts. Written in this way, none but the right one answers.
 */
const ofOneIndex: TurnWords = {
  client: raw("(client + 0)"),
  waiting: raw("COALESCE(in_front, 0) = 1 AND state = 'Waiting'"),
  toCall: raw("(in_front + 0) = 1 AND state = 'Waiting'")
}

export const turnWords = ({ name }: Dialect): TurnWords =>
  name === "postgres" ? ofOneIndex : plain

/** A client beside that of the message for whom somebody waits in front: one look at the index of clients, or two. */
export const rivalOf = (dialect: Dialect): Statement => {
  const { client, waiting } = turnWords(dialect)
  const beside = (than: string, order: string) =>
    `(SELECT ${client.text} FROM messages WHERE ${waiting.text} AND ${client.text} ${than} m.client
      ORDER BY ${client.text} ${order} LIMIT 1)`
  return raw(`COALESCE(${beside(">", "ASC")}, ${beside("<", "DESC")}) AS rival`)
}
