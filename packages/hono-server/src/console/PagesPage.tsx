import type { ShownPages, SupervisedMessage } from "@faxingcenter/gateway/manage"
import { PageViewer } from "../ui/PageViewer.js"
import { base } from "./consoleSite.js"

/** Dots of a fine page of A4, for the room that a page takes before it is there. */
const usual = { width: 1728, rows: 2292 }

interface Props {
  readonly message: SupervisedMessage
  readonly shown: ShownPages
  /** The name of the way to the line. */
  readonly transport: string
}

/** The pages of a fax. */
export const PagesPage = ({ message, shown, transport }: Props) => {
  const { delivery, faxNumber, messageId } = message
  const address = `${base}/messages/${messageId}`
  const last = delivery.attempts.findLast(({ outcome }) => outcome !== undefined)?.outcome
  const arrived =
    delivery.state._tag === "Failed" && last !== undefined && "pages" in last
      ? last.pages
      : undefined
  return (
    <article class="detail" id="detail" aria-labelledby="fax-title">
      <a class="back always" href={address}>
        Back to the message
      </a>
      <h2 id="fax-title">Pages to {faxNumber}</h2>
      {shown.areAsSent ? null : (
        <p class="facts">
          {transport === "simulated"
            ? "The line is simulated and sent nothing: this is how the documents look as fax pages."
            : "The provider received the documents and makes its own pages: this is how they look as fax pages here."}
        </p>
      )}
      <PageViewer
        url={`${address}/pages`}
        title={shown.areAsSent ? "Pages as they were given to the line" : "Documents as fax pages"}
        pages={shown.pages.map(({ fileName }, i) => ({ number: i + 1, fileName, ...usual }))}
        findings={[]}
        resolution="fine"
        isOnDemand
        arrived={arrived}
      />
    </article>
  )
}
