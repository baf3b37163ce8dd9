import type { ReceivedFax } from "@faxingcenter/core"
import { inert, isoText, momentText } from "@faxingcenter/hono-server/ui"

interface Props {
  readonly faxes: ReadonlyArray<ReceivedFax>
  /** What was wrong with the last one that was to come in. */
  readonly problem: string | undefined
}

/** What clients have received, and a form to let one more fax come in. */
export const ArrivalList = ({ faxes, problem }: Props) => (
  <>
    <form class="filters" method="post" action="/_mock/ui/received" enctype="multipart/form-data">
      <div class="fields">
        <label>
          <span>From number</span>
          <input name="from" inputmode="tel" placeholder="13055550100" />
        </label>
        <label>
          <span>To client</span>
          <input name="client" placeholder="demo" />
        </label>
        <label>
          <span>Document</span>
          <input type="file" name="document" />
        </label>
        <button type="submit">Receive a fax</button>
      </div>
    </form>
    {problem === undefined ? null : <p role="alert">{inert(problem)}</p>}
    {faxes.length === 0 ? (
      <p class="empty">No fax has been received yet. Receive one here, or through the API.</p>
    ) : (
      <ol class="requests" id="received" data-live>
        {faxes.map(({ document, from, pages, receivedAt, receivedFaxId }) => (
          <li>
            <time datetime={isoText(receivedAt.epochMillis)}>
              {momentText(receivedAt.epochMillis)}
            </time>{" "}
            from <bdi>{inert(from ?? "a withheld number")}</bdi>, {pages} page(s)
            {document === undefined ? (
              ""
            ) : (
              <>
                {" "}
                <a href={`/_mock/ui/received/${receivedFaxId}/fax.pdf`}>
                  Open it<span class="hidden"> as PDF</span>
                </a>
              </>
            )}
          </li>
        ))}
      </ol>
    )}
  </>
)
