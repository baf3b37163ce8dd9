import { inert, Moment } from "@faxingcenter/hono-server/ui"
import type { ClockState } from "../simulation/ClientClock.js"
import { lookOf, statusText } from "./faxWords.js"
import { hrefOf, type InboxPage, type InboxQuery, isFiltered } from "./InboxQuery.js"

interface Props {
  readonly query: InboxQuery
  readonly found: InboxPage
  /** Faxes that were deleted last, which can be had back. */
  readonly deleted: number
  /** The clock of a client. */
  readonly clockOf: (client: string) => ClockState
}

const faxes = (count: number) => (count === 1 ? "1 fax" : `${count} faxes`)

/** What is done to all faxes at once. Each button is a form of its own, so that it works without a script. */
const ListActions = ({ deleted, found, query }: Omit<Props, "clockOf">) => {
  const Act = ({ does, label, shortcut }: { does: string; label: string; shortcut?: string }) => (
    <form method="post" action="/_mock/ui/faxes">
      <input type="hidden" name="back" value={hrefOf(query, { page: 1, fax: "" })} />
      <input type="hidden" name="client" value={query.client} />
      <button type="submit" name="do" value={does} data-key={shortcut} aria-keyshortcuts={shortcut}>
        {label}
      </button>
    </form>
  )
  return (
    <div class="all">
      {deleted === 0 ? null : (
        <Act does="undo" label={`Undo deleting ${faxes(deleted)}`} shortcut="u" />
      )}
      {found.total === 0 || isFiltered(query) ? null : <Act does="clear" label="Delete all" />}
    </div>
  )
}

const Empty = ({ query }: { readonly query: InboxQuery }) =>
  isFiltered(query) ? (
    <p class="empty">
      No fax matches.{" "}
      <a href={hrefOf({ ...query, q: "", status: "", number: "", reference: "" })}>Show all</a>
    </p>
  ) : (
    <div class="empty">
      <p>No fax yet. Send one to this address, and it appears here:</p>
      <pre tabindex={0}>
        <code>fax send order.pdf --to 15005550001</code>
      </pre>
    </div>
  )

/** The list of faxes, newest first, page by page. */
export const FaxList = ({ clockOf, deleted, found, query }: Props) => (
  <section class="list" id="list" aria-label="Faxes" data-live data-total={found.total}>
    <div class="count">
      <p>
        {faxes(found.total)}
        {found.pageCount > 1 ? `, page ${found.page} of ${found.pageCount}` : ""}
      </p>
      <ListActions deleted={deleted} found={found} query={query} />
    </div>
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
              <span class={`status ${lookOf(fax)}`}>{statusText(fax)}</span>
              <Moment at={fax.acceptedAt} ago clock={clockOf(fax.client)} />
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
