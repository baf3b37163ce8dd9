import { Fact, inert, Moment, plural, sizeText, Timeline } from "@faxingcenter/hono-server/ui"
import type { JournalEntry } from "../journal/Journal.js"
import type { Look } from "../pages/FaxPages.js"
import type { CountedFax, Fax } from "../simulation/Fax.js"
import { Actions } from "./Actions.js"
import { Exchange } from "./Exchange.js"
import { FaxPagesView } from "./FaxPagesView.js"
import { failureText, lookOf, statusText } from "./faxWords.js"
import { hrefOf, type InboxQuery } from "./InboxQuery.js"
import { timelineOf } from "./timelineOf.js"

export interface OpenFax {
  readonly fax: CountedFax
  /** All faxes of its job. */
  readonly job: ReadonlyArray<Fax>
  readonly rendering: Look | undefined
  /** The request that sent it; absent when it was seeded, or forgotten. */
  readonly entry: JournalEntry | undefined
  readonly baseUrl: string
}

/** What has become of it, in a line. */
const Outcome = ({ fax }: { readonly fax: CountedFax }) => (
  <p class="facts" id="outcome" data-live>
    {plural(fax.attempts.length, "call")}, {fax.pages ?? 0} of {plural(fax.pageCount, "page")}{" "}
    delivered
    {fax.endedAt === undefined ? (
      ""
    ) : (
      <>
        , ended <Moment at={fax.endedAt} />
      </>
    )}
    {failureText(fax) === undefined ? "" : `. ${failureText(fax)}`}
  </p>
)

const Downloads = ({ fax, hasPages }: { readonly fax: Fax; readonly hasPages: boolean }) => (
  <section aria-labelledby="files-title">
    <h3 id="files-title">Files</h3>
    <ul class="files">
      {hasPages ? (
        <>
          <li>
            <a href={`/_mock/faxes/${fax.messageId}/fax.tiff`} download>
              The fax as TIFF
            </a>
          </li>
          <li>
            <a href={`/_mock/faxes/${fax.messageId}/fax.pdf`} download>
              The fax as PDF
            </a>
          </li>
        </>
      ) : null}
      {fax.documents.map(({ bytes, fileName }, index) => (
        <li>
          <a href={`/_mock/faxes/${fax.messageId}/documents/${index}`} download>
            {inert(fileName)}
          </a>{" "}
          <small>as it was sent, {sizeText(bytes.length)}</small>
        </li>
      ))}
    </ul>
  </section>
)

/** Everything there is to know of one fax. */
export const FaxDetail = ({
  open,
  query
}: {
  readonly open: OpenFax
  readonly query: InboxQuery
}) => {
  const { fax, job, rendering } = open
  return (
    <article class="detail" id="detail" data-fax={fax.messageId} aria-labelledby="fax-title">
      <div class="head">
        <a class="back" href={hrefOf(query, { fax: "" })}>
          All faxes
        </a>
        <h2 id="fax-title">Fax to {fax.number}</h2>
        <p id="status" data-live>
          <span class={`status ${lookOf(fax)}`}>{statusText(fax)}</span>
        </p>
        <Actions fax={fax} count={job.length} query={query} />
      </div>
      <Outcome fax={fax} />
      <FaxPagesView fax={fax} rendering={rendering} />
      <Timeline
        events={timelineOf(fax)}
        waitingFor={fax.onHold ? "On hold until it is released" : undefined}
      />
      <section aria-labelledby="facts-title">
        <h3 id="facts-title">Particulars</h3>
        <dl class="grid">
          <Fact name="Sent">
            <Moment at={fax.acceptedAt} />
          </Fact>
          <Fact name="Client">{inert(fax.client)}</Fact>
          {fax.scenario === undefined ? null : <Fact name="Scenario">{inert(fax.scenario)}</Fact>}
          {fax.reference === undefined ? null : (
            <Fact name="Reference">{inert(fax.reference)}</Fact>
          )}
          {fax.jobReference === undefined ? null : (
            <Fact name="Reference of the job">{inert(fax.jobReference)}</Fact>
          )}
          <Fact name="Message id (mid)" isLong>
            <code>{fax.messageId}</code>
          </Fact>
          <Fact name="Send id (sid)" isLong>
            <code>{fax.sendId}</code>
          </Fact>
        </dl>
        {job.length > 1 ? (
          <p>
            Sent to {job.length} numbers:{" "}
            {job.map((other) => (
              <>
                <a href={hrefOf(query, { fax: other.messageId })}>{other.number}</a>{" "}
              </>
            ))}
          </p>
        ) : null}
      </section>
      <Downloads fax={fax} hasPages={rendering?.ok === true} />
      {open.entry === undefined ? null : (
        <Exchange entry={open.entry} job={job} baseUrl={open.baseUrl} />
      )}
    </article>
  )
}
