import { MessageId, type ReceivedFaxId, type SendId } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Database, type DatabaseError } from "../database/Database.js"
import { int, sql, text } from "../database/sql.js"
import { type Place, start } from "../Place.js"
import { SubmitOptions } from "../SubmitOptions.js"
import { duePosts, type Full, type Most } from "./duePosts.js"
import { serverOf } from "./serverOf.js"
import { writtenUrl } from "./writtenUrl.js"

const Standing = Schema.Struct({
  client: Schema.Int,
  webhook: Schema.String,
  url: Schema.String,
  /** JSON. */
  types: Schema.String
})
const decodeStanding = Schema.decodeUnknown(Schema.Array(Standing))
const decodeKeys = Schema.decodeUnknown(Schema.Array(Schema.Struct({ key: Schema.Int })))
const decodeAsked = Schema.decodeUnknown(
  Schema.Array(Schema.Struct({ id: Schema.String, options: Schema.parseJson(SubmitOptions) }))
)
const decodePlace = Schema.decodeUnknown(
  Schema.NonEmptyArray(Schema.Struct({ event: Schema.String }))
)
const decodeCandidates = Schema.decodeUnknown(
  Schema.Array(Schema.Struct({ id: Schema.Int, client: Schema.Int, server: Schema.String }))
)

const DuePost = Schema.Struct({
  id: Schema.Int,
  event: Schema.String,
  client: Schema.Int,
  url: Schema.String,
  /** See `serverOf`. */
  server: Schema.String,
  webhook: Schema.NullOr(Schema.String),
  message: MessageId,
  body: Schema.String,
  tries: Schema.Int,
  /** Until when nobody else takes it up. */
  heldUntil: Schema.Int
})
/** An announcement that is to be sent to one place now. */
export type DuePost = typeof DuePost.Type
const decodeDue = Schema.decodeUnknown(Schema.Array(DuePost))

/** An announcement of an event to one place. */
export interface NewPost {
  /** The `webhook-id` that its receiver knows it by. */
  readonly event: string
  readonly client: number
  readonly url: string
  readonly webhook: string | null
  /** The message, or the received fax, that it tells of. */
  readonly message: MessageId | ReceivedFaxId
  readonly body: string
}

const decodeWaiting = Schema.decodeUnknown(
  Schema.Array(Schema.Struct({ id: Schema.String, at: Schema.Int, since: Schema.Int }))
)

/** What came of a try. Times: milliseconds since 1970. */
export interface Settled {
  readonly now: number
  readonly status: number | null
  readonly detail: string | null
  readonly nextAt: number | null
  readonly isDelivered: boolean
  /** Its receiver wants no more of them. */
  readonly isGone: boolean
}

