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
import { makeFairTurns } from "../store/database/fairTurns.js"

const refused = (culprit: string, detail: string) =>
  new FaxError.Rejected({ status: 422, title: "Unprocessable Content", culprit, detail })

const gone = (id: ReceivedFaxId) =>
  new FaxError.NotFound({ culprit: id, detail: "Its pages are no longer kept" })

/** Conversions at once: each takes a processor, and threads that files are read with. */
const conversionsAtOnce = 2

/**
 * What the pages of a received fax can be had as; pictures where the gateway has `Pages`. Of those who ask for conversions,
 * `asker` is one, and they take turns.
 */
export const makeFormats = Effect.map(Effect.serviceOption(Pages), (pages) => {
  const inTurn = makeFairTurns(conversionsAtOnce)
  const of = (
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
  return {
    of: (
      id: ReceivedFaxId,
      tiff: Document.Document,
      options: ReceivedDocumentOptions,
      asker: number
    ) => {
      const made = of(id, tiff, options)
      return (options.format ?? "tiff") === "tiff" ? made : inTurn(asker)(made)
    }
  }
})
