import type { MessageId, ReceivedFax } from "@faxingcenter/core"
import * as Schema from "effect/Schema"
import type { Script } from "../database/Database.js"
import type { Dialect } from "../database/Dialect.js"
import { int, raw, type Statement, sql, text } from "../database/sql.js"
import { newEventName } from "../ids.js"
import { Happening, ReceptionHappening } from "./GatewayEvent.js"
import { isTaken } from "./isTaken.js"

const encode = Schema.encodeSync(Schema.parseJson(Schema.Union(Happening, ReceptionHappening)))

const statement = (
  dialect: Dialect,
  event: {
    readonly client: number
    readonly subject: string
    readonly at: number
    readonly happening: Happening | ReceptionHappening
  },
  guard: Statement
): Statement =>
  sql`INSERT INTO events (name, tx, at, client, message, type, data)
    SELECT ${text(newEventName(event.at))}, ${dialect.transaction}, ${int(event.at)}, ${int(event.client)}, ${text(event.subject)},
      ${text(event.happening._tag)}, ${text(dialect.texts.sealed(encode(event.happening)))} WHERE ${guard}`

/** Puts an event into the outbox, with the commit that makes it true. */
export const eventStatement = (
  dialect: Dialect,
  event: {
    readonly client: number
    readonly messageId: MessageId
    readonly at: number
    readonly happening: Happening
  },
  guard: Statement = raw("1 = 1")
): Statement => statement(dialect, { ...event, subject: event.messageId }, guard)

/** What is to be told of a step, if it is taken: then its message has this revision. */
export interface StepEvent {
  readonly client: number
  readonly messageId: MessageId
  readonly at: number
  readonly happening: Happening
  readonly revision: string
}

/** The same for many steps at once, in this order. */
export const eventStatements = (dialect: Dialect, events: ReadonlyArray<StepEvent>): Script =>
  events.length === 0
    ? []
    : [
        sql`INSERT INTO events (name, tx, at, client, message, type, data)
          SELECT r.name, ${dialect.transaction}, r.at, r.client, r.message, r.type, r.data
          FROM ${dialect.rows(
            {
              name: "text",
              at: "bigint",
              client: "bigint",
              message: "text",
              type: "text",
              data: "text",
              revision: "text"
            },
            events.map(({ at, client, happening, messageId, revision }) => [
              newEventName(at),
              at,
              client,
              messageId,
              happening._tag,
              dialect.texts.sealed(encode(happening)),
              revision
            ])
          )}
          WHERE ${isTaken}`
      ]

/** The same of a fax that came in: a call that brought no page has failed. */
export const receptionStatement = (
  dialect: Dialect,
  { at, client, fax }: { readonly client: number; readonly fax: ReceivedFax; readonly at: number },
  guard: Statement
): Statement => {
  const happening: ReceptionHappening = {
    _tag: fax.pages === 0 ? "ReceiveFailed" : "Received",
    fax
  }
  return statement(dialect, { at, client, subject: fax.receivedFaxId, happening }, guard)
}
