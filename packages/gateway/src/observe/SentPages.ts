import { Document, FaxError, type MessageId } from "@faxingcenter/core"
import { Pages } from "@faxingcenter/pages"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { unavailable } from "../store/database/unavailable.js"
import { Contents } from "../store/documents/Contents.js"
import { FaxImages } from "../store/documents/FaxImages.js"
import { makeJobs } from "../store/faxes/Jobs.js"
import { sendIdOf } from "../store/ids.js"

/** Why the pages of a fax cannot be shown: they were purged, cannot be made, or nothing here makes them. */
export class PagesNotShown extends Schema.TaggedError<PagesNotShown>()("PagesNotShown", {
  detail: Schema.String
}) {
  override get message() {
    return this.detail
  }
}

/** The pages of a fax, to be shown one at a time. */
export interface ShownPages {
  /** Whether these are, dot for dot, the pages that the line was given; else it got the documents and made its own. */
  readonly areAsSent: boolean
  /** The document that each page is of. */
  readonly pages: ReadonlyArray<{ readonly fileName: string }>
}

type Trouble = PagesNotShown | FaxError.NotFound | FaxError.Unavailable

/**
 * Shows operators the pages of faxes, if a page renderer is provided.
 *
 * @example
 * ```ts
 * import type { MessageId } from "@faxingcenter/core"
 * import { SentPages } from "@faxingcenter/gateway/manage"
 * import { Effect } from "effect"
 *
 * // As PNG, 864 pixels wide; nothing, where the documents have been purged or cannot be shown.
 * const firstPage = (id: MessageId) =>
 *   Effect.flatMap(SentPages, ({ picture }) => picture(id, 1, 864)).pipe(
 *     Effect.catchTag("PagesNotShown", () => Effect.succeed(undefined))
 *   )
 * ```
 */
export class SentPages extends Context.Tag("@faxingcenter/gateway/SentPages")<
  SentPages,
  {
    /** Which pages there are; none is made for it. */
    readonly of: (id: MessageId) => Effect.Effect<ShownPages, Trouble>
    /** A page, from 1, as PNG, so many pixels wide. */
    readonly picture: (
      id: MessageId,
      page: number,
      width: number
    ) => Effect.Effect<Uint8Array, Trouble>
  }
>() {}

const notShown = (detail: string) => new PagesNotShown({ detail })
const gone = ({ message }: FaxError.DocumentUnreadable) => notShown(message)

const make = Effect.gen(function* () {
  const renderer = yield* Effect.serviceOption(Pages)
  const contents = yield* Contents
  const images = yield* FaxImages
  const jobs = yield* makeJobs

  const pagesHere = Option.match(renderer, {
    onNone: () => Effect.fail(notShown("No page renderer is installed with this gateway")),
    onSome: (pages) => Effect.succeed(pages)
  })

  const sourcesOf = Effect.fn("SentPages.sources")(function* (id: MessageId) {
    const job = yield* jobs.find(sendIdOf(id))
    if (job === undefined) {
      return yield* new FaxError.NotFound({ culprit: id, detail: "There is no such message" })
    }
    return yield* Effect.forEach(job.documents, (record) =>
      Effect.map(Document.readBytes(contents.document(record)), (bytes) => ({
        fileName: record.fileName,
        bytes
      }))
    )
  })

  return SentPages.of({
    of: (id) =>
      Effect.gen(function* () {
        const pages = yield* pagesHere
        const image = yield* images.of(sendIdOf(id))
        if (image !== undefined) {
          return {
            areAsSent: true,
            pages: Array.from({ length: image.pages }, () => ({ fileName: image.tiff.fileName }))
          }
        }
        const sources = yield* sourcesOf(id)
        const counted = yield* Effect.forEach(sources, (source) =>
          Effect.map(
            Effect.mapError(pages.inspect(source), ({ message }) => notShown(message)),
            (found) => Array.from({ length: found.pages }, () => ({ fileName: source.fileName }))
          )
        )
        return { areAsSent: false, pages: counted.flat() }
      }).pipe(
        Effect.catchTags({
          DatabaseError: unavailable,
          "FaxError.DocumentUnreadable": (error) => gone(error)
        })
      ),
    picture: (id, page, width) =>
      Effect.gen(function* () {
        const pages = yield* pagesHere
        const image = yield* images.of(sendIdOf(id))
        if (image !== undefined) {
          const tiff = yield* Document.readBytes(image.tiff)
          return yield* Effect.mapError(pages.preview(tiff, page, { width }), ({ message }) =>
            notShown(message)
          )
        }
        const sources = yield* sourcesOf(id)
        const made = yield* Effect.mapError(pages.page(sources, page), ({ message }) =>
          notShown(message)
        )
        return yield* Effect.mapError(pages.preview(made.tiff, 1, { width }), ({ message }) =>
          notShown(message)
        )
      }).pipe(
        Effect.catchTags({
          DatabaseError: unavailable,
          "FaxError.DocumentUnreadable": (error) => gone(error)
        })
      )
  })
})

export const layer = Layer.effect(SentPages, make)
