import { FailureReason, sessionFacts } from "@faxingcenter/core/delivery"
import { mayDo, type OperatorSession, type SupervisedMessage } from "@faxingcenter/gateway/manage"
import * as DateTime from "effect/DateTime"
import { Fact } from "../ui/Fact.js"
import { Moment as EpochMoment } from "../ui/Moment.js"
import { inert, sizeText, spaced } from "../ui/words.js"
import { ConsoleForm } from "./ConsoleForm.js"
import { base } from "./consoleSite.js"
import { adviceOf, stateLook, stateText } from "./messageWords.js"

type Delivery = SupervisedMessage["delivery"]

const reasonOf = ({ state }: Delivery) => (state._tag === "Failed" ? state.reason : undefined)

const Moment = ({ at }: { readonly at: DateTime.Utc }) => (
  <EpochMoment at={DateTime.toEpochMillis(at)} />
)

interface ActionsProps {
  readonly message: SupervisedMessage
  readonly session: OperatorSession
}

/** Settles an outcome that nobody knows, by what a person found out. */
export const Settle = ({ message, session, back }: ActionsProps & { readonly back: string }) => {
  const action = `${base}/messages/${message.messageId}`
  return (
    <ConsoleForm session={session} action={action} back={back} class="settle">
      <label>
        <span>Pages that arrived</span>
        <input type="number" name="pages" min={0} max={100_000} value={1} />
      </label>
      <button type="submit" name="do" value="delivered">
        It arrived
      </button>
      <label>
        <span>Or why it failed</span>
        <select name="reason">
          {FailureReason.literals
            .filter((reason) => reason !== "unknown_outcome")
            .map((reason) => (
              <option value={reason}>{spaced(reason)}</option>
            ))}
        </select>
      </label>
      <button type="submit" name="do" value="failed">
        It failed
      </button>
      <label>
        <span>Note for the audit log</span>
        <input type="text" name="note" maxlength={500} />
      </label>
    </ConsoleForm>
  )
}

const Actions = ({ message, session }: ActionsProps) => {
  if (!mayDo(session.role, "operator")) return null
  const { delivery, messageId } = message
  const action = `${base}/messages/${messageId}`
  const isOver = delivery.state._tag === "Delivered" || delivery.state._tag === "Failed"
  const isUnknown = reasonOf(delivery) === "unknown_outcome"
  return (
    <section class="actions" id="acts" data-live aria-label="What to do with this fax">
      {isOver ? null : (
        <ConsoleForm session={session} action={action} back={action}>
          <button type="submit" name="do" value="cancel" disabled={delivery.cancelRequested}>
            {delivery.state._tag === "Waiting" ? "Cancel" : "Hang up and cancel"}
          </button>
        </ConsoleForm>
      )}
      {isOver ? (
        <ConsoleForm session={session} action={action} back={action}>
          {delivery.state._tag === "Delivered" || isUnknown ? (
            <label class="inline">
              <input type="checkbox" name="twice" value="yes" required /> It may arrive twice
            </label>
          ) : null}
          <button type="submit" name="do" value="resend">
            Send again
          </button>
        </ConsoleForm>
      ) : null}
      {isUnknown ? <Settle message={message} session={session} back={action} /> : null}
    </section>
  )
}

