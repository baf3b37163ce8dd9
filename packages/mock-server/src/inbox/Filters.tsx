import { inert } from "@faxingcenter/hono-server/ui"
import { hrefOf, type InboxQuery, isFiltered } from "./InboxQuery.js"

interface Props {
  readonly query: InboxQuery
  readonly clients: ReadonlyArray<string>
}

const statuses = [
  ["", "Any status"],
  ["processing", "Processing"],
  ["delivered", "Delivered"],
  ["failed", "Failed"]
] as const

/** What is to be shown. It works without a script, by being sent. */
export const Filters = ({ clients, query }: Props) => (
  <search>
    <form class="filters live-search" action="/" method="get">
      <label class="wide">
        <span>Search</span>
        <input
          type="search"
          name="q"
          id="q"
          value={query.q}
          placeholder="Number, name, reference"
        />
      </label>
      <details open={isFiltered({ ...query, q: "" }) || query.client !== ""}>
        <summary>Filter</summary>
        <div class="fields">
          <label>
            <span>Status</span>
            <select name="status">
              {statuses.map(([value, text]) => (
                <option value={value} selected={query.status === value}>
                  {text}
                </option>
              ))}
            </select>
          </label>
          <label>
            <span>Client</span>
            <select name="client">
              <option value="">Every client</option>
              {clients.map((client) => (
                <option value={client} selected={query.client === client}>
                  {inert(client)}
                </option>
              ))}
            </select>
          </label>
          <label>
            <span>Number</span>
            <input name="number" inputmode="tel" value={query.number} placeholder="1500555*" />
          </label>
          <label>
            <span>Reference</span>
            <input name="reference" value={query.reference} />
          </label>
          <button type="submit">Apply</button>
          <a
            href={hrefOf({
              client: "",
              q: "",
              status: "",
              number: "",
              reference: "",
              page: 1,
              fax: query.fax
            })}
          >
            Clear
          </a>
        </div>
      </details>
    </form>
  </search>
)
