import { ReceivedFax, ReceivedList } from "@faxingcenter/core"
import { routes, WireReceivedDocumentQuery, WireReceivedQuery } from "@faxingcenter/core/wire"
import * as Schema from "effect/Schema"
import type { Endpoint } from "../openApi/endpoints.js"

/** How to mark a received fax. */
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
    summary: "List received faxes, newest first",
    description:
      "A fax must match every parameter given. `to` and `from` are numbers as the line reported them. `since` and `until` limit the time of receipt; `until` is not included. Pass `next` of an answer as `before` to get older ones.",
    access,
    parameters: WireReceivedQuery,
    answer: { status: 200, description: "At most `limit` of them", anyOf: [ReceivedList] },
    errors: [400, 401]
  },
  receivedFax: {
    ...routes.received.get,
    tag,
    summary: "Get a received fax",
    description: "`partial` means that the call broke off, or that the received file is damaged.",
    access,
    answer: fax,
    errors: [401, 404]
  },
  receivedDocument: {
    ...routes.received.document,
    tag,
    summary: "Get the pages of a received fax: all as TIFF or PDF, or one as PNG",
    description:
      "`format` is `tiff` (as received; the default), `pdf` or `png`; `page`, from 1, is for `png`. The media type of the answer depends on the format. A file too damaged for the format is refused with 422.",
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
    summary: "Mark a received fax as read or unread",
    description:
      "Without a body, it is marked as read. `readAt` keeps the time when it was first read.",
    access,
    body: { types: ["application/json"], anyOf: [MarkReadRequest], isOptional: true },
    answer: fax,
    errors: [400, 401, 404]
  },
  redeliverReceived: {
    ...routes.received.redeliver,
    tag,
    summary: "Announce a received fax again, to event streams and webhooks",
    description: "As if it had just arrived; each announcement has its own id.",
    access,
    answer: fax,
    errors: [401, 404]
  },
  removeReceived: {
    ...routes.received.remove,
    tag,
    summary: "Delete a received fax with its pages, permanently",
    description: "It is not received again, even if the line still has it.",
    access,
    answer: { status: 204, description: "Done", anyOf: [] },
    errors: [401, 404]
  }
} as const satisfies Record<string, Endpoint>
