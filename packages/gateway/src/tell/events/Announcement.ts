import { FaxNumber, MessageId, SendId } from "@faxingcenter/core"
import { FailureReason, Session } from "@faxingcenter/core/delivery"
import * as Schema from "effect/Schema"
import { sendIdOf } from "../../store/ids.js"
import type { GatewayEvent, Happening } from "../../store/outbox/GatewayEvent.js"

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

const types = {
  Calling: "message.calling",
  Progress: "message.progress",
  InDoubt: "message.in_doubt",
  Waiting: "message.waiting",
  CancelRequested: "message.cancel_requested",
  Delivered: "message.delivered",
  Failed: "message.failed"
} as const satisfies { readonly [Tag in Happening["_tag"]]: string }

/** What happened to a message, as event streams and webhooks tell it. */
export const AnnouncementType = Schema.Literal(...Object.values(types))
export type AnnouncementType = typeof AnnouncementType.Type

/** The body of a webhook, and the data of an event in a stream. */
export const Announcement = Schema.Struct({
  type: AnnouncementType,
  timestamp: Schema.DateTimeUtc,
  data: Schema.Struct({
    messageId: MessageId,
    sendId: SendId,
    faxNumber: FaxNumber,
    /** Which attempt, from 1. */
    attempt: optional(Schema.Int),
    pages: optional(Schema.Int),
    reason: optional(FailureReason),
    /** Of the call that it ended with. */
    session: optional(Session),
    notBefore: optional(Schema.DateTimeUtc)
  })
}).annotations({ identifier: "Announcement" })
export interface Announcement extends Schema.Schema.Type<typeof Announcement> {}

const sessionIn = ({ session }: { readonly session?: Session }) =>
  session === undefined ? {} : { session }

const factsOf = (happening: Happening) => {
  switch (happening._tag) {
    case "Calling":
    case "InDoubt":
      return { attempt: happening.attempt }
    case "Progress":
      return { attempt: happening.attempt, pages: happening.pages }
    case "Waiting":
      return {
        notBefore: happening.notBefore,
        ...(happening.reason === undefined ? {} : { reason: happening.reason })
      }
    case "CancelRequested":
      return {}
    case "Delivered":
      return { pages: happening.pages, ...sessionIn(happening) }
    case "Failed":
      return { reason: happening.reason, ...sessionIn(happening) }
  }
}

export const announcementOf = ({
  at,
  faxNumber,
  happening,
  messageId
}: GatewayEvent): Announcement => ({
  type: types[happening._tag],
  timestamp: at,
  data: { messageId, sendId: sendIdOf(messageId), faxNumber, ...factsOf(happening) }
})

/**
 * The announcement of an event, as text.
 *
 * @example
 * ```ts
 * import { announcementText, Events } from "@faxingcenter/gateway"
 * import { Console, Effect, Stream } from "effect"
 *
 * // A line of JSON for everything that happens from now on.
 * const follow = Effect.gen(function* () {
 *   const events = yield* Events
 *   yield* events
 *     .stream(yield* events.newest)
 *     .pipe(Stream.runForEach((event) => Console.log(announcementText(event))))
 * })
 * ```
 */
export const announcementText = (event: GatewayEvent): string => encode(announcementOf(event))
const encode = Schema.encodeSync(Schema.parseJson(Announcement))
