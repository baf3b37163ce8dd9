import { createHash, randomBytes } from "node:crypto"
import { CurrentClient, FaxError, MessageId } from "@faxingcenter/core"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { ClientKeys } from "../../admit/ClientKeys.js"
import { CurrentActor } from "../../Gateway.js"
import { Database } from "../../store/database/Database.js"
import { unavailable } from "../../store/database/unavailable.js"
import { Secrets } from "../../store/documents/Secrets.js"
import { newEventName } from "../../store/ids.js"
import { makeWebhookSubscriptions, mostWebhooks } from "../../store/outbox/webhookSubscriptions.js"
import { AnnouncementType } from "../events/Announcement.js"
import { CurrentMailSettings } from "../mail/MailSettings.js"
import { isMail, parseMailPlace } from "../mail/mailPlace.js"
import type { PostResult } from "../PostResult.js"
import { runWebhooks, secretsName } from "./runWebhooks.js"
import { newWebhookSecret } from "./signature.js"
import { makeTell } from "./tell.js"
import { CurrentWebhookSettings } from "./WebhookSettings.js"
import { parseWebhookUrl, WebhookUrlRefused } from "./WebhookUrl.js"

export { CurrentWebhookSettings } from "./WebhookSettings.js"

/** An address that gets the events of all messages of a client. */
export const Webhook = Schema.Struct({
  id: Schema.String,
  url: Schema.String,
  types: Schema.parseJson(Schema.Array(AnnouncementType)),
  createdAt: Schema.DateTimeUtcFromNumber,
  /** Since when nothing is sent there, because it answered 410. */
  goneAt: Schema.NullOr(Schema.DateTimeUtcFromNumber)
}).annotations({ identifier: "Webhook" })
export interface Webhook extends Schema.Schema.Type<typeof Webhook> {}

/** One event posted, or to be posted, to one address. */
export const WebhookPost = Schema.Struct({
  /** What it is replayed by. */
  id: Schema.String,
  /** The `webhook-id` that its receiver knows it by. */
  event: Schema.String,
  url: Schema.String,
  messageId: MessageId,
  createdAt: Schema.DateTimeUtcFromNumber,
  tries: Schema.Int,
  /** When it is tried again; absent when it was delivered or given up. */
  nextAt: Schema.NullOr(Schema.DateTimeUtcFromNumber),
  deliveredAt: Schema.NullOr(Schema.DateTimeUtcFromNumber),
  /** What came of the last try: an HTTP status, or what went wrong. */
  lastStatus: Schema.NullOr(Schema.Int),
  lastDetail: Schema.NullOr(Schema.String)
}).annotations({ identifier: "WebhookPost" })
export interface WebhookPost extends Schema.Schema.Type<typeof WebhookPost> {}

/** What a call on behalf of the current client can meet. */
type OwnError = FaxError.Unauthorized | FaxError.Unavailable

/**
 * The webhooks of the current client, and their results.
 *
 * @example
 * ```ts
 * import { Webhooks } from "@faxingcenter/gateway"
 * import { Effect, Redacted } from "effect"
 *
 * // The secret that its receiver verifies signatures with.
 * const subscribe = (url: string) =>
 *   Effect.gen(function* () {
 *     const webhooks = yield* Webhooks
 *     yield* webhooks.add({ url, types: ["message.delivered", "message.failed"] })
 *     return Redacted.value(yield* webhooks.secret)
 *   })
 * ```
 */
export class Webhooks extends Context.Tag("@faxingcenter/gateway/Webhooks")<
  Webhooks,
  {
    /** Whether webhooks may be sent to a URL that a send names. */
    readonly check: (url: string) => Effect.Effect<URL, WebhookUrlRefused>
    readonly add: (webhook: {
      readonly url: string
      readonly types: ReadonlyArray<AnnouncementType>
    }) => Effect.Effect<Webhook, WebhookUrlRefused | OwnError>
    readonly list: Effect.Effect<ReadonlyArray<Webhook>, OwnError>
    /** What is still to be sent there is given up. */
    readonly remove: (id: string) => Effect.Effect<void, FaxError.NotFound | OwnError>
    /** What signs all webhooks of this client. */
    readonly secret: Effect.Effect<Redacted.Redacted, OwnError>
    /** A new one. For a day, webhooks are signed with the one before as well. */
    readonly rotateSecret: Effect.Effect<Redacted.Redacted, OwnError>
    /** The newest, newest first. */
    /** Posts an event of the type `webhook.test` to it at once, and gives what came of that. It is not tried again. */
    readonly test: (id: string) => Effect.Effect<PostResult, FaxError.NotFound | OwnError>
    readonly posts: (limit: number) => Effect.Effect<ReadonlyArray<WebhookPost>, OwnError>
    /** Sends it again, with the same id, at once. */
    readonly replay: (post: string) => Effect.Effect<void, FaxError.NotFound | OwnError>
  }
>() {}

const decodeWebhooks = Schema.decodeUnknown(Schema.Array(Webhook))
const decodePosts = Schema.decodeUnknown(Schema.Array(Schema.Struct(WebhookPost.fields).omit("id")))

