import type { FaxPage, Fax as RenderedFax } from "@faxingcenter/pages"
import * as Data from "effect/Data"
import type { Fax } from "../simulation/Fax.js"
import type { LazyPages } from "./lazyPages.js"

/** The pages of a fax cannot be shown. */
export class NoPages extends Data.TaggedError("NoPages")<{ readonly message: string }> {}

/** A fax, or one that was looked for and not found: to ask for its pages says so. */
export type OneFax = { readonly messageId: string } | undefined

/** The fax, if there is one. */
export const given = (fax: OneFax): { readonly messageId: string } => {
  if (fax === undefined) throw new NoPages({ message: "There is no fax to show pages of" })
  return fax
}

/** A page of a fax as the recipient gets it. */
export interface ReceivedPage extends FaxPage {
  /** What is written on it, where the document has letters; empty for a picture. */
  readonly text: string
  /** The page as PNG, one bit a dot. */
  readonly image: () => Promise<Uint8Array>
}

const rendererOf = async (pages: LazyPages | undefined) => {
  if (pages === undefined) {
    throw new NoPages({
      message:
        "This mock does not render pages; create it with createMockServer({ pages: layer() }), using layer from @faxingcenter/pages"
    })
  }
  return pages.get()
}

/** A fax as the recipient gets it; rejects with `NoPages` when it cannot be shown. */
export const renderedFax = async (pages: LazyPages | undefined, fax: Fax): Promise<RenderedFax> => {
  const rendering = await (await rendererOf(pages)).render(fax)
  if (!rendering.ok) throw new NoPages({ message: rendering.problem })
  return rendering.fax
}

/** The same as a PDF file. */
export const faxAsPdf = async (pages: LazyPages | undefined, fax: Fax): Promise<Uint8Array> => {
  const pdf = await (await rendererOf(pages)).pdf(fax)
  if (pdf === undefined) throw new NoPages({ message: "The fax cannot be converted to PDF" })
  return pdf
}

/** A page (from 1) of a fax as PNG: of this width in pixels, or dot for dot; `undefined` where there is no such page. */
export const findPageImage = async (
  pages: LazyPages | undefined,
  fax: Fax,
  page: number,
  width?: number
): Promise<Uint8Array | undefined> => {
  const png = await (await rendererOf(pages)).png(fax, page, width)
  // Of a fax that cannot be shown no page can: that says why.
  if (png === undefined) await renderedFax(pages, fax)
  return png
}

/** The same, of a page that is there. */
const pageImage = async (
  pages: LazyPages | undefined,
  fax: Fax,
  page: number
): Promise<Uint8Array> => {
  const png = await findPageImage(pages, fax, page)
  if (png === undefined) throw new NoPages({ message: `There is no page ${page}` })
  return png
}

/** The pages of a fax as the recipient gets them; rejects with `NoPages` when they cannot be shown. */
export const receivedPages = async (
  pages: LazyPages | undefined,
  fax: Fax
): Promise<ReadonlyArray<ReceivedPage>> => {
  const rendered = await renderedFax(pages, fax)
  const texts = await (await rendererOf(pages)).texts(fax)
  return rendered.pages.map((page, index) => ({
    ...page,
    text: texts[index] ?? "",
    image: () => pageImage(pages, fax, page.number)
  }))
}

/** A document as it comes in over the line; rejects with `NoPages` when it cannot be faxed. */
export const incomingPages = async (
  pages: LazyPages | undefined,
  document: { readonly fileName: string; readonly bytes: Uint8Array }
): Promise<RenderedFax> => {
  const rendering = await (await rendererOf(pages)).convert(document)
  if (!rendering.ok) throw new NoPages({ message: rendering.problem })
  return rendering.fax
}
