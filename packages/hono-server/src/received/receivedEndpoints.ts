import { ReceivedFax, ReceivedList } from "@faxingcenter/core"
import { routes, WireReceivedDocumentQuery, WireReceivedQuery } from "@faxingcenter/core/wire"
import * as Schema from "effect/Schema"
import type { Endpoint } from "../endpoints.js"

/** How a received fax is marked. */
export const MarkReadRequest = Schema.Struct({
  /** `false` marks it as unread. */
  read: Schema.optionalWith(Schema.Boolean, { default: () => true })
}).annotations({ identifier: "MarkReadRequest" })

const access = "token"
const tag = "received"
const fax = { status: 200, description: "The received fax", anyOf: [ReceivedFax] } as const

/** The faxes that came in: what the routes serve, and the OpenAPI document describes. */
export const receivedEndpoints = {
  receivedFaxes: {
    ...routes.received.list,
    tag,
    summary: "Faxes that came in, the newest first",
    description:
      "All that is given must hold. `to` and `from` are numbers as the line gave them. `since` and `until` are of the time when the fax came here; `until` is not included. `next` of an answer, given as `before`, gets the older ones.",
    access,
    parameters: WireReceivedQuery,
    answer: { status: 200, description: "At most `limit` of them", anyOf: [ReceivedList] },
    errors: [400, 401]
  },
  receivedFax: {
    ...routes.received.get,
    tag,
    summary: "A fax that came in",
    description: "`partial` says that the call broke off, or that what came is damaged.",
    access,
    answer: fax,
    errors: [401, 404]
  },
  receivedDocument: {
    ...routes.received.document,
    tag,
    summary: "Its pages: all as TIFF or PDF, or one as PNG",
    description:
      "`format` is `tiff` (as it came; the default), `pdf` or `png`; `page`, from 1, is for `png`. The media type of the answer follows the format. What is too damaged for a format is refused with 422.",
    access,
    parameters: WireReceivedDocumentQuery,
    answer: {
      status: 200,
      description: "The document",
      type: "image/tiff",
      anyOf: [Schema.String.annotations({ jsonSchema: { type: "string", format: "binary" } })]
    },
    errors: [400, 401, 404, 422]
  },
  markReceivedRead: {
    ...routes.received.markRead,
    tag,
    summary: "Mark it as read, or as unread",
    description: "Without a body it is marked as read. `readAt` stays what it was first.",
    access,
    body: { types: ["application/json"], anyOf: [MarkReadRequest], isOptional: true },
    answer: fax,
    errors: [400, 401, 404]
  },
  redeliverReceived: {
    ...routes.received.redeliver,
    tag,
    summary: "Announce it again, to event streams and webhooks",
    description: "As if it had just come; each announcement has an id of its own.",
    access,
    answer: fax,
    errors: [401, 404]
  },
  removeReceived: {
    ...routes.received.remove,
    tag,
    summary: "Delete it with its pages, for good",
    description: "It does not come again, even where the line still has it.",
    access,
    answer: { status: 204, description: "Done", anyOf: [] },
    errors: [401, 404]
  }
} as const satisfies Record<string, Endpoint>
