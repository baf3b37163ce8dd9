import type { Child } from "hono/jsx"
import { inert, plural } from "./words.js"

/** A page as the recipient gets it. */
interface ViewedPage {
  /** From 1. */
  readonly number: number
  /** The document that it is a page of. */
  readonly fileName: string
  readonly rows: number
  /** Dots a row. */
  readonly width: number
  /** On the line; absent until the page is made. */
  readonly seconds?: number | undefined
  /** Black dots, from 0 to 1; absent until the page is made. */
  readonly black?: number | undefined
}

interface Props {
  /** Where the pictures are: `/NUMBER.png?width=PIXELS` follows. */
  readonly url: string
  readonly pages: ReadonlyArray<ViewedPage>
  readonly findings: ReadonlyArray<{
    readonly page?: number | undefined
    readonly detail: string
    readonly severity: string
  }>
  readonly resolution: string
  /** Whether pages are made when they are looked at, and nobody waits for all of them. */
  readonly isOnDemand?: boolean
  /** On the line, for all pages; absent until all are made. */
  readonly seconds?: number | undefined
  /** Pages that arrived of a fax that failed. */
  readonly arrived?: number | undefined
  /** The documents as they were sent, to be compared with. */
  readonly originals?: Child
  /** Default: pages as the recipient gets them. */
  readonly title?: string
}

/** Dots of a fax are higher than wide; on a screen they are square. */
const squareHeight = (
  { rows, width }: { rows: number; width: number },
  fine: boolean,
  to: number
) => Math.round(((rows * (fine ? 204 / 196 : 204 / 98)) / width) * to)

/** The pages as the recipient gets them, beside the original if that is wanted. */
export const PageViewer = ({
  arrived,
  findings,
  isOnDemand = false,
  originals,
  pages,
  resolution,
  seconds,
  title = "Pages as the recipient gets them",
  url
}: Props) => {
  const isLost = (page: number) => arrived !== undefined && page > arrived
  return (
    <section class="pages" aria-labelledby="pages-title">
      <h3 id="pages-title">{title}</h3>
      <div id="page-facts" data-live>
        <p class="facts">
          {plural(pages.length, "page")}, {resolution} resolution
          {isOnDemand ? null : seconds === undefined ? (
            <span data-pending>
              , {pages.filter((page) => page.seconds !== undefined).length} rendered so far
            </span>
          ) : (
            `, about ${Math.ceil(seconds)} s on the line`
          )}
          {arrived === undefined ? "" : `; ${arrived} arrived`}
        </p>
        {findings.length === 0 ? null : (
          <ul class="findings">
            {findings.map(({ detail, page, severity }) => (
              <li class={severity}>
                {page === undefined ? "" : `Page ${page}: `}
                {inert(detail)}
              </li>
            ))}
          </ul>
        )}
      </div>
      <div class="tools" role="toolbar" aria-label="View of the pages">
        <button type="button" id="zoom-out" aria-keyshortcuts="-">
          <span aria-hidden="true">−</span>
          <span class="hidden">Smaller</span>
        </button>
        <output id="zoom" aria-label="Size">
          100 %
        </output>
        <button type="button" id="zoom-in" aria-keyshortcuts="+">
          <span aria-hidden="true">+</span>
          <span class="hidden">Larger</span>
        </button>
        <button type="button" id="zoom-fit" aria-keyshortcuts="0">
          Fit
        </button>
        {originals === undefined ? null : (
          <button type="button" id="compare" aria-pressed="false" aria-keyshortcuts="c">
            Beside the original
          </button>
        )}
      </div>
      <div class="viewer" id="viewer">
        <ol class="thumbnails" aria-label="Pages">
          {pages.map(({ number }) => (
            <li>
              <a href={`#page-${number}`} aria-label={`Page ${number}`}>
                <img src={`${url}/${number}.png?width=160`} alt="" loading="lazy" width={80} />
                <span aria-hidden="true">{number}</span>
              </a>
            </li>
          ))}
        </ol>
        <section class="sheets" id="sheets" tabindex={0} aria-label="Pages, scrollable">
          {pages.map((page) => (
            <figure id={`page-${page.number}`} class={isLost(page.number) ? "lost" : undefined}>
              <img
                src={`${url}/${page.number}.png?width=864`}
                srcset={`${url}/${page.number}.png?width=864 864w, ${url}/${page.number}.png?width=1728 1728w`}
                sizes="(max-width: 60rem) 100vw, 50vw"
                width={864}
                height={squareHeight(page, resolution === "fine", 864)}
                loading="lazy"
                alt={`Page ${page.number} of ${pages.length}, of ${inert(page.fileName)}`}
              />
              <figcaption id={`caption-${page.number}`} data-live>
                Page {page.number}: <bdi>{inert(page.fileName)}</bdi>
                {page.seconds === undefined ? "" : `, ${Math.ceil(page.seconds)} s`}
                {page.black === undefined ? "" : `, ${(page.black * 100).toFixed(1)} % black`}
                {isLost(page.number) ? <strong>; it did not arrive</strong> : null}
              </figcaption>
            </figure>
          ))}
        </section>
        {originals === undefined ? null : (
          <section class="originals" id="originals" tabindex={0} aria-label="Originals" hidden>
            {originals}
          </section>
        )}
      </div>
    </section>
  )
}
