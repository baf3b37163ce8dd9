import type { Rendering } from "../pages/FaxPages.js"
import type { Fax } from "../simulation/Fax.js"
import { originalType } from "./originalType.js"
import { inert, plural } from "./words.js"

interface Props {
  readonly fax: Fax
  /** Absent when this mock has nothing to show pages with. */
  readonly rendering: Rendering | undefined
}

/** Dots of a fax are higher than wide; on a screen they are square. */
const squareHeight = (
  { rows, width }: { rows: number; width: number },
  fine: boolean,
  to: number
) => Math.round(((rows * (fine ? 204 / 196 : 204 / 98)) / width) * to)

const Original = ({ fax, index }: { readonly fax: Fax; readonly index: number }) => {
  const document = fax.documents[index]
  if (document === undefined) return null
  const type = originalType(document.bytes)
  const url = `/_mock/ui/faxes/${fax.messageId}/originals/${index}`
  const name = inert(document.fileName)
  return (
    <figure>
      {type === undefined ? (
        <p class="empty">
          A browser cannot show <bdi>{name}</bdi>; it can be downloaded below.
        </p>
      ) : type.startsWith("image/") ? (
        <img src={url} alt={`The original of ${name}`} loading="lazy" />
      ) : (
        <iframe src={url} title={`The original of ${name}`} loading="lazy" />
      )}
      <figcaption>
        <bdi>{name}</bdi>
      </figcaption>
    </figure>
  )
}

/** The pages as the recipient gets them, beside the original if that is wanted. */
export const PageViewer = ({ fax, rendering }: Props) => {
  if (rendering === undefined) {
    return <p class="empty">Pages cannot be shown here: this mock has no page renderer.</p>
  }
  if (!rendering.ok) {
    return <p class="empty problem">There are no pages to show: {inert(rendering.problem)}</p>
  }
  const { findings, pages, resolution, seconds } = rendering.fax
  const url = `/_mock/faxes/${fax.messageId}/pages`
  const isLost = (page: number) => fax.status === "failed" && page > (fax.pages ?? 0)
  return (
    <section class="pages" aria-labelledby="pages-title">
      <h3 id="pages-title">Pages as the recipient gets them</h3>
      <p class="facts">
        {plural(pages.length, "page")}, {resolution} resolution, about {Math.ceil(seconds)} s on the
        line
        {fax.status === "failed" ? `; ${fax.pages ?? 0} arrived` : ""}
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
        <button type="button" id="compare" aria-pressed="false" aria-keyshortcuts="c">
          Beside the original
        </button>
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
        <section class="sheets" id="sheets" tabindex={0} aria-label="Pages, to be scrolled">
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
              <figcaption>
                Page {page.number}: <bdi>{inert(page.fileName)}</bdi>, {Math.ceil(page.seconds)} s,{" "}
                {(page.black * 100).toFixed(1)} % black
                {isLost(page.number) ? <strong>; it did not arrive</strong> : null}
              </figcaption>
            </figure>
          ))}
        </section>
        <section class="originals" id="originals" tabindex={0} aria-label="Originals" hidden>
          {fax.documents.map((_document, index) => (
            <Original fax={fax} index={index} />
          ))}
        </section>
      </div>
    </section>
  )
}
