import type { SupervisedReceivedFax } from "@faxingcenter/gateway/manage"
import { Moment } from "../ui/Moment.js"
import { inert, plural } from "../ui/words.js"
import { base } from "./consoleSite.js"

interface Props {
  readonly faxes: ReadonlyArray<SupervisedReceivedFax>
  /** The fax after which older ones follow. */
  readonly next: string | undefined
  /** Only those that no client is known for. */
  readonly nobody: boolean
}

/** Received faxes of all clients, a row each. */
export const ReceivedFaxesPage = ({ faxes, next, nobody }: Props) => (
  <div class="board">
    <h2>Received</h2>
    <p>
      {nobody ? (
        <a href={`${base}/received`}>All received faxes</a>
      ) : (
        <a href={`${base}/received?nobody=1`}>Those not assigned to a client yet</a>
      )}
    </p>
    {faxes.length === 0 ? <p class="empty">No fax has been received.</p> : null}
    <div class="scroll" tabindex={0} id="received" data-live>
      <table class="messages">
        <caption class="hidden">Received faxes, the newest first</caption>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col">Pages</th>
            <th scope="col">Client</th>
            <th scope="col">Received</th>
          </tr>
        </thead>
        <tbody>
          {faxes.map(({ clientId, fax }) => (
            <tr>
              <th scope="row">
                <a class="fax-link" href={`${base}/received/${fax.receivedFaxId}`}>
                  <bdi>{inert(fax.from ?? fax.remoteStation ?? "unknown")}</bdi>
                </a>
              </th>
              <td>
                <bdi>{inert(fax.to ?? fax.subaddress ?? "")}</bdi>
              </td>
              <td>
                {plural(fax.pages, "page")}
                {fax.partial ? <strong>, incomplete</strong> : null}
                {fax.read ? "" : ", unread"}
              </td>
              <td>{clientId === undefined ? <strong>nobody</strong> : inert(clientId)}</td>
              <td>
                <Moment at={fax.receivedAt.epochMillis} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
    {next === undefined ? null : (
      <p>
        <a href={`${base}/received?before=${next}${nobody ? "&nobody=1" : ""}`}>Older ones</a>
      </p>
    )}
  </div>
)
