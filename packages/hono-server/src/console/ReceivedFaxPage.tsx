import type { ApiClient } from "@faxingcenter/gateway"
import {
  mayDo,
  type OperatorSession,
  type SupervisedReceivedFax
} from "@faxingcenter/gateway/manage"
import { Fact } from "../ui/Fact.js"
import { Moment } from "../ui/Moment.js"
import { PageViewer } from "../ui/PageViewer.js"
import { inert, sizeText } from "../ui/words.js"
import { ConsoleForm } from "./ConsoleForm.js"
import { base } from "./consoleSite.js"

interface Props {
  readonly received: SupervisedReceivedFax
  readonly clients: ReadonlyArray<ApiClient>
  readonly session: OperatorSession
}

/** Rows of a page of A4, where only its width is known. */
const rowsOf = (resolution: string | undefined) => (resolution === "standard" ? 1146 : 2292)

/** A received fax: what is known of it, its pages, and what may be done to it. */
export const ReceivedFaxPage = ({ clients, received: { clientId, fax }, session }: Props) => {
  const url = `${base}/received/${fax.receivedFaxId}`
  const isOperator = mayDo(session.role, "operator")
  const { document, pages, width = 1728, ...facts } = fax
  const texts = [
    ["Number called", facts.to],
    ["Subaddress", facts.subaddress],
    ["Caller's name", facts.callerName],
    ["Sender's machine", facts.remoteStation],
    ["Modem", facts.channel],
    ["Speed", facts.speed === undefined ? undefined : `${facts.speed} bit/s`],
    ["Coding", facts.coding],
    ["Call", facts.seconds === undefined ? undefined : `${facts.seconds} s`],
    ["On the line", facts.remoteId]
  ] as const
  const act = (name: string, label: string) => (
    <ConsoleForm session={session} action={url} back={name === "remove" ? `${base}/received` : url}>
      <button type="submit" name="do" value={name}>
        {label}
      </button>
    </ConsoleForm>
  )
  return (
    <article class="board fax">
      <h2>
        Fax from <bdi>{inert(facts.from ?? facts.remoteStation ?? "an unknown number")}</bdi>
      </h2>
      {fax.partial ? (
        <p class="problem">
          It is incomplete{fax.problem === undefined ? "" : `: ${inert(fax.problem)}`}
        </p>
      ) : null}
      <dl class="grid">
        <Fact name="Client">{clientId === undefined ? "nobody yet" : inert(clientId)}</Fact>
        <Fact name="Received">
          <Moment at={fax.receivedAt.epochMillis} />
        </Fact>
        <Fact name="Pages">{String(pages)}</Fact>
        <Fact name="Read">
          {fax.readAt === undefined ? "no" : <Moment at={fax.readAt.epochMillis} />}
        </Fact>
        {texts.map(([name, text]) =>
          text === undefined ? null : (
            <Fact name={name}>
              <bdi>{inert(text)}</bdi>
            </Fact>
          )
        )}
        {document === undefined ? null : (
          <Fact name="TIFF" isLong>
            {sizeText(document.size)}, SHA-256 <code>{document.sha256}</code>
          </Fact>
        )}
      </dl>
      {isOperator ? (
        <div class="actions">
          {fax.read ? act("unread", "Mark as unread") : act("read", "Mark as read")}
          {act("redeliver", "Announce again")}
          {act("remove", "Delete permanently")}
          <ConsoleForm session={session} action={url} back={url}>
            <label>
              <span>For</span>
              <select name="client">
                {clients
                  .filter(({ revokedAt }) => revokedAt === undefined)
                  .map((client) => (
                    <option value={client.clientId} selected={client.clientId === clientId}>
                      {inert(client.name)}
                    </option>
                  ))}
              </select>
            </label>
            <button type="submit" name="do" value="assign">
              Assign to this client
            </button>
          </ConsoleForm>
        </div>
      ) : null}
      {document === undefined ? (
        <p class="empty">{pages === 0 ? "No page arrived." : "Its pages are no longer kept."}</p>
      ) : isOperator ? (
        <PageViewer
          title="Pages as received"
          url={`${url}/pages`}
          pages={Array.from({ length: pages }, (_, i) => ({
            number: i + 1,
            fileName: "the received fax",
            rows: rowsOf(facts.resolution),
            width
          }))}
          findings={[]}
          resolution={facts.resolution ?? "fine"}
          seconds={facts.seconds}
        />
      ) : (
        <p class="empty">Only operators can see its pages.</p>
      )}
    </article>
  )
}
