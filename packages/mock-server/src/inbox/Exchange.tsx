import { inert } from "@faxingcenter/hono-server/ui"
import type { JournalEntry } from "../journal/Journal.js"
import type { Fax } from "../simulation/Fax.js"
import { curlOf, programOf } from "./codeOf.js"

interface Props {
  readonly entry: JournalEntry
  /** All faxes of the job. */
  readonly job: ReadonlyArray<Fax>
  readonly baseUrl: string
}

const headerLines = (headers: Readonly<Record<string, string>>) =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n")

const requestText = ({ request }: JournalEntry) =>
  `${request.method} ${request.target}\n${headerLines(request.headers)}\n\n${request.body}`

const answerText = ({ answer }: JournalEntry) =>
  answer === undefined
    ? "None: the connection was reset"
    : `HTTP ${answer.status}\n${headerLines(answer.headers)}\n\n${answer.body}`

const Listing = ({ id, text, title }: { id: string; text: string; title: string }) => (
  <div class="listing">
    <div class="title">
      <h4>{title}</h4>
      <button type="button" class="copy" data-copy={id}>
        Copy<span class="hidden"> {title}</span>
      </button>
    </div>
    <pre id={id} tabindex={0}>
      <code>{text}</code>
    </pre>
  </div>
)

/** The request that sent a fax and its answer, raw and as something to run. */
export const Exchange = ({ baseUrl, entry, job }: Props) => (
  <details class="exchange">
    <summary>
      Request and answer
      {entry.scenario === undefined ? (
        ""
      ) : (
        <>
          , with the scenario “<bdi>{inert(entry.scenario)}</bdi>”
        </>
      )}
    </summary>
    {entry.violations.length === 0 ? null : (
      <ul class="findings">
        {entry.violations.map((violation) => (
          <li class="warning">{inert(violation)}</li>
        ))}
      </ul>
    )}
    <Listing id="raw-request" title="Request" text={inert(requestText(entry))} />
    <Listing id="raw-answer" title="Answer" text={inert(answerText(entry))} />
    <Listing id="as-curl" title="As curl" text={curlOf(job, entry, baseUrl)} />
    <Listing id="as-code" title="As TypeScript" text={programOf(job, entry, baseUrl)} />
  </details>
)
