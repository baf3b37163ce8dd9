import { FaxNumber, MessageId, ReceivedFax, SendId } from "@faxingcenter/core"
import { FailureReason, Session } from "@faxingcenter/core/delivery"
import * as Schema from "effect/Schema"
import { sendIdOf } from "../../store/ids.js"
import {
  type GatewayEvent,
  type Happening,
  isMessageEvent,
  type MessageEvent,
  type ReceptionEvent,
  type ReceptionHappening
} from "../../store/outbox/GatewayEvent.js"

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

const receptionTypes = {
  Received: "fax.received",
  ReceiveFailed: "fax.receive_failed"
} as const satisfies { readonly [Tag in ReceptionHappening["_tag"]]: string }

/** What happened to a message, or to a fax that came in, as event streams and webhooks tell it. */
export const AnnouncementType = Schema.Literal(
  ...Object.values(types),
  ...Object.values(receptionTypes)
)
export type AnnouncementType = typeof AnnouncementType.Type

/** What is told of a message. */
const MessageAnnouncement = Schema.Struct({
  type: Schema.Literal(...Object.values(types)),
  timestamp: Schema.DateTimeUtc,
  data: Schema.Struct({
    messageId: MessageId,
    sendId: SendId,
    faxNumber: FaxNumber,
    /** The sender's own, of the recipient. */
    reference: optional(Schema.String),
    /** The sender's own, of the job. */
    sendReference: optional(Schema.String),
    /** Which attempt, from 1. */
    attempt: optional(Schema.Int),
    pages: optional(Schema.Int),
    reason: optional(FailureReason),
    /** Of the call that it ended with. */
    session: optional(Session),
    notBefore: optional(Schema.DateTimeUtc)
  })
}).annotations({ identifier: "MessageAnnouncement" })

/** What is told of a fax that came in: all that the API tells of it, as it was then. */
const ReceptionAnnouncement = Schema.Struct({
  type: Schema.Literal(...Object.values(receptionTypes)),
  timestamp: Schema.DateTimeUtc,
  data: ReceivedFax
}).annotations({ identifier: "ReceptionAnnouncement" })

/** The body of a webhook, and the data of an event in a stream. */
export const Announcement = Schema.Union(MessageAnnouncement, ReceptionAnnouncement).annotations({
  identifier: "Announcement"
})
export type Announcement = typeof Announcement.Type

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

const ofMessage = ({
  at,
  faxNumber,
  happening,
  messageId,
  reference,
  sendReference
}: MessageEvent): Announcement => ({
  type: types[happening._tag],
  timestamp: at,
  data: {
    messageId,
    sendId: sendIdOf(messageId),
    faxNumber,
    ...(reference === undefined ? {} : { reference }),
    ...(sendReference === undefined ? {} : { sendReference }),
    ...factsOf(happening)
  }
})

const ofReception = ({ at, happening }: ReceptionEvent): Announcement => ({
  type: receptionTypes[happening._tag],
  timestamp: at,
  data: happening.fax
})

export const announcementOf = (event: GatewayEvent): Announcement =>
  isMessageEvent(event) ? ofMessage(event) : ofReception(event)

/**
 * The announcement of an event, as text.
 *
 * @example
 * ```ts
 * import { Events } from "@faxingcenter/gateway"
 * import { announcementText } from "@faxingcenter/gateway/manage"
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
