import { inert, Moment, sizeText } from "@faxingcenter/hono-server/ui"
import type { JournalEntry } from "../journal/Journal.js"
import type { ClockState } from "../simulation/ClientClock.js"
import { isGood, type RequestsQuery } from "./RequestsQuery.js"

interface Props {
  /** Those that are looked at, newest first. */
  readonly entries: ReadonlyArray<JournalEntry>
  readonly query: RequestsQuery
  readonly clients: ReadonlyArray<string>
  /** The clock of a client. */
  readonly clockOf: (client: string) => ClockState
}

const Filters = ({ clients, query }: Pick<Props, "clients" | "query">) => (
  <search>
    <form class="filters wide-filters live-search" action="/_mock/ui/requests" method="get">
      <label>
        <span>Search</span>
        <input
          type="search"
          name="q"
          id="q"
          value={query.q}
          placeholder="Address, body, scenario"
        />
      </label>
      <label>
        <span>Answer</span>
        <select name="answer">
          <option value="">Any answer</option>
          <option value="good" selected={query.answer === "good"}>
            Accepted
          </option>
          <option value="refused" selected={query.answer === "refused"}>
            Refused or reset
          </option>
        </select>
      </label>
      <label>
        <span>Client</span>
        <select name="client">
          <option value="">Every client</option>
          {clients.map((client) => (
            <option value={client} selected={client === query.client}>
              {inert(client)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>Contract</span>
        <select name="wrong">
          <option value="">Kept or not</option>
          <option value="yes" selected={query.wrong === "yes"}>
            Not as in the contract
          </option>
        </select>
      </label>
      <button type="submit">Show</button>
    </form>
  </search>
)

const Row = ({ clockOf, entry }: { readonly entry: JournalEntry } & Pick<Props, "clockOf">) => (
  <tr>
    <td>
      <Moment
        at={entry.at}
        ago
        clock={entry.client === undefined ? undefined : clockOf(entry.client)}
      />
    </td>
    <td>
      <span class={`code ${isGood(entry) ? "good" : "bad"}`}>
        {entry.answer?.status ?? "reset"}
      </span>
    </td>
    <th scope="row">
      <details>
        <summary>
          <code>
            {entry.request.method} {entry.request.target}
          </code>
        </summary>
        {entry.sendId === undefined ? null : (
          <p>
            <a href={`/?q=${entry.sendId}`}>The faxes it sent</a>
          </p>
        )}
        <pre tabindex={0}>
          <code>{entry.request.body === "" ? "(no body)" : inert(entry.request.body)}</code>
        </pre>
        <pre tabindex={0}>
          <code>
            {entry.answer === undefined ? "(connection reset)" : inert(entry.answer.body)}
          </code>
        </pre>
      </details>
    </th>
    <td>{sizeText(entry.request.body.length)}</td>
    <td>{entry.client === undefined ? "" : inert(entry.client)}</td>
    <td>
      {entry.scenario === undefined ? "" : <p>scenario: {inert(entry.scenario)}</p>}
      {entry.violations.map((violation) => (
        <p class="warn">{inert(violation)}</p>
      ))}
    </td>
  </tr>
)

/** The last requests, newest first: also those that sent nothing. */
export const RequestList = ({ clients, clockOf, entries, query }: Props) => (
  <div class="board">
    <h2>Requests</h2>
    <Filters clients={clients} query={query} />
    <section id="requests" class="requests" aria-label="Requests" data-live>
      {entries.length === 0 ? (
        <p class="empty">No request matches.</p>
      ) : (
        <div class="scroll" tabindex={0}>
          <table>
            <caption class="hidden">The last requests, newest first</caption>
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Answer</th>
                <th scope="col">Request</th>
                <th scope="col">Body</th>
                <th scope="col">Client</th>
                <th scope="col">Remarks</th>
              </tr>
            </thead>
            <tbody>
              {entries.map((entry) => (
                <Row entry={entry} clockOf={clockOf} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  </div>
)
