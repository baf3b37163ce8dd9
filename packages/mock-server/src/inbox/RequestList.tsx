import { inert, isoText, momentText } from "@faxingcenter/hono-server/ui"
import type { JournalEntry } from "../journal/Journal.js"

const Row = ({ entry }: { readonly entry: JournalEntry }) => {
  const status = entry.answer?.status
  return (
    <li>
      <details>
        <summary>
          <span class={`code ${status !== undefined && status < 400 ? "good" : "bad"}`}>
            {status ?? "reset"}
          </span>{" "}
          <code>
            {entry.request.method} {entry.request.target}
          </code>{" "}
          <time datetime={isoText(entry.at)}>{momentText(entry.at)}</time>{" "}
          {entry.client === undefined ? "" : <span class="tag">{inert(entry.client)}</span>}
          {entry.scenario === undefined ? "" : <span class="tag">scenario: {entry.scenario}</span>}
          {entry.violations.length === 0 ? (
            ""
          ) : (
            <span class="tag warn">not as in the contract</span>
          )}
        </summary>
        {entry.violations.length === 0 ? null : (
          <ul class="findings">
            {entry.violations.map((violation) => (
              <li class="warning">{inert(violation)}</li>
            ))}
          </ul>
        )}
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
    </li>
  )
}

/** The last requests, newest first: also those that sent nothing. */
export const RequestList = ({ entries }: { readonly entries: ReadonlyArray<JournalEntry> }) => (
  <section class="requests" id="requests" aria-label="Requests" data-live>
    <h2>Requests</h2>
    {entries.length === 0 ? <p class="empty">No request yet.</p> : null}
    <ol>
      {entries.map((entry) => (
        <Row entry={entry} />
      ))}
    </ol>
  </section>
)
