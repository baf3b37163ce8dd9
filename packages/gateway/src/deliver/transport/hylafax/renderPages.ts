import { Document, type FaxError } from "@faxingcenter/core"
import type { FailureReason } from "@faxingcenter/core/delivery"
import type { FaxOptions, Pages, PagesError } from "@faxingcenter/pages"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { type Rendered, RenderRefused } from "../Transport.js"

const reasons: { readonly [Tag in PagesError["_tag"]]: FailureReason } = {
  UnsupportedDocument: "document_unsupported",
  DamagedDocument: "document_conversion",
  EncryptedDocument: "document_conversion",
  EmptyDocument: "document_missing",
  DocumentTooLarge: "document_too_large",
  ConversionFailed: "document_conversion"
}

/** The pages of a fax, dot for dot those that `fax preview` shows of the same documents. */
export const renderPages =
  (pages: Context.Tag.Service<Pages>, options: FaxOptions) =>
  (
    documents: ReadonlyArray<Document.Document>
  ): Effect.Effect<Rendered, RenderRefused | FaxError.DocumentUnreadable> =>
    Effect.gen(function* () {
      const sources = yield* Effect.forEach(documents, (document) =>
        Effect.map(Document.readBytes(document), (bytes) => ({
          fileName: document.fileName,
          bytes
        }))
      )
      const fax = yield* Effect.mapError(
        pages.convert(sources, options),
        (error) => new RenderRefused({ reason: reasons[error._tag], detail: error.message })
      )
      return { tiff: fax.tiff, pages: fax.pages.length }
    })
