import { inert, isoText, momentText, plural } from "@faxingcenter/hono-server/ui"
import { lookOf, statusText } from "./faxWords.js"
import { hrefOf, type InboxPage, type InboxQuery, isFiltered } from "./InboxQuery.js"

interface Props {
  readonly query: InboxQuery
  readonly found: InboxPage
}

const Empty = ({ query }: { readonly query: InboxQuery }) =>
  isFiltered(query) ? (
    <p class="empty">
      No fax is like that.{" "}
      <a href={hrefOf({ ...query, q: "", status: "", number: "", reference: "" })}>Show all</a>
    </p>
  ) : (
    <div class="empty">
      <p>No fax yet. Send one to this address, and it appears here by itself:</p>
      <pre tabindex={0}>
        <code>fax send order.pdf --to 15005550001</code>
      </pre>
    </div>
  )

/** The list of faxes, newest first, page by page. */
export const FaxList = ({ found, query }: Props) => (
  <section class="list" id="list" aria-label="Faxes" data-live data-total={found.total}>
    <p class="count">
      {plural(found.total, "fax").replace("faxs", "faxes")}
      {found.pageCount > 1 ? `, page ${found.page} of ${found.pageCount}` : ""}
    </p>
    {found.faxes.length === 0 ? (
      <Empty query={query} />
    ) : (
      <ol class="faxes">
        {found.faxes.map((fax) => (
          <li>
            <a
              id={`fax-${fax.messageId}`}
              href={hrefOf(query, { fax: fax.messageId })}
              class="fax"
              aria-current={fax.messageId === query.fax ? "true" : undefined}
            >
              <span class="number">{fax.number}</span>
              <time datetime={isoText(fax.acceptedAt)}>{momentText(fax.acceptedAt)}</time>
              <span class={`status ${lookOf(fax)}`}>{statusText(fax)}</span>
              <span class="about">
                {fax.documents.map(({ fileName }, index) => (
                  <>
                    {index === 0 ? "" : ", "}
                    <bdi>{inert(fileName)}</bdi>
                  </>
                ))}
                {(fax.reference ?? fax.jobReference) ? (
                  <>
                    {" · "}
                    <bdi>{inert(fax.reference ?? fax.jobReference ?? "")}</bdi>
                  </>
                ) : null}
                {query.client === "" && fax.client !== "demo" ? (
                  <>
                    {" · "}
                    <bdi>{inert(fax.client)}</bdi>
                  </>
                ) : null}
              </span>
            </a>
          </li>
        ))}
      </ol>
    )}
    {found.pageCount > 1 ? (
      <nav class="pager" aria-label="Pages of the list">
        {found.page > 1 ? (
          <a rel="prev" href={hrefOf(query, { page: found.page - 1 })}>
            Newer
          </a>
        ) : (
          <span />
        )}
        {found.page < found.pageCount ? (
          <a rel="next" href={hrefOf(query, { page: found.page + 1 })}>
            Older
          </a>
        ) : (
          <span />
        )}
      </nav>
    ) : null}
  </section>
)
