import { MessageStatus } from "@faxingcenter/core"
import { FailureReason } from "@faxingcenter/core/delivery"
import type { Fax as RenderedFax } from "@faxingcenter/pages"
import * as Schema from "effect/Schema"
import { Ending } from "../../line/Fate.js"
import type { ReceivedPage } from "../../pages/receivedPages.js"
import type { CountedFax, Fax } from "../../simulation/Fax.js"
import type { NearMiss } from "../FaxExpectation.js"
import type { Discrepancy } from "../verify.js"

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

const Moment = Schema.String.annotations({ description: "ISO 8601, UTC" })

/** A fax in the control API. */
export const FaxView = Schema.Struct({
  client: Schema.String,
  sendId: Schema.String,
  messageId: Schema.String,
  number: Schema.String,
  reference: optional(Schema.String),
  jobReference: optional(Schema.String),
  /** The scenario that gave it its fate. */
  scenario: optional(Schema.String),
  status: MessageStatus,
  reason: optional(FailureReason),
  onHold: Schema.Boolean,
  acceptedAt: Moment,
  endedAt: optional(Moment),
  /** When the next thing happens by itself. */
  changesAt: optional(Moment),
  attempts: Schema.Array(
    Schema.Struct({
      startedAt: Moment,
      endedAt: optional(Moment),
      ends: optional(Ending),
      pages: optional(Schema.Int)
    })
  ),
  /** Delivered. */
  pages: optional(Schema.Int),
  /** Of the whole fax. */
  pageCount: Schema.Int,
  documents: Schema.Array(
    Schema.Struct({ fileName: Schema.String, order: Schema.Int, bytes: Schema.Int })
  )
}).annotations({ identifier: "Fax" })
export interface FaxView extends Schema.Schema.Type<typeof FaxView> {}

const iso = (epochMillis: number) => new Date(epochMillis).toISOString()

/** Members that are known, with their moments as text. */
const moments = <Key extends "endedAt" | "changesAt">(
  it: { readonly [K in Key]?: number },
  ...keys: ReadonlyArray<Key>
): { readonly [K in Key]?: string } => {
  const known: { [K in Key]?: string } = {}
  for (const key of keys) {
    const at = it[key]
    if (at !== undefined) known[key] = iso(at)
  }
  return known
}

export const faxView = (fax: CountedFax): FaxView => {
  const { acceptedAt, attempts, changesAt: _next, documents, endedAt: _end, ...rest } = fax
  return {
    ...rest,
    ...moments(fax, "endedAt", "changesAt"),
    acceptedAt: iso(acceptedAt),
    attempts: attempts.map(({ endedAt: _ended, startedAt, ...attempt }, index) => ({
      ...attempt,
      startedAt: iso(startedAt),
      ...moments(attempts[index] ?? {}, "endedAt")
    })),
    documents: documents.map(({ bytes, fileName, order }) => ({
      fileName,
      order,
      bytes: bytes.length
    }))
  }
}

/** The pages of a fax as the control API tells of them. */
export const FaxPagesView = Schema.Struct({
  paper: Schema.String,
  resolution: Schema.String,
  /** Of all pages on the line at 14,400 bit/s. */
  seconds: Schema.Number,
  findings: Schema.Array(
    Schema.Struct({
      severity: Schema.Literal("warning", "error"),
      page: optional(Schema.Int),
      detail: Schema.String
    })
  ),
  pages: Schema.Array(
    Schema.Struct({
      number: Schema.Int,
      fileName: Schema.String,
      documentPage: Schema.Int,
      /** In dots, which are higher than wide. */
      width: Schema.Int,
      rows: Schema.Int,
      /** Coded. */
      bytes: Schema.Int,
      seconds: Schema.Number,
      /** Part of the page that is black, 0 to 1. */
      black: Schema.Number,
      text: Schema.String,
      image: Schema.String.annotations({
        description: "Path of the page as PNG, one bit per dot; with ?width=N, with square dots"
      })
    })
  )
}).annotations({ identifier: "FaxPages" })

export const faxPagesView = (
  { messageId }: Fax,
  { findings, paper, resolution, seconds }: RenderedFax,
  pages: ReadonlyArray<ReceivedPage>
): typeof FaxPagesView.Type => ({
  paper,
  resolution,
  seconds,
  findings,
  pages: pages.map((page) => ({
    ...page,
    image: `/_mock/faxes/${messageId}/pages/${page.number}.png`
  }))
})

export const NearMissView = Schema.Struct({
  fax: FaxView,
  mismatches: Schema.Array(Schema.String)
}).annotations({ identifier: "NearMiss" })

/** What came close, its pages counted. */
export interface CountedMiss extends NearMiss {
  readonly fax: CountedFax
}

export const nearMissView = ({ fax, mismatches }: CountedMiss): typeof NearMissView.Type => ({
  fax: faxView(fax),
  mismatches
})

export const DiscrepancyView = Schema.Struct({
  message: Schema.String,
  nearMisses: Schema.Array(NearMissView)
}).annotations({ identifier: "Discrepancy" })

export const discrepancyView = (
  { message }: Discrepancy,
  nearMisses: ReadonlyArray<CountedMiss>
): typeof DiscrepancyView.Type => ({ message, nearMisses: nearMisses.map(nearMissView) })
