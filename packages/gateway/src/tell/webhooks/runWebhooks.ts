import { MessageId } from "@faxingcenter/core"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import * as Queue from "effect/Queue"
import * as Random from "effect/Random"
import * as Schema from "effect/Schema"
import { Database } from "../../store/database/Database.js"
import { int, join, sql, text } from "../../store/database/sql.js"
import { Secrets } from "../../store/documents/Secrets.js"
import { sendIdOf } from "../../store/faxes/ids.js"
import { SubmitOptions } from "../../store/faxes/SubmitOptions.js"
import type { GatewayEvent } from "../../store/outbox/GatewayEvent.js"
import { AnnouncementType, announcementOf, announcementText } from "../events/Announcement.js"
import { Events } from "../events/Events.js"
import { type AfterPost, decideAfterPost } from "./decideAfterPost.js"
import { defaultPostSettings, type PostResult, postWebhook } from "./postWebhook.js"
import { newWebhookSecret, signatureHeaders } from "./signature.js"
import { makeTurns } from "./turns.js"
import { CurrentWebhookSettings } from "./WebhookSettings.js"

/** The secrets that sign the webhooks of a client. */
export const secretsName = (client: number): string => `webhooks/${client}`

const Targets = Schema.Array(
  Schema.Struct({
    client: Schema.Int,
    webhook: Schema.String,
    url: Schema.String,
    types: Schema.parseJson(Schema.Array(AnnouncementType))
  })
)
const decodeTargets = Schema.decodeUnknown(Targets)

const decodeKeys = Schema.decodeUnknown(Schema.Array(Schema.Struct({ key: Schema.Int })))

const Asked = Schema.Array(
  Schema.Struct({ id: Schema.String, options: Schema.parseJson(SubmitOptions) })
)
const decodeAsked = Schema.decodeUnknown(Asked)
const decodePlace = Schema.decodeUnknown(
  Schema.NonEmptyArray(Schema.Struct({ event: Schema.String }))
)

const decodeCandidates = Schema.decodeUnknown(
  Schema.Array(Schema.Struct({ id: Schema.Int, client: Schema.Int, url: Schema.String }))
)

const Due = Schema.Array(
  Schema.Struct({
    id: Schema.Int,
    event: Schema.String,
    client: Schema.Int,
    url: Schema.String,
    webhook: Schema.NullOr(Schema.String),
    message: MessageId,
    body: Schema.String,
    tries: Schema.Int,
    /** Until when nobody else takes it up. */
    heldUntil: Schema.Int
  })
)
const decodeDue = Schema.decodeUnknown(Due)
type Due = (typeof Due.Type)[number]

/** What a send's own webhook is told of: the end of each of its messages. */
const ends: ReadonlyArray<AnnouncementType> = ["message.delivered", "message.failed"]

/** How often is looked, were a notification lost. */
const patience = "2 seconds"

const detailOf = (result: PostResult) => (result._tag === "Answered" ? null : result.detail)

const nextOf = (after: AfterPost, now: number) =>
  after._tag === "Again" ? Math.round(now + Duration.toMillis(after.after)) : null

/**
 * Sends webhooks without end. Each event becomes a post to each place that wants it, in the commit
 * that moves the place in the outbox on; so none is left out, whoever stops when. Whoever takes a post
 * up puts its next try off in one commit, so that two nodes do not send the same at once. A receiver
 * that is slow delays what goes to it, and nothing else. Delivery is
 * at least once: a receiver knows a repetition by its `webhook-id`.
 */
