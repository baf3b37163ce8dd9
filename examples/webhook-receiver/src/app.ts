import { Option, Schema } from "effect"
import { Hono } from "hono"
import { bodyLimit } from "hono/body-limit"
import { Webhook } from "standardwebhooks"
import type { Inbox } from "./inbox.js"

/** The end of a fax, as the gateway announces it. */
const FaxEnd = Schema.Struct({
  type: Schema.Literal("message.delivered", "message.failed"),
  data: Schema.Struct({
    messageId: Schema.String,
    faxNumber: Schema.String,
    pages: Schema.optional(Schema.Int),
    reason: Schema.optional(Schema.String)
  })
})
export interface FaxEnd extends Schema.Schema.Type<typeof FaxEnd> {}
const decodeFaxEnd = Schema.decodeUnknownOption(Schema.parseJson(FaxEnd))

export interface ReceiverOptions {
  /** `whsec_...`, from `GET /gateway/v1/webhooks/secret`. */
  readonly secret: string
  readonly inbox: Inbox
  readonly onEnd: (end: FaxEnd) => void
}

/** An app that takes webhooks at `POST /fax-events`. */
export const makeApp = ({ inbox, onEnd, secret }: ReceiverOptions) => {
  const webhook = new Webhook(secret)
  return new Hono().post("/fax-events", bodyLimit({ maxSize: 64 * 1024 }), async (c) => {
    // The bytes that came are what was signed: JSON that is parsed and written again is not.
    const body = await c.req.text()
    try {
      webhook.verify(body, c.req.header(), { jsonParse: false })
    } catch {
      // Forged, changed, or kept for more than five minutes, perhaps to be sent again.
      return c.text("The signature does not hold", 401)
    }
    // Webhooks come at least once: a repetition has the same id, and is thanked for and left alone.
    const isNew = inbox.add(c.req.header("webhook-id") ?? "", body)
    // Events of other kinds, and of kinds that are yet to come, are none of ours.
    if (isNew) Option.map(decodeFaxEnd(body), onEnd)
    return c.body(null, 204)
  })
}
