import { timingSafeEqual } from "node:crypto"
import { FaxNumber } from "@faxingcenter/core"
import { FailureReason } from "@faxingcenter/core/delivery"
import * as Schema from "effect/Schema"
import { base } from "./consoleSite.js"

/** An address within the console to go back to, and nowhere else. */
export const localOf = (text: string | undefined): string =>
  text !== undefined && new RegExp(`^${base}/[\\w/]*(\\?[!-~]*)?$`).test(text)
    ? text
    : `${base}/queue`

/** Whether a form carries the token of its session. */
export const isOfSession = (given: string | undefined, csrf: string): boolean => {
  const one = Buffer.from(given ?? "")
  const other = Buffer.from(csrf)
  return one.length === other.length && timingSafeEqual(one, other)
}

const Pages = Schema.NumberFromString.pipe(Schema.int(), Schema.between(0, 100_000))
const PerMinute = Schema.NumberFromString.pipe(Schema.int(), Schema.between(1, 1_000_000))

/** What may be done to a message, as its forms say it. */
export const MessageAct = Schema.Union(
  Schema.Struct({ do: Schema.Literal("cancel") }),
  Schema.Struct({ do: Schema.Literal("resend"), twice: Schema.optional(Schema.Literal("yes")) }),
  Schema.Struct({ do: Schema.Literal("delivered"), pages: Pages, note: Schema.String }),
  Schema.Struct({ do: Schema.Literal("failed"), reason: FailureReason, note: Schema.String })
)
export type MessageAct = typeof MessageAct.Type

const NoteText = Schema.Trim.pipe(Schema.maxLength(500))

/** A number as people write it. */
const TypedNumber = Schema.transform(Schema.String, FaxNumber, {
  decode: (text) => text.replaceAll(/[ ()./-]/g, ""),
  encode: (number) => number
})

/** What may be done to the queue. */
export const QueueAct = Schema.Union(
  Schema.Struct({ do: Schema.Literal("pause"), note: NoteText }),
  Schema.Struct({ do: Schema.Literal("resume") }),
  Schema.Struct({ do: Schema.Literal("hold"), number: TypedNumber, note: NoteText }),
  Schema.Struct({ do: Schema.Literal("release"), number: TypedNumber })
)

/** Empty, or a limit. */
const Limit = Schema.Union(
  Schema.transform(Schema.Literal(""), Schema.Undefined, {
    decode: () => undefined,
    encode: () => "" as const
  }),
  PerMinute
)

/** What may be done to the clients. */
export const ClientAct = Schema.Union(
  Schema.Struct({
    do: Schema.Literal("add"),
    name: Schema.Trim.pipe(Schema.minLength(1), Schema.maxLength(100)),
    perMinute: Limit
  }),
  Schema.Struct({ do: Schema.Literal("limit"), client: Schema.String, perMinute: Limit }),
  Schema.Struct({ do: Schema.Literal("rotate"), client: Schema.String }),
  Schema.Struct({ do: Schema.Literal("revoke"), client: Schema.String })
)
export type ClientAct = typeof ClientAct.Type

/** What may be done to the webhooks of a client. */
export const WebhookAct = Schema.Union(
  Schema.Struct({ do: Schema.Literal("replay"), client: Schema.String, post: Schema.String }),
  Schema.Struct({
    do: Schema.Literal("add"),
    client: Schema.String,
    url: Schema.Trim.pipe(Schema.minLength(1), Schema.maxLength(2000)),
    ends: Schema.Literal("ends", "all")
  }),
  Schema.Struct({ do: Schema.Literal("remove"), client: Schema.String, webhook: Schema.String }),
  Schema.Struct({ do: Schema.Literal("test"), client: Schema.String, webhook: Schema.String })
)
