import { faxToPdf, Pages, type Fax as RenderedFax, type SourceDocument } from "@faxingcenter/pages"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Option from "effect/Option"
import type { Fax } from "../simulation/Fax.js"

/** The pages of a fax as the recipient gets them, or why there are none to show. */
export type Rendering =
  | { readonly ok: true; readonly fax: RenderedFax }
  | { readonly ok: false; readonly problem: string }

/** Shows what a fax looks like. Rendered when somebody looks, and kept for a while. */
export interface FaxPages {
  readonly render: (fax: Fax) => Promise<Rendering>
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
  readonly close: () => Promise<void>
}

/** The last so many values, by key. */
class Recent<A> {
  readonly #kept = new Map<string, Promise<A>>()

  constructor(readonly most: number) {}

  get(key: string, make: () => Promise<A>): Promise<A> {
    const value = this.#kept.get(key) ?? make()
    this.#kept.delete(key)
    this.#kept.set(key, value)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > this.most && oldest !== undefined) this.#kept.delete(oldest)
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

const renderedJobs = 16
const renderedImages = 400

export const makeFaxPages = (layer: Layer.Layer<Pages>): FaxPages => {
  const runtime = ManagedRuntime.make(layer)
  const run = runtime.runPromise
  const renderings = new Recent<Rendering>(renderedJobs)
  const images = new Recent<Uint8Array | undefined>(renderedImages)

  const render = (fax: Fax): Promise<Rendering> =>
    renderings.get(fax.sendId, () =>
      run(
        Effect.flatMap(Pages, (pages) => pages.convert(fax.documents)).pipe(
          Effect.match({
            onFailure: ({ message }): Rendering => ({ ok: false, problem: message }),
            onSuccess: (rendered): Rendering => ({ ok: true, fax: rendered })
          })
        )
      )
    )

  const tiffOf = async (fax: Fax) => {
    const rendering = await render(fax)
    return rendering.ok ? rendering.fax : undefined
  }

  return {
    render,
    png: (fax, page, width) =>
      images.get(`${fax.sendId} ${page} ${width}`, async () => {
        const rendered = await tiffOf(fax)
        if (rendered?.pages[page - 1] === undefined) return undefined
        const preview = Effect.flatMap(Pages, (pages) =>
          width === undefined
            ? pages.dots(rendered.tiff, page)
            : pages.preview(rendered.tiff, page, { width })
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
      const rendered = await tiffOf(fax)
      if (rendered === undefined) return undefined
      return Option.getOrUndefined(await run(Effect.option(faxToPdf(rendered.tiff))))
    },
    count: (documents) =>
      // A renderer that is broken must not keep a fax from being taken.
      run(Effect.catchAllCause(countPages(documents), () => Effect.succeed(documents.length))),
    close: () => runtime.dispose()
  }
}
