import {
  type FaxPage,
  type Finding,
  faxToPdf,
  Pages,
  type Fax as RenderedFax,
  type Resolution,
  type SinglePage,
  type SourceDocument
} from "@faxingcenter/pages"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Option from "effect/Option"
import type { Fax } from "../simulation/Fax.js"

/** The pages of a fax as the recipient gets them, or why there are none to show. */
type Rendering =
  | { readonly ok: true; readonly fax: RenderedFax }
  | { readonly ok: false; readonly problem: string }

/** A page to look at, with what is known of it by now. */
type LookedAt = Pick<FaxPage, "fileName" | "number" | "rows" | "width"> &
  Partial<Pick<FaxPage, "black" | "seconds">>

/** The pages of a fax to look at. Those of a long one are made when they are asked for, and in the meantime. */
export type Look =
  | {
      readonly ok: true
      readonly pages: ReadonlyArray<LookedAt>
      readonly resolution: Resolution
      readonly findings: ReadonlyArray<Finding>
      /** On the line; absent until all pages are made. */
      readonly seconds?: number
    }
  | { readonly ok: false; readonly problem: string }

/** Shows what a fax looks like. Rendered when somebody looks, and kept for a while. */
export interface FaxPages {
  readonly render: (fax: Fax) => Promise<Rendering>
  /** The pages to look at, without waiting for those of a long fax. */
  readonly look: (fax: Fax) => Promise<Look>
  /**
   * A page (from 1) as PNG: of this width in pixels, or dot for dot; `undefined` when there is no such
   * page.
   */
  readonly png: (
    fax: Fax,
    page: number,
    width: number | undefined
  ) => Promise<Uint8Array | undefined>
  /** What is written on each page; empty where it is a picture. */
  readonly texts: (fax: Fax) => Promise<ReadonlyArray<string>>
  readonly pdf: (fax: Fax) => Promise<Uint8Array | undefined>
  /** Pages of documents together; one that cannot be read counts as one. */
  readonly count: (documents: ReadonlyArray<SourceDocument>) => Promise<number>
  /** A document as the pages of a fax, or why it cannot be faxed. */
  readonly convert: (document: SourceDocument) => Promise<Rendering>
  /** The pages of a TIFF as PDF, or one (from 1) as PNG; `undefined` where there is no such page. */
  readonly show: (
    tiff: Uint8Array,
    format: "pdf" | "png",
    page: number
  ) => Promise<Uint8Array | undefined>
  readonly close: () => Promise<void>
}

/** The last so many values, by key. */
class Recent<A> {
  readonly #kept = new Map<string, Promise<A>>()

  constructor(readonly maxKept: number) {}

  has(key: string): boolean {
    return this.#kept.has(key)
  }

  get(key: string, make: () => Promise<A>): Promise<A> {
    const value = this.#kept.get(key) ?? make()
    this.#kept.delete(key)
    this.#kept.set(key, value)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > this.maxKept && oldest !== undefined) this.#kept.delete(oldest)
    return value
  }
}

const countPages = (
  documents: ReadonlyArray<SourceDocument>
): Effect.Effect<number, never, Pages> =>
  Effect.flatMap(Pages, ({ inspect }) =>
    Effect.map(
      Effect.forEach(documents, (document) =>
        Effect.match(inspect(document), {
          onFailure: () => 1,
          onSuccess: ({ pages }) => pages
        })
      ),
      (counts) => counts.reduce((sum, count) => sum + count, 0)
    )
  )

/** Pages of a fax that is made as a whole before it is shown. */
const fewPages = 4
/** Of a fax as it is made by default: A4 in fine resolution. */
const usualPage = { width: 1728, rows: 2290 } as const

/** A long fax whose pages are made one by one. */
interface LongFax {
  readonly outline: ReadonlyArray<LookedAt>
  readonly made: Map<number, SinglePage>
}

const renderedJobs = 16
const longFaxes = 4
const renderedImages = 400

