import {
  Document,
  FaxError,
  type ReceivedDocumentOptions,
  type ReceivedFaxId,
  receivedFileName
} from "@faxingcenter/core"
import { faxToPdf, Pages } from "@faxingcenter/pages"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

const refused = (culprit: string, detail: string) =>
  new FaxError.Rejected({ status: 422, title: "Unprocessable Content", culprit, detail })

const gone = (id: ReceivedFaxId) =>
  new FaxError.NotFound({ culprit: id, detail: "Its pages are no longer kept" })

/** What the pages of a received fax can be had as; pictures where the gateway has `Pages`. */
export const makeFormats = Effect.map(Effect.serviceOption(Pages), (pages) => ({
  of: (
    id: ReceivedFaxId,
    tiff: Document.Document,
    { format = "tiff", page = 1 }: ReceivedDocumentOptions
  ): Effect.Effect<Document.Document, FaxError.NotFound | FaxError.Rejected> => {
    const named = (bytes: Uint8Array) =>
      Document.fromBytes(receivedFileName(id, { format, page }), bytes)
    const damaged = ({ message }: { readonly message: string }) =>
      refused(
        id,
        `It cannot be converted to ${format}: ${message}; the original is available as tiff`
      )
    return Effect.gen(function* () {
      const bytes = yield* Effect.mapError(Document.readBytes(tiff), () => gone(id))
      if (format === "tiff") return named(bytes)
      if (format === "pdf") return named(yield* Effect.mapError(faxToPdf(bytes), damaged))
      const service = Option.getOrUndefined(pages)
      if (service === undefined) {
        return yield* refused("format", "This gateway has no page renderer; request tiff or pdf")
      }
      return named(yield* Effect.mapError(service.preview(bytes, page), damaged))
    })
  }
}))