/** The announcements that are on their way to webhooks. */
export const makeWebhookPosts = Effect.map(Database, (db) => ({
  /** The id of the last event that was turned into posts. */
  place: Effect.flatMap(db.query(sql`SELECT event FROM webhook_place`), (rows) =>
    Effect.map(Effect.orDie(decodePlace(rows)), ([{ event }]) => event)
  ),

  /** Where these clients and jobs want to be told. */
  targets: Effect.fn("WebhookPosts.targets")(function* (
    clients: ReadonlyArray<number>,
    jobs: ReadonlyArray<SendId>
  ) {
    const theirs = sql`(SELECT client FROM ${db.dialect.rows(
      { client: "bigint" },
      clients.map((client) => [client])
    )})`
    const standing = yield* db.query(sql`SELECT client, id AS webhook, url, types FROM webhooks
      WHERE gone_at IS NULL AND client IN ${theirs}`)
    const asked = yield* db.query(sql`SELECT id, options FROM jobs WHERE options IS NOT NULL
      AND id IN (SELECT id FROM ${db.dialect.rows(
        { id: "text" },
        jobs.map((id) => [id])
      )})`)
    const revoked =
      standing.length + asked.length === 0
        ? []
        : yield* db.query(
            sql`SELECT key FROM clients WHERE revoked_at IS NOT NULL AND key IN ${theirs}`
          )
    return {
      /** Clients that nothing is told any more. */
      revoked: new Set((yield* Effect.orDie(decodeKeys(revoked))).map(({ key }) => key)),
      standing: yield* Effect.orDie(decodeStanding(standing)),
      /** The URL that a job itself names. */
      asked: new Map<string, string | undefined>(
        (yield* Effect.orDie(decodeAsked(asked))).map(({ id, options }) => [id, options.webhook])
      )
    }
  }),

  /** Adds the posts of the events between two places, unless somebody else did. */
  add: (
    posts: ReadonlyArray<NewPost>,
    place: { readonly from: string; readonly to: string },
    now: number
  ): Effect.Effect<void, DatabaseError> =>
    Effect.asVoid(
      db.commit(() => [
        ...(posts.length === 0
          ? []
          : [
              sql`INSERT INTO webhook_posts (event, client, url, server, webhook, message, body, created_at, tries, next_at)
          SELECT event, client, url, server, webhook, message, body, ${int(now)}, 0, ${int(now)}
          FROM ${db.dialect.rows(
            {
              event: "text",
              client: "bigint",
              url: "text",
              server: "text",
              webhook: "text",
              message: "text",
              body: "text"
            },
            posts.map(({ body, client, event, message, url, webhook }) => [
              event,
              client,
              writtenUrl(db.dialect.texts, url),
              serverOf(url),
              webhook,
              message,
              db.dialect.texts.sealed(body)
            ])
          )} WHERE webhook IS NULL OR webhook IN (SELECT id FROM webhooks)
          ON CONFLICT (event, url) DO NOTHING`
            ]),
        sql`UPDATE webhook_place SET event = ${place.to} WHERE event = ${place.from}`
      ])
    ),

  /** Those that may be sent now, to servers and for clients that are not full, the oldest first. */
  candidates: (now: number, full: Full, most: Most) =>
    Effect.flatMap(db.query(duePosts(db.dialect, now, full, most)), (rows) =>
      Effect.orDie(decodeCandidates(rows))
    ),

  /** Takes those of these up that nobody else has, and puts their next try off until then. */
  hold: Effect.fn("WebhookPosts.hold")(function* (
    ids: ReadonlyArray<number>,
    now: number,
    until: number
  ) {
    const [rows] = yield* db.commit(() => [
      sql`UPDATE webhook_posts SET next_at = ${until} WHERE next_at <= ${now} AND id IN
        (SELECT id FROM ${db.dialect.rows(
          { id: "bigint" },
          ids.map((id) => [id])
        )}) RETURNING id, event, client, url, server, webhook, message, body, tries,
          next_at AS "heldUntil"`
    ])
    return yield* Effect.orDie(decodeDue(rows))
  }),

  /**
   * Those that were tried at a time that is yet to come, by a clock that was set back since, wait for their own pause,
   * counted from now; of so many that wait for later. Gives where the next look goes on.
   */
  bringNearer: Effect.fn("WebhookPosts.bringNearer")(function* (
    now: number,
    after: Place,
    limit: number
  ) {
    const rows = yield* db.query(sql`SELECT CAST(id AS TEXT) AS id, next_at AS at,
        COALESCE((SELECT MAX(t.at) FROM webhook_tries t WHERE t.post = p.id), p.created_at) AS since
      FROM webhook_posts p WHERE next_at > ${Math.max(now, after.at)}
      ORDER BY next_at LIMIT ${limit}`)
    const waiting = yield* Effect.orDie(decodeWaiting(rows))
    const late = waiting.filter(({ at, since }) => since > now && at >= since)
    if (late.length > 0) {
      yield* db.commit(() => [
        sql`UPDATE webhook_posts SET next_at = r.at FROM ${db.dialect.rows(
          { post: "bigint", was: "bigint", at: "bigint" },
          late.map(({ at, id, since }) => [Number(id), at, now + at - since])
        )} WHERE webhook_posts.id = r.post AND webhook_posts.next_at = r.was`
      ])
    }
    const last = waiting.at(-1)
    return last === undefined || waiting.length < limit ? start : { at: last.at, id: last.id }
  }),

  settle: (
    { heldUntil, id, webhook }: DuePost,
    { detail, isDelivered, isGone, nextAt, now, status }: Settled
  ): Effect.Effect<void, DatabaseError> =>
    Effect.asVoid(
      db.commit(() => [
        // Who asked for it again in the meantime gets it again.
        sql`UPDATE webhook_posts SET tries = tries + 1,
            next_at = CASE WHEN next_at = ${heldUntil} THEN ${int(nextAt)} ELSE next_at END,
            delivered_at = COALESCE(delivered_at, ${int(isDelivered ? now : null)})
          WHERE id = ${id}`,
        sql`INSERT INTO webhook_tries (post, try, at, status, detail)
          SELECT id, tries, ${int(now)}, ${int(status)}, ${text(detail)}
          FROM webhook_posts WHERE id = ${id}`,
        ...(isGone && webhook !== null
          ? [sql`UPDATE webhooks SET gone_at = ${now} WHERE id = ${webhook} AND gone_at IS NULL`]
          : [])
      ])
    )
}))
