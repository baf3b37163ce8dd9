import * as Tool from "@effect/ai/Tool"
import * as Toolkit from "@effect/ai/Toolkit"
import * as Schema from "effect/Schema"

const said = (description: string) => ({ description })

/** What went wrong, in the words and the kinds of `fax --json`. */
export class ToolFailure extends Schema.Class<ToolFailure>("ToolFailure")({
  kind: Schema.String,
  message: Schema.String,
  facts: Schema.Record({ key: Schema.String, value: Schema.Unknown })
}) {}

const Message = Schema.Struct({
  sendId: Schema.String,
  messageId: Schema.String,
  faxNumber: Schema.String,
  status: Schema.String.annotations(said("processing, delivered or failed")),
  sentOn: Schema.optional(Schema.String),
  receivedOn: Schema.optional(Schema.String),
  attempts: Schema.optional(Schema.Int),
  pages: Schema.optional(Schema.Int),
  reference: Schema.optional(Schema.String),
  reason: Schema.optional(Schema.String.annotations(said("Why it failed, if the server knows"))),
  meaning: Schema.optional(Schema.String),
  advice: Schema.optional(Schema.String)
})

const Job = Schema.Struct({ sendId: Schema.String, messages: Schema.Array(Message) })

const Plan = Schema.Struct({
  planId: Schema.String,
  server: Schema.String.annotations(said("The address that send_fax will send it to")),
  recipients: Schema.Array(Schema.Struct({ written: Schema.String, number: Schema.String })),
  documents: Schema.Array(Schema.Struct({ fileName: Schema.String, bytes: Schema.Int })),
  pages: Schema.optional(
    Schema.Int.annotations(said("Fax pages for each recipient; absent when they were not counted"))
  ),
  findings: Schema.Array(
    Schema.String.annotations(said("What the recipient will not see as in the original"))
  ),
  sendable: Schema.Boolean,
  next: Schema.String
})

const numbers = Schema.Array(
  Schema.String.annotations(
    said("Like +1 386 234 5678, or digits that begin with the country code")
  )
).pipe(Schema.minItems(1), Schema.maxItems(100))

const files = Schema.Array(Schema.String).annotations(
  said("Paths of PDF, TIFF, PNG, JPEG or text files in the folder that the server was started with")
)

const prepareFax = Tool.make("prepare_fax", {
  description:
    "Checks a fax and shows what would be sent, to whom and on how many pages. Sends nothing. Show the plan to the user, and call send_fax with its planId once they agree.",
  parameters: {
    to: numbers,
    files: Schema.optional(files),
    text: Schema.optional(
      Schema.String.annotations(said("A text to fax, after the files if there are any"))
    ),
    reference: Schema.optional(Schema.String.annotations(said("The sender's own reference")))
  },
  success: Plan,
  failure: ToolFailure
})
  .annotate(Tool.Title, "Prepare a fax")
  .annotate(Tool.Readonly, true)
  .annotate(Tool.Destructive, false)

const sendFax = Tool.make("send_fax", {
  description:
    "Sends a fax that prepare_fax has shown and the user has agreed to. A plan is sent only once: calling this again with the same planId returns the first result. A fax cannot be recalled.",
  parameters: { planId: Schema.String.annotations(said("From prepare_fax")) },
  success: Job,
  failure: ToolFailure
})
  .annotate(Tool.Title, "Send a prepared fax")
  .annotate(Tool.Idempotent, true)

const faxStatus = Tool.make("fax_status", {
  description: "The status of each recipient of a fax.",
  parameters: { sendId: Schema.String.annotations(said("From send_fax or search_faxes")) },
  success: Job,
  failure: ToolFailure
})
  .annotate(Tool.Title, "Status of a fax")
  .annotate(Tool.Readonly, true)
  .annotate(Tool.Destructive, false)

const searchFaxes = Tool.make("search_faxes", {
  description: "Faxes sent in a period, newest first, 100 to a page.",
  parameters: {
    from: Schema.String.annotations(
      said("today, yesterday, -7d, a day (2026-11-29), or a date and time")
    ),
    to: Schema.optional(Schema.String.annotations(said("Same formats; default: today"))),
    number: Schema.optional(Schema.String.annotations(said("Sent to this number"))),
    status: Schema.optional(Schema.Literal("processing", "delivered", "failed")),
    page: Schema.optional(Schema.Int.pipe(Schema.between(1, 1_000_000)))
  },
  success: Schema.Struct({ messages: Schema.Array(Message), total: Schema.Int }),
  failure: ToolFailure
})
  .annotate(Tool.Title, "Search faxes")
  .annotate(Tool.Readonly, true)
  .annotate(Tool.Destructive, false)

export const tools = Toolkit.make(prepareFax, sendFax, faxStatus, searchFaxes)