export const runWebhooks = Effect.gen(function* () {
  const db = yield* Database
  const events = yield* Events
  const secrets = yield* Secrets
  const settings = yield* CurrentWebhookSettings
  const post = { ...defaultPostSettings, allowed: settings.networks, timeout: settings.timeout }
  const held = Duration.toMillis(settings.timeout) + 15_000
  const poke = yield* Queue.sliding<void>(1)
  const posting = yield* FiberSet.make<void>()
  const turns = makeTurns(settings.atOnce)
  for (const topic of ["events", "webhooks"]) {
    yield* db.onNotify(topic, () => Queue.unsafeOffer(poke, undefined))
  }

  const targetsOf = Effect.fn("webhooks.targets")(function* (batch: ReadonlyArray<GatewayEvent>) {
    const clients = [...new Set(batch.map(({ client }) => client))].map((client) => [client])
    const theirs = sql`(SELECT client FROM ${db.dialect.rows({ client: "bigint" }, clients)})`
    const revoked = yield* db.query(
      sql`SELECT key FROM clients WHERE revoked_at IS NOT NULL AND key IN ${theirs}`
    )
    const standing = yield* db.query(sql`SELECT client, id AS webhook, url, types FROM webhooks
      WHERE gone_at IS NULL AND client IN ${theirs}`)
    const jobs = [...new Set(batch.map(({ messageId }) => sendIdOf(messageId)))].map((id) => [id])
    const asked = yield* db.query(sql`SELECT id, options FROM jobs WHERE options IS NOT NULL
      AND id IN (SELECT id FROM ${db.dialect.rows({ id: "text" }, jobs)})`)
    return {
      /** Clients that nothing is told any more. */
      revoked: new Set((yield* Effect.orDie(decodeKeys(revoked))).map(({ key }) => key)),
      standing: yield* Effect.orDie(decodeTargets(standing)),
      asked: new Map<string, string | undefined>(
        (yield* Effect.orDie(decodeAsked(asked))).map(({ id, options }) => [id, options.webhook])
      )
    }
  })

  const rowsOf = (
    event: GatewayEvent,
    { asked, revoked, standing }: Effect.Effect.Success<ReturnType<typeof targetsOf>>
  ) => {
    if (revoked.has(event.client)) return []
    const { type } = announcementOf(event)
    const own = asked.get(sendIdOf(event.messageId))
    const places = [
      ...standing
        .filter(({ client, types }) => client === event.client && types.includes(type))
        .map(({ url, webhook }) => ({ url, webhook })),
      ...(own === undefined || !ends.includes(type) ? [] : [{ url: own, webhook: null }])
    ]
    return places.map(({ url, webhook }) => [
      `evt_${event.id}`,
      event.client,
      url,
      webhook,
      event.messageId,
      announcementText(event)
    ])
  }

  /** Turns the next events into posts; true when there may be more. */
  const gather = Effect.gen(function* () {
    const [{ event: place }] = yield* Effect.orDie(
      decodePlace(yield* db.query(sql`SELECT event FROM webhook_place`))
    )
    const batch = yield* events.after(place)
    const last = batch.at(-1)?.place
    if (last === undefined) return false
    const targets = yield* targetsOf(batch)
    const rows = batch.flatMap((event) => rowsOf(event, targets))
    const { epochMillis: now } = yield* DateTime.now
    yield* db.commit(() => [
      sql`INSERT INTO webhook_posts (event, client, url, webhook, message, body, created_at, tries, next_at)
        SELECT event, client, url, webhook, message, body, ${int(now)}, 0, ${int(now)}
        FROM ${db.dialect.rows(
          {
            event: "text",
            client: "bigint",
            url: "text",
            webhook: "text",
            message: "text",
            body: "text"
          },
          rows
        )} WHERE webhook IS NULL OR webhook IN (SELECT id FROM webhooks)
        ON CONFLICT (event, url) DO NOTHING`,
      sql`UPDATE webhook_place SET event = ${last} WHERE event = ${place}`
    ])
    return true
  })

  /** What can be sent now: none of it to a place, or for a client, that has all that it may have. */
  const candidates = Effect.fn("webhooks.candidates")(function* (now: number) {
    const full = turns.full()
    const rows = yield* db.query(sql`SELECT id, client, url FROM webhook_posts
      WHERE next_at <= ${now}
        ${join(
          full.clients.map((client) => sql`AND client <> ${client}`),
          " "
        )}
        ${join(
          full.places.map(
            ({ client, origin }) =>
              sql`AND NOT (client = ${client} AND SUBSTR(url, 1, ${origin.length + 1}) = ${`${origin}/`})`
          ),
          " "
        )}
      ORDER BY next_at LIMIT ${4 * settings.atOnce}`)
    return turns.choose(yield* Effect.orDie(decodeCandidates(rows)))
  })

  const take = Effect.gen(function* () {
    const { epochMillis: now } = yield* DateTime.now
    const chosen = yield* candidates(now)
    if (chosen.length === 0) return []
    const [rows] = yield* db.commit(() => [
      sql`UPDATE webhook_posts SET next_at = ${now + held} WHERE next_at <= ${now} AND id IN
        (SELECT id FROM ${db.dialect.rows(
          { id: "bigint" },
          chosen.map(({ id }) => [id])
        )}) RETURNING id, event, client, url, webhook, message, body, tries,
          next_at AS "heldUntil"`
    ])
    return yield* Effect.orDie(decodeDue(rows))
  })

  const deliver = Effect.fn("webhooks.deliver")(function* (due: Due) {
    const all = yield* secrets.all(secretsName(due.client), newWebhookSecret)
    const seconds = Math.floor((yield* DateTime.now).epochMillis / 1000)
    const result = yield* postWebhook(
      new URL(due.url),
      {
        "content-type": "application/json",
        "user-agent": "faxingcenter-gateway",
        ...signatureHeaders(all, { id: due.event, body: due.body }, seconds)
      },
      due.body,
      post
    )
    const tries = due.tries + 1
    const after = decideAfterPost(result, tries, yield* Random.next)
    const { epochMillis: now } = yield* DateTime.now
    const status = result._tag === "Answered" ? result.status : null
    const isDelivered = after._tag === "Delivered"
    yield* db.commit(() => [
      // Who asked for it again in the meantime gets it again.
      sql`UPDATE webhook_posts SET tries = tries + 1,
          next_at = CASE WHEN next_at = ${due.heldUntil} THEN ${int(nextOf(after, now))} ELSE next_at END,
          delivered_at = COALESCE(delivered_at, ${int(isDelivered ? now : null)})
        WHERE id = ${due.id}`,
      sql`INSERT INTO webhook_tries (post, try, at, status, detail)
        SELECT id, tries, ${int(now)}, ${int(status)}, ${text(detailOf(result))}
        FROM webhook_posts WHERE id = ${due.id}`,
      ...(after._tag === "Gone" && due.webhook !== null
        ? [sql`UPDATE webhooks SET gone_at = ${now} WHERE id = ${due.webhook} AND gone_at IS NULL`]
        : [])
    ])
  })

  const work = Effect.gen(function* () {
    const hasGathered = yield* gather
    const due = yield* take
    for (const one of due) {
      turns.begin(one)
      // Each for itself: the trouble of one must not break off the others. It is due again later.
      yield* deliver(one).pipe(
        Effect.catchAllCause((cause) =>
          Effect.logWarning(`The webhook ${one.event} was not settled`, cause)
        ),
        Effect.ensuring(
          Effect.sync(() => {
            turns.end(one)
            Queue.unsafeOffer(poke, undefined)
          })
        ),
        FiberSet.run(posting)
      )
    }
    if (!hasGathered && due.length === 0) {
      yield* Effect.timeoutOption(Queue.take(poke), patience)
    }
  })
  return work.pipe(
    Effect.catchAllCause((cause) =>
      Effect.zipRight(
        Effect.logWarning("Webhooks could not be sent", cause),
        Effect.sleep(patience)
      )
    ),
    Effect.forever
  )
})
