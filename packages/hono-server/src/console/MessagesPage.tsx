import { FailureReason } from "@faxingcenter/core/delivery"
import type { ApiClient } from "@faxingcenter/gateway"
import { ListedMessage, type MessageList } from "@faxingcenter/gateway/manage"
import { inert, plural, spaced } from "../ui/words.js"
import { base } from "./consoleSite.js"
import { hrefOfMessages, type MessagesQuery } from "./MessagesQuery.js"
import { MessageTable } from "./MessageTable.js"
import { stateText } from "./messageWords.js"

interface Props {
  readonly query: MessagesQuery
  readonly found: MessageList
  readonly clients: ReadonlyArray<ApiClient>
  /** Fields that say nothing that can be found. */
  readonly unclear: ReadonlyArray<string>
}

const Filters = ({ clients, query }: Pick<Props, "clients" | "query">) => (
  <search>
    <form class="filters wide-filters" action={`${base}/messages`} method="get">
      <label>
        <span>Number</span>
        <input type="search" name="number" id="q" inputmode="tel" value={query.number} />
      </label>
      <label>
        <span>Reference</span>
        <input type="search" name="reference" value={query.reference} />
      </label>
      <label>
        <span>Client</span>
        <select name="client">
          <option value="">Every client</option>
          {clients.map(({ clientId, name }) => (
            <option value={clientId} selected={clientId === query.client}>
              {inert(name)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>State</span>
        <select name="state">
          <option value="">Any state</option>
          {ListedMessage.fields.state.literals.map((state) => (
            <option value={state} selected={state === query.state}>
              {stateText(state)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>Reason</span>
        <select name="reason">
          <option value="">Any reason</option>
          {FailureReason.literals.map((reason) => (
            <option value={reason} selected={reason === query.reason}>
              {spaced(reason)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>From (UTC)</span>
        <input type="text" name="from" value={query.from} placeholder="2026-11-29" />
      </label>
      <label>
        <span>To (UTC)</span>
        <input type="text" name="to" value={query.to} placeholder="2026-11-30" />
      </label>
      <button type="submit">Search</button>
    </form>
  </search>
)

/** Messages of all clients, newest first. */
export const MessagesPage = ({ clients, found, query, unclear }: Props) => (
  <div class="board">
    <h2>Messages</h2>
    <Filters clients={clients} query={query} />
    {unclear.length === 0 ? null : (
      <p class="problem" role="alert">
        {unclear.join(", ")}: this cannot be searched for.
      </p>
    )}
    <section id="list" data-live aria-label="Messages">
      <p class="count">
        {found.messages.length === 0
          ? "No message matches"
          : plural(found.messages.length, "message")}
        {found.next === undefined ? "" : " on this page"}
      </p>
      {found.messages.length === 0 ? null : (
        <MessageTable messages={found.messages} caption="Messages, newest first" />
      )}
      {found.next === undefined ? null : (
        <nav class="pager" aria-label="Pages of the list">
          <a rel="next" href={hrefOfMessages(query, { before: found.next })}>
            {found.messages.length === 0 ? "Search further back" : "Older"}
          </a>
        </nav>
      )}
    </section>
  </div>
)