/** What a post is called: by what it tells and where, and not by how many there were of all clients. */
const postName = (event: string, url: string): string =>
  `${event}.${createHash("sha256").update(url).digest("hex").slice(0, 16)}`

const make = Effect.gen(function* () {
  const db = yield* Database
  const clients = yield* ClientKeys
  const secrets = yield* Secrets
  const subscriptions = yield* makeWebhookSubscriptions
  const { networks } = yield* CurrentWebhookSettings
  const mail = yield* CurrentMailSettings
  const tell = yield* makeTell
  yield* Effect.forkScoped(yield* runWebhooks)

  const own = Effect.gen(function* () {
    const { clientId } = yield* CurrentClient.required
    const { epochMillis: at } = yield* DateTime.now
    const actor = (yield* CurrentActor)?.name ?? clientId
    return { actor, clientId, key: yield* clients.keyOf(clientId), at }
  })
  const check = (url: string) =>
    isMail(url)
      ? Effect.as(
          Effect.mapError(
            parseMailPlace(url, mail),
            (detail) => new WebhookUrlRefused({ url: url.slice(0, 200), detail })
          ),
          new URL(url)
        )
      : parseWebhookUrl(url, networks)

  const secret = Effect.gen(function* () {
    const { key } = yield* own
    const [newest] = yield* secrets.all(secretsName(key), newWebhookSecret)
    return newest
  }).pipe(Effect.catchTags({ DatabaseError: unavailable, Unreadable: Effect.die }))

  const list = Effect.gen(function* () {
    const { key } = yield* own
    const rows = yield* subscriptions.list(key)
    return yield* Effect.orDie(decodeWebhooks(rows))
  }).pipe(Effect.catchTag("DatabaseError", unavailable))

  const test = Effect.fn("Webhooks.test")(function* (id: string) {
    const found = (yield* list).find((webhook) => webhook.id === id)
    if (found === undefined) {
      return yield* new FaxError.NotFound({ culprit: id, detail: "There is no such webhook" })
    }
    const { at, key } = yield* own
    const all = yield* Effect.catchTag(
      secrets.all(secretsName(key), newWebhookSecret),
      "Unreadable",
      Effect.die
    )
    const body = JSON.stringify({
      type: "webhook.test",
      timestamp: DateTime.formatIso(DateTime.unsafeMake(at)),
      data: { webhookId: id }
    })
    const post = { id: `test_${newEventName(at)}`, body }
    return yield* tell(found.url, key, post, all, Math.floor(at / 1000))
  })

  return Webhooks.of({
    check,
    test: (id) => Effect.catchTag(test(id), "DatabaseError", unavailable),
    add: ({ types, url }) =>
      Effect.gen(function* () {
        const owner = yield* own
        const checked = yield* check(url)
        const id = randomBytes(12).toString("hex")
        const isAdded = yield* subscriptions.add(
          {
            id,
            href: checked.href,
            origin: isMail(checked.href) ? checked.protocol : checked.origin
          },
          JSON.stringify(types),
          owner
        )
        if (!isAdded) {
          const detail = `A client can have at most ${mostWebhooks} webhooks; remove one first`
          return yield* new WebhookUrlRefused({ url: checked.href, detail })
        }
        return {
          id,
          url: checked.href,
          types,
          createdAt: DateTime.unsafeMake(owner.at),
          goneAt: null
        }
      }).pipe(Effect.catchTag("DatabaseError", unavailable)),
    list,
    remove: (id) =>
      Effect.gen(function* () {
        if (!(yield* subscriptions.remove(id, yield* own))) {
          return yield* new FaxError.NotFound({ culprit: id, detail: "There is no such webhook" })
        }
      }).pipe(Effect.catchTag("DatabaseError", unavailable)),
    secret,
    rotateSecret: Effect.gen(function* () {
      const { actor, at, clientId, key } = yield* own
      yield* secret
      const next = newWebhookSecret()
      const dayAgo = DateTime.subtractDuration(DateTime.unsafeMake(at), Duration.hours(24))
      yield* secrets.add(secretsName(key), next, dayAgo, {
        at,
        actor,
        action: "webhook.rotateSecret",
        subject: clientId
      })
      return next
    }).pipe(Effect.catchTag("DatabaseError", unavailable)),
    posts: (limit) =>
      Effect.gen(function* () {
        const { key } = yield* own
        const rows = yield* subscriptions.posts(key, limit)
        const posts = yield* Effect.orDie(decodePosts(rows))
        return posts.map((post) => ({ ...post, id: postName(post.event, post.url) }))
      }).pipe(Effect.catchTag("DatabaseError", unavailable)),
    replay: (post) =>
      Effect.gen(function* () {
        const owner = yield* own
        const [event = ""] = post.split(".")
        const kept = yield* subscriptions.postsOf(event, owner.key)
        const known = kept.find(({ url }) => postName(event, url) === post)
        if (known === undefined || !(yield* subscriptions.replay(known.id, post, owner))) {
          return yield* new FaxError.NotFound({
            culprit: post,
            detail: "There is no such webhook post"
          })
        }
        yield* db.notify("webhooks")
      }).pipe(Effect.catchTag("DatabaseError", unavailable))
  })
})

/** Also sends what is to be sent, as long as it is there. */
export const layer = Layer.scoped(Webhooks, make)
