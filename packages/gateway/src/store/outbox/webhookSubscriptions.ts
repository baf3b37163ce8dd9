import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { auditStatement } from "../clients/Audit.js"
import { Database, type DatabaseError, type Row } from "../database/Database.js"
import { int, raw, sql, text } from "../database/sql.js"
import { writtenUrl } from "./writtenUrl.js"

/** A client that changes its webhooks now; `at` in milliseconds since 1970. */
interface Owner {
  /** Who asks for it: the client, or an operator in its place. */
  readonly actor: string
  readonly key: number
  readonly at: number
}

const columns = raw(`id, url, types, created_at AS "createdAt", gone_at AS "goneAt"`)

/** Each is one more copy of everything that happens. */
export const mostWebhooks = 100

const decodeKept = Schema.decodeUnknown(
  Schema.Array(Schema.Struct({ id: Schema.Int, url: Schema.String }))
)

type Rows = Effect.Effect<ReadonlyArray<Row>, DatabaseError>

/** Where clients want to be told of what happens. Changes say whether they found what they change. */
export const makeWebhookSubscriptions = Effect.map(Database, (db) => {
  const change = (script: Parameters<typeof db.commit>[0]): Effect.Effect<boolean, DatabaseError> =>
    Effect.map(db.commit(script), ([, rows]) => rows !== undefined && rows.length > 0)

  return {
    /** Adds one, unless its client has as many as it may have. `types` is JSON. */
    add: (
      webhook: { readonly id: string; readonly href: string; readonly origin: string },
      types: string,
      { actor, at, key }: Owner
    ) => {
      const hasRoom = sql`(SELECT COUNT(*) FROM webhooks WHERE client = ${key}) < ${mostWebhooks}`
      return change(() => [
        auditStatement(
          {
            at,
            actor,
            action: "webhook.add",
            subject: webhook.id,
            detail: webhook.origin
          },
          hasRoom
        ),
        sql`INSERT INTO webhooks (id, client, url, types, created_at)
          SELECT ${text(webhook.id)}, ${int(key)}, ${text(writtenUrl(db.dialect.texts, webhook.href))}, ${text(types)},
            ${int(at)} WHERE ${hasRoom} RETURNING id`
      ])
    },
    list: (client: number): Rows =>
      db.query(
        sql`SELECT ${columns} FROM webhooks WHERE client = ${client} ORDER BY created_at, id`
      ),
    /** Gives up what is still to be sent there. */
    remove: (id: string, { actor, at, key }: Owner) => {
      const its = sql`id = ${id} AND client = ${key}`
      return change(() => [
        auditStatement(
          { at, actor, action: "webhook.remove", subject: id },
          sql`EXISTS (SELECT 1 FROM webhooks WHERE ${its})`
        ),
        sql`DELETE FROM webhooks WHERE ${its} RETURNING id`,
        sql`UPDATE webhook_posts SET next_at = NULL
          WHERE webhook = ${id} AND client = ${key} AND next_at IS NOT NULL`
      ])
    },
    /** The newest posts of a client, newest first, with what came of their last try. */
    posts: (client: number, limit: number): Rows =>
      db.query(sql`SELECT p.event, p.url, p.message AS "messageId",
          p.created_at AS "createdAt", p.tries, p.next_at AS "nextAt",
          p.delivered_at AS "deliveredAt", t.status AS "lastStatus", t.detail AS "lastDetail"
        FROM webhook_posts p LEFT JOIN webhook_tries t ON t.post = p.id AND t.try = p.tries
        WHERE p.client = ${client} ORDER BY p.id DESC LIMIT ${limit}`),
    /** The posts of an event to a client. */
    postsOf: (event: string, client: number) =>
      Effect.flatMap(
        db.query(
          sql`SELECT id, url FROM webhook_posts WHERE event = ${event} AND client = ${client}`
        ),
        (rows) => Effect.orDie(decodeKept(rows))
      ),
    /** Sends a post again, at once; `name` is what the audit log calls it. */
    replay: (post: number, name: string, { actor, at, key }: Owner) => {
      const its = sql`id = ${post} AND client = ${key}`
      return change(() => [
        auditStatement(
          { at, actor, action: "webhook.replay", subject: name },
          sql`EXISTS (SELECT 1 FROM webhook_posts WHERE ${its})`
        ),
        sql`UPDATE webhook_posts SET next_at = ${at} WHERE ${its} RETURNING id`
      ])
    }
  }
})
