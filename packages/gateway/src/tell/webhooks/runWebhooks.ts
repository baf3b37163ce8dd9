import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import * as Metric from "effect/Metric"
import * as Queue from "effect/Queue"
import * as Random from "effect/Random"
import * as Schema from "effect/Schema"
import { webhookPosts } from "../../measure/metrics.js"
import { Database } from "../../store/database/Database.js"
import { Secrets } from "../../store/documents/Secrets.js"
import { sendIdOf } from "../../store/ids.js"
import { type GatewayEvent, isMessageEvent } from "../../store/outbox/GatewayEvent.js"
import {
  type EventHead,
  eventsAtOnce,
  makeOutboxEvents,
  placeOfRow
} from "../../store/outbox/outboxEvents.js"
import { type DuePost, makeWebhookPosts, type NewPost } from "../../store/outbox/webhookPosts.js"
import { AnnouncementType, announcementOf, announcementText } from "../events/Announcement.js"
import type { PostResult } from "../PostResult.js"
import { type AfterPost, decideAfterPost } from "./decideAfterPost.js"
import { newWebhookSecret } from "./signature.js"
import { makeTell } from "./tell.js"
import { makeTurns } from "./turns.js"
import { CurrentWebhookSettings } from "./WebhookSettings.js"

/** The secrets that sign the webhooks of a client. */
export const secretsName = (client: number): string => `webhooks/${client}`

const decodeTypes = Schema.decodeUnknown(Schema.parseJson(Schema.Array(AnnouncementType)))

/** What a send's own webhook is told of: the end of each of its messages. */
const ends: ReadonlyArray<AnnouncementType> = ["message.delivered", "message.failed"]

const results = {
  Delivered: "delivered",
  Again: "retried",
  GivenUp: "given_up",
  Gone: "gone"
} as const

/** Where nobody wants to be told, nobody is kept waiting for so long. */
const burst = "20 millis"

/** How often is looked, were a notification lost. */
const longestPause = "2 seconds"

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
  const posts = yield* makeWebhookPosts
  const outbox = yield* makeOutboxEvents
  const secrets = yield* Secrets
  const settings = yield* CurrentWebhookSettings
  const tell = yield* makeTell
  const holdMillis = Duration.toMillis(settings.timeout) + 15_000
  const poke = yield* Queue.sliding<void>(1)
  const posting = yield* FiberSet.make<void>()
  const turns = makeTurns(settings.atOnce)
  for (const topic of ["events", "webhooks"]) {
    yield* db.onNotify(topic, () => Queue.unsafeOffer(poke, undefined))
  }

  const targetsOf = Effect.fn("webhooks.targets")(function* (heads: ReadonlyArray<EventHead>) {
    const { standing, ...others } = yield* posts.targets(
      [...new Set(heads.map(({ client }) => client))],
      [...new Set(heads.map(({ message }) => sendIdOf(message)))]
    )
    return {
      ...others,
      standing: yield* Effect.forEach(standing, (webhook) =>
        Effect.map(Effect.orDie(decodeTypes(webhook.types)), (types) => ({ ...webhook, types }))
      )
    }
  })

  const postsOf = (
    event: GatewayEvent,
    { asked, revoked, standing }: Effect.Effect.Success<ReturnType<typeof targetsOf>>
  ): ReadonlyArray<NewPost> => {
    if (revoked.has(event.client)) return []
    const { type } = announcementOf(event)
    const own = isMessageEvent(event) ? asked.get(sendIdOf(event.messageId)) : undefined
    const places = [
      ...standing
        .filter(({ client, types }) => client === event.client && types.includes(type))
        .map(({ url, webhook }) => ({ url, webhook })),
      ...(own === undefined || !ends.includes(type) ? [] : [{ url: own, webhook: null }])
    ]
    return places.map(({ url, webhook }) => ({
      event: `evt_${event.id}`,
      client: event.client,
      url,
      webhook,
      message: isMessageEvent(event) ? event.messageId : event.receivedFaxId,
      body: announcementText(event)
    }))
  }

  /** Turns the next events into posts; true when there may be more. */
  const gather = Effect.gen(function* () {
    const place = yield* posts.place
    const heads = yield* outbox.headsAfter(place)
    const last = heads.at(-1)
    if (last === undefined) return false
    const targets = yield* targetsOf(heads)
    const isWanted = targets.standing.length > 0 || targets.asked.size > 0
    const events = isWanted ? yield* outbox.after(place, {}, heads.length) : []
    const { epochMillis: now } = yield* DateTime.now
    yield* posts.add(
      events.flatMap((event) => postsOf(event, targets)),
      { from: place, to: events.at(-1)?.place ?? placeOfRow(last) },
      now
    )
    // What comes in a burst is passed over together.
    if (!isWanted && heads.length < eventsAtOnce) yield* Effect.sleep(burst)
    return true
  })

  const take = Effect.gen(function* () {
    const { epochMillis: now } = yield* DateTime.now
    // None of it to a server, or for a client, that has all that it may have.
    const candidates = yield* posts.candidates(now, turns.full(), {
      ofServer: turns.perServer,
      inAll: 4 * settings.atOnce
    })
    const chosen = turns.choose(candidates)
    if (chosen.length === 0) return []
    return yield* posts.hold(
      chosen.map(({ id }) => id),
      now,
      now + holdMillis
    )
  })

  const deliver = Effect.fn("webhooks.deliver")(function* (due: DuePost) {
    const all = yield* secrets.all(secretsName(due.client), newWebhookSecret)
    const seconds = Math.floor((yield* DateTime.now).epochMillis / 1000)
    const result = yield* tell(due.url, due.client, { id: due.event, body: due.body }, all, seconds)
    const tries = due.tries + 1
    const after = decideAfterPost(result, tries, yield* Random.next)
    const { epochMillis: now } = yield* DateTime.now
    yield* posts.settle(due, {
      now,
      status: result._tag === "Answered" ? result.status : null,
      detail: detailOf(result),
      nextAt: nextOf(after, now),
      isDelivered: after._tag === "Delivered",
      isGone: after._tag === "Gone"
    })
    yield* Metric.increment(Metric.tagged(webhookPosts, "result", results[after._tag]))
  })

  const work = Effect.gen(function* () {
    const hasGathered = yield* gather
    const due = yield* take
    for (const one of due) {
      turns.begin(one)
      // Each for itself: the trouble of one must not break off the others. It is due again later.
      yield* deliver(one).pipe(
        Effect.catchAllCause((cause) =>
          Effect.logWarning(`The result of the webhook ${one.event} was not recorded`, cause)
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
      yield* Effect.timeoutOption(Queue.take(poke), longestPause)
    }
  })
  return work.pipe(
    Effect.catchAllCause((cause) =>
      Effect.zipRight(
        Effect.logWarning("Webhooks could not be sent", cause),
        Effect.sleep(longestPause)
      )
    ),
    Effect.forever
  )
})
