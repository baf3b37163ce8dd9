import { mayDo, type OperatorSession, type SupervisedMessage } from "@faxingcenter/gateway/manage"
import { Moment } from "../ui/Moment.js"
import { inert } from "../ui/words.js"
import { base } from "./consoleSite.js"
import { Settle } from "./MessagePage.js"

interface Props {
  readonly messages: ReadonlyArray<SupervisedMessage>
  readonly session: OperatorSession
  /** Where the list goes on; absent at its end. */
  readonly next: string | undefined
}

/** The faxes whose outcome nobody knows, until a person says what became of them. */
export const SettlePage = ({ messages, next, session }: Props) => (
  <div class="board">
    <h2>Unknown outcomes</h2>
    <p class="facts">
      The line could not say whether these faxes arrived, so they are never resent automatically.
      Ask the recipient, then enter the outcome of each.
    </p>
    <section id="list" data-live aria-label="Faxes to settle">
      {messages.length === 0 ? <p class="empty">There is nothing to settle.</p> : null}
      <ol class="cards">
        {messages.map((message) => (
          <li>
            <p>
              <a class="fax-link" href={`${base}/messages/${message.messageId}`}>
                Fax to {message.faxNumber}
              </a>{" "}
              of <bdi>{inert(message.clientName)}</bdi>, accepted{" "}
              <Moment at={message.delivery.acceptedAt.epochMillis} />, reference{" "}
              <bdi>{inert(message.reference ?? message.jobReference ?? "none")}</bdi>
            </p>
            {mayDo(session.role, "operator") ? (
              <Settle message={message} session={session} back={`${base}/unknown`} />
            ) : null}
          </li>
        ))}
      </ol>
      {next === undefined ? null : (
        <nav class="pager" aria-label="Pages of the list">
          <a rel="next" href={`${base}/unknown?before=${next}`}>
            Older
          </a>
        </nav>
      )}
    </section>
  </div>
)
