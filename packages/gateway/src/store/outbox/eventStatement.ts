import type { MessageId } from "@faxingcenter/core"
import * as Schema from "effect/Schema"
import type { Dialect } from "../database/Dialect.js"
import { int, raw, type Statement, sql, text } from "../database/sql.js"
import { newEventName } from "../ids.js"
import { Happening } from "./GatewayEvent.js"

const encode = Schema.encodeSync(Schema.parseJson(Happening))

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
): Statement =>
  sql`INSERT INTO events (name, tx, at, client, message, type, data)
    SELECT ${text(newEventName(event.at))}, ${dialect.transaction}, ${int(event.at)}, ${int(event.client)}, ${text(event.messageId)},
      ${text(event.happening._tag)}, ${text(dialect.texts.sealed(encode(event.happening)))} WHERE ${guard}`
