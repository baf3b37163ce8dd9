import type { DeliveryReceipts } from "@faxingcenter/gateway"
import type { SupervisedMessage } from "@faxingcenter/gateway/manage"
import * as DateTime from "effect/DateTime"
import type * as Effect from "effect/Effect"
import { Fact } from "../ui/Fact.js"
import { Moment } from "../ui/Moment.js"
import { inert, spaced } from "../ui/words.js"
import { base } from "./consoleSite.js"

interface Props {
  readonly message: SupervisedMessage
  readonly signed: Effect.Effect.Success<ReturnType<typeof DeliveryReceipts.Service.of>>
}

/** What the gateway signs for, and the signed text. */
export const ReceiptPage = ({ message, signed: { jws, receipt } }: Props) => {
  const address = `${base}/messages/${message.messageId}`
  return (
    <article class="detail" id="detail" aria-labelledby="fax-title">
      <a class="back always" href={address}>
        Back to the message
      </a>
      <h2 id="fax-title">Receipt for {receipt.faxNumber}</h2>
      {receipt.simulated === true ? (
        <p class="problem" role="note">
          The line was simulated: this does not prove a real call.
        </p>
      ) : null}
      <dl class="grid">
        <Fact name="Status">
          {receipt.status}
          {receipt.reason === undefined ? "" : `: ${spaced(receipt.reason)}`}
        </Fact>
        <Fact name="Pages">{receipt.pages ?? "none confirmed"}</Fact>
        <Fact name="Calls">{receipt.attempts.length}</Fact>
        <Fact name="Issued">
          <Moment at={DateTime.toEpochMillis(receipt.issuedAt)} />
        </Fact>
        <Fact name="Reference">
          <bdi>{inert(receipt.reference ?? receipt.sendReference ?? "none")}</bdi>
        </Fact>
      </dl>
      <section aria-labelledby="signed-title">
        <h3 id="signed-title">Signed text</h3>
        <p class="facts">
          Anyone who has it can check it with <code>fax verify</code>, offline.
        </p>
        <div class="title">
          <button type="button" class="copy" data-copy="jws">
            Copy
          </button>
          <a href={`${address}/receipt.jws`} download={`${message.messageId}.jws`}>
            Download
          </a>
        </div>
        <pre id="jws" tabindex={0}>
          {jws}
        </pre>
      </section>
    </article>
  )
}
