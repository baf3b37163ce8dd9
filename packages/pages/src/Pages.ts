import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { Fax, FaxOptions, Inspection, Preflight, SinglePage, SourceDocument } from "./Fax.js"
import type { DamagedDocument, DocumentTooLarge, NoSuchPage, PagesError } from "./PagesError.js"

/** A fax TIFF that cannot be read back, or would take longer than allowed. */
export type PreviewError = DamagedDocument | DocumentTooLarge

/**
 * Turns documents into fax pages, and shows them.
 *
 * @example
 * ```ts
 * import { Pages } from "@faxingcenter/pages"
 * import { Effect } from "effect"
 *
 * const faxOf = (fileName: string, bytes: Uint8Array) =>
 *   Effect.gen(function* () {
 *     const pages = yield* Pages
 *     const fax = yield* pages.convert([{ fileName, bytes }], { paper: "letter" })
 *     const firstPage = yield* pages.preview(fax.tiff, 1, { width: 600 })
 *     return { firstPage, pages: fax.pages.length, seconds: fax.seconds }
 *   })
 * ```
 */
export class Pages extends Context.Tag("@faxingcenter/pages/Pages")<
  Pages,
  {
    /** Type and page count, without rendering. */
    readonly inspect: (document: SourceDocument) => Effect.Effect<Inspection, PagesError>
    /** What is written on each page of a document; empty where a page is a picture. */
    readonly text: (document: SourceDocument) => Effect.Effect<ReadonlyArray<string>, PagesError>
    /**
     * All documents as one fax, in their order; the first that cannot be faxed fails it. Whatever is done
     * with the fax, do it with the `tiff` of one call: `preview` shows the very dots that a line sends.
     */
    readonly convert: (
      documents: ReadonlyArray<SourceDocument>,
      options?: FaxOptions
    ) => Effect.Effect<Fax, PagesError>
    /**
     * One page (from 1) of the fax that `convert` makes of the same documents and options, dot for dot,
     * without making the others. For looking at a long fax page by page; `inspect` counts them.
     */
    readonly page: (
      documents: ReadonlyArray<SourceDocument>,
      page: number,
      options?: FaxOptions
    ) => Effect.Effect<SinglePage, PagesError | NoSuchPage>
    /** The same work, where what is wrong with a document is a finding and the others go on. */
    readonly preflight: (
      documents: ReadonlyArray<SourceDocument>,
      options?: FaxOptions
    ) => Effect.Effect<Preflight>
    /** A page (from 1) of a fax TIFF as PNG, `width` pixels wide (default 1000), dots made square. */
    readonly preview: (
      tiff: Uint8Array,
      page: number,
      options?: { readonly width?: number }
    ) => Effect.Effect<Uint8Array, PreviewError>
    /**
     * A page (from 1) of a fax TIFF as it is on the line, as PNG: one bit a dot. Dots are higher than
     * wide, so it looks broad.
     */
    readonly dots: (tiff: Uint8Array, page: number) => Effect.Effect<Uint8Array, PreviewError>
    /** All pages of a fax TIFF, at most 60, on one PNG. */
    readonly contactSheet: (
      tiff: Uint8Array,
      options?: { readonly columns?: number; readonly width?: number }
    ) => Effect.Effect<Uint8Array, PreviewError>
  }
>() {}