export const makeFaxPages = (layer: Layer.Layer<Pages>): FaxPages => {
  const runtime = ManagedRuntime.make(layer)
  const run = runtime.runPromise
  const renderings = new Recent<Rendering>(renderedJobs)
  const images = new Recent<Uint8Array | undefined>(renderedImages)

  const convert = (documents: ReadonlyArray<SourceDocument>): Promise<Rendering> =>
    run(
      Effect.flatMap(Pages, (pages) => pages.convert(documents)).pipe(
        Effect.match({
          onFailure: ({ message }): Rendering => ({ ok: false, problem: message }),
          onSuccess: (rendered): Rendering => ({ ok: true, fax: rendered })
        })
      )
    )
  const render = (fax: Fax): Promise<Rendering> =>
    renderings.get(fax.sendId, () => convert(fax.documents))

  const long = new Recent<LongFax | undefined>(longFaxes)

  /** The pages of a long fax, none of them made; `undefined` of one that is short, or cannot be read. */
  const outlineOf = (fax: Fax): Promise<LongFax | undefined> =>
    long.get(fax.sendId, async () => {
      const counts = await run(
        Effect.option(
          Effect.flatMap(Pages, ({ inspect }) =>
            Effect.forEach(fax.documents, (document) =>
              Effect.map(inspect(document), ({ pages }) => ({ fileName: document.fileName, pages }))
            )
          )
        )
      )
      const outline = Option.getOrElse(counts, () => [])
        .flatMap(({ fileName, pages }) => Array.from({ length: pages }, () => fileName))
        .map((fileName, index) => ({ fileName, number: index + 1, ...usualPage }))
      if (outline.length <= fewPages) return undefined
      const found = { outline, made: new Map<number, SinglePage>() }
      void makeAll(fax, found).catch((defect: unknown) => {
        // What is being made when the mock is closed is cut off.
        if (!isClosed) throw defect
      })
      return found
    })

  const makeOne = async (fax: Fax, { made }: LongFax, page: number) => {
    const known = made.get(page)
    if (known !== undefined) return known
    const one = Option.getOrUndefined(
      await run(Effect.option(Effect.flatMap(Pages, (pages) => pages.page(fax.documents, page))))
    )
    if (one !== undefined) made.set(page, one)
    return one
  }

  /** Makes page after page, so that one that is asked for waits for one at most. */
  const makeAll = async (fax: Fax, found: LongFax) => {
    for (const { number } of found.outline) {
      if (isClosed || (await makeOne(fax, found, number)) === undefined) return
    }
  }
  let isClosed = false

  const look = async (fax: Fax): Promise<Look> => {
    const found = renderings.has(fax.sendId) ? undefined : await outlineOf(fax)
    if (found === undefined) {
      const rendering = await render(fax)
      return rendering.ok ? { ...rendering.fax, ok: true } : rendering
    }
    const { made, outline } = found
    const pages = outline.map((page) => made.get(page.number)?.page ?? page)
    const all = [...made.values()]
    return {
      ok: true,
      pages,
      resolution: "fine",
      findings: all
        .flatMap(({ findings }) => findings)
        .sort((one, other) => (one.page ?? 0) - (other.page ?? 0)),
      ...(made.size < outline.length
        ? {}
        : { seconds: all.reduce((sum, { page }) => sum + page.seconds, 0) })
    }
  }

  /** A TIFF that has the page, and its number there. */
  const tiffWith = async (fax: Fax, page: number) => {
    const found = renderings.has(fax.sendId) ? undefined : await outlineOf(fax)
    if (found !== undefined) {
      const one = await makeOne(fax, found, page)
      return one && { tiff: one.tiff, at: 1 }
    }
    const whole = await tiffOf(fax)
    return whole?.pages[page - 1] && { tiff: whole.tiff, at: page }
  }

  const tiffOf = async (fax: Fax) => {
    const rendering = await render(fax)
    return rendering.ok ? rendering.fax : undefined
  }

  return {
    render,
    look,
    png: (fax, page, width) =>
      images.get(`${fax.sendId} ${page} ${width}`, async () => {
        const found = await tiffWith(fax, page)
        if (found === undefined) return undefined
        const preview = Effect.flatMap(Pages, (pages) =>
          width === undefined
            ? pages.dots(found.tiff, found.at)
            : pages.preview(found.tiff, found.at, { width })
        )
        return Option.getOrUndefined(await run(Effect.option(preview)))
      }),
    texts: (fax) =>
      run(
        Effect.flatMap(Pages, ({ text }) => Effect.forEach(fax.documents, text)).pipe(
          Effect.map((ofDocuments) => ofDocuments.flat())
        )
      ),
    pdf: async (fax) => {
      const whole = await tiffOf(fax)
      if (whole === undefined) return undefined
      return Option.getOrUndefined(await run(Effect.option(faxToPdf(whole.tiff))))
    },
    count: (documents) =>
      // A renderer that is broken must not keep a fax from being taken.
      run(Effect.catchAllCause(countPages(documents), () => Effect.succeed(documents.length))),
    convert: (document) => convert([document]),
    show: async (tiff, format, page) => {
      const shown =
        format === "pdf"
          ? faxToPdf(tiff)
          : Effect.flatMap(Pages, (pages) => pages.preview(tiff, page))
      return Option.getOrUndefined(await run(Effect.option(shown)))
    },
    close: () => {
      isClosed = true
      return runtime.dispose()
    }
  }
}
