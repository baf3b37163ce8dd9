import { Document, ReceivedFaxId } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { Reception } from "../../receive/Reception.js"
import type { Told } from "./mailText.js"
import type { Attached } from "./postMail.js"

const decodeId = Schema.decodeUnknownOption(ReceivedFaxId)

/**
 * The pages of the received fax that a mail is about, for the client that it is for. One that is too damaged for
 * PDF goes as TIFF; none where its pages are no longer kept.
 */
export const makeAttached = Effect.map(
  Reception,
  (reception) =>
    (client: number) =>
    (told: Told, format: "pdf" | "tiff"): Effect.Effect<ReadonlyArray<Attached>> => {
      const id = Option.getOrUndefined(decodeId(told.data.receivedFaxId))
      if (id === undefined) return Effect.succeed([])
      const as = (wanted: "pdf" | "tiff") =>
        Effect.flatMap(reception.document(id, { format: wanted }, { owner: client }), (document) =>
          Effect.map(Document.readBytes(document), (bytes) => [{ document, bytes }])
        )
      return as(format).pipe(
        Effect.catchTag("FaxError.Rejected", () => as("tiff")),
        Effect.catchAll((error) =>
          Effect.as(Effect.logWarning(`A mail is sent without its document: ${error._tag}`), [])
        )
      )
    }
)