const Attempts = ({ message }: { readonly message: SupervisedMessage }) => (
  <section id="attempts" data-live aria-labelledby="attempts-title">
    <h3 id="attempts-title">Attempts</h3>
    {message.delivery.attempts.length === 0 ? (
      <p class="empty">No call yet.</p>
    ) : (
      <div class="scroll" tabindex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Began</th>
              <th scope="col">Ended</th>
              <th scope="col">Outcome</th>
              <th scope="col">Pages</th>
              <th scope="col">On the line</th>
              <th scope="col">Code of the line</th>
              <th scope="col">Call</th>
            </tr>
          </thead>
          <tbody>
            {message.delivery.attempts.map(({ endedAt, fence, outcome, startedAt }) => {
              const call = message.calls.find((record) => record.fence === fence)
              return (
                <tr>
                  <td>
                    <Moment at={startedAt} />
                  </td>
                  <td>
                    {endedAt === undefined ? "in progress or in doubt" : <Moment at={endedAt} />}
                  </td>
                  <td>
                    {outcome === undefined
                      ? ""
                      : outcome._tag === "Failed"
                        ? spaced(outcome.reason)
                        : outcome._tag === "Delivered"
                          ? "delivered"
                          : "not dialled"}
                  </td>
                  <td>
                    {outcome !== undefined && "pages" in outcome ? outcome.pages : call?.pages}
                  </td>
                  <td>
                    {outcome !== undefined && "session" in outcome && outcome.session !== undefined
                      ? inert(sessionFacts(outcome.session).join(", "))
                      : ""}
                  </td>
                  <td>
                    <code>
                      {outcome !== undefined && "raw" in outcome
                        ? inert(JSON.stringify(outcome.raw))
                        : ""}
                    </code>
                  </td>
                  <td>
                    <code>{inert(call?.remoteId ?? "")}</code>
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
    )}
  </section>
)

/** Everything that is known of a message. */
export const MessagePage = ({ message, session }: ActionsProps) => {
  const { delivery, documents } = message
  const { state } = delivery
  const advice = adviceOf(delivery)
  return (
    <article class="detail" id="detail" aria-labelledby="fax-title">
      <a class="back always" href={`${base}/messages`}>
        All messages
      </a>
      <h2 id="fax-title">Fax to {message.faxNumber}</h2>
      <div id="status" data-live>
        <p class={`status large ${stateLook(state._tag, reasonOf(delivery))}`}>
          {stateText(state._tag, reasonOf(delivery))}
        </p>
        {advice === undefined ? null : <p class="facts">{advice}</p>}
        <dl class="grid">
          <Fact name="Client">
            <bdi>{inert(message.clientName)}</bdi>
          </Fact>
          <Fact name="Reference">
            <bdi>{inert(message.reference ?? message.jobReference ?? "none")}</bdi>
          </Fact>
          <Fact name="Accepted">
            <Moment at={delivery.acceptedAt} />
          </Fact>
          <Fact name="Deadline">
            <Moment at={delivery.deadline} />
          </Fact>
          {state._tag === "Waiting" ? (
            <Fact name="Called from">
              <Moment at={state.notBefore} />
            </Fact>
          ) : null}
          {state._tag === "Delivered" ? <Fact name="Pages">{state.pages}</Fact> : null}
          <Fact name="Message id (mid)" isLong>
            <code>{message.messageId}</code>
          </Fact>
          <Fact name="Send id (sid)" isLong>
            <code>{message.sendId}</code>
          </Fact>
        </dl>
      </div>
      <Actions message={message} session={session} />
      <Attempts message={message} />
      <section aria-labelledby="documents-title">
        <h3 id="documents-title">Documents</h3>
        <p class="links">
          {mayDo(session.role, "operator") ? (
            <a href={`${base}/messages/${message.messageId}/pages`}>Show the pages</a>
          ) : null}{" "}
          <a href={`${base}/messages/${message.messageId}/receipt`}>Show the receipt</a>
        </p>
        <ul class="files">
          {documents.map(({ fileName, sha256, size }) => (
            <li>
              <bdi>{inert(fileName)}</bdi>, {sizeText(size)}, SHA-256 <code>{sha256}</code>
            </li>
          ))}
        </ul>
      </section>
      <section id="events" data-live aria-labelledby="events-title">
        <h3 id="events-title">Events</h3>
        <ol class="timeline">
          {message.events.map(({ at, happening, id }) => (
            <li class={happening._tag.toLowerCase()}>
              <EpochMoment at={DateTime.toEpochMillis(at)} /> {spaced(happening._tag)}
              {"reason" in happening && happening.reason !== undefined
                ? `: ${spaced(happening.reason)}`
                : ""}{" "}
              <code>{id}</code>
            </li>
          ))}
        </ol>
      </section>
    </article>
  )
}
