import {
  mayDo,
  type OperatorSession,
  type Overview,
  type QueueState
} from "@faxingcenter/gateway/manage"
import * as DateTime from "effect/DateTime"
import { Fact } from "../ui/Fact.js"
import { Moment } from "../ui/Moment.js"
import { inert, spaced } from "../ui/words.js"
import { ConsoleForm } from "./ConsoleForm.js"
import { base } from "./consoleSite.js"
import { HourPlot } from "./HourPlot.js"
import { MessageTable } from "./MessageTable.js"

interface Props {
  readonly overview: Overview
  readonly queue: QueueState
  readonly session: OperatorSession
}

const action = `${base}/queue`

/** What stops calls and lets them go on. */
const QueueActs = ({ queue, session }: Omit<Props, "overview">) => (
  <div class="row-group">
    <div id="pause" data-live>
      {queue.pause === undefined ? (
        <ConsoleForm session={session} action={action} back={action} class="row">
          <label>
            <span>Why (for others and the audit log)</span>
            <input type="text" name="note" id="pause-note" maxlength={500} />
          </label>
          <button type="submit" name="do" value="pause">
            Pause the queue
          </button>
        </ConsoleForm>
      ) : (
        <ConsoleForm session={session} action={action} back={action} class="row">
          <button type="submit" name="do" value="resume">
            Resume the queue
          </button>
        </ConsoleForm>
      )}
    </div>
    <ConsoleForm session={session} action={action} back={action} class="row">
      <label>
        <span>Number to hold</span>
        <input type="text" name="number" id="hold-number" inputmode="tel" required maxlength={30} />
      </label>
      <label>
        <span>Why</span>
        <input type="text" name="note" id="hold-note" maxlength={500} />
      </label>
      <button type="submit" name="do" value="hold">
        Hold
      </button>
    </ConsoleForm>
  </div>
)

/** The numbers that nobody calls. */
const Holds = ({ queue, session }: Omit<Props, "overview">) => (
  <ul class="holds">
    {queue.holds.map(({ at, by, detail, number }) => (
      <li>
        <strong>{number}</strong> since <Moment at={DateTime.toEpochMillis(at)} /> by{" "}
        <span>
          <bdi>{inert(by)}</bdi>
          {detail === undefined ? "" : `: ${inert(detail)}`}
        </span>
        {mayDo(session.role, "operator") ? (
          <ConsoleForm session={session} action={action} back={action}>
            <input type="hidden" name="number" value={number} />
            <button type="submit" name="do" value="release">
              Release<span class="hidden"> {number}</span>
            </button>
          </ConsoleForm>
        ) : null}
      </li>
    ))}
  </ul>
)

/** What the gateway is doing now, and how the last day went. */
export const QueuePage = ({ overview, queue, session }: Props) => {
  const { hours, oldestDue, onTheLine, open, reasons } = overview
  const highest = Math.max(1, ...reasons.map(({ n }) => n))
  return (
    <div class="board">
      <section id="queue-now" data-live aria-labelledby="queue-title">
        <h2 id="queue-title">Queue</h2>
        {overview.transport === "simulated" ? (
          <p class="problem" role="note">
            The line is simulated: this gateway makes no calls.
          </p>
        ) : (
          <p class="facts">Line: {overview.transport}</p>
        )}
        <dl class="grid figures">
          <Fact name="Waiting">{open.waiting}</Fact>
          <Fact name="On the line">{open.calling}</Fact>
          <Fact name="In doubt">{open.inDoubt}</Fact>
          <Fact name="Longest due since">
            {oldestDue === undefined ? (
              "nothing is due"
            ) : (
              <Moment at={DateTime.toEpochMillis(oldestDue)} />
            )}
          </Fact>
        </dl>
      </section>
      <section id="control" aria-labelledby="control-title">
        <h3 id="control-title">Pause and hold</h3>
        {mayDo(session.role, "operator") ? <QueueActs queue={queue} session={session} /> : null}
        <div id="holds" data-live>
          {queue.holds.length === 0 ? (
            <p class="empty">No number is held.</p>
          ) : (
            <Holds queue={queue} session={session} />
          )}
          {queue.held > queue.holds.length ? (
            <p class="facts">{queue.held} numbers are held; these are the newest.</p>
          ) : null}
        </div>
      </section>
      <section id="on-the-line" data-live aria-labelledby="line-title">
        <h3 id="line-title">On the line and in doubt</h3>
        {onTheLine.length === 0 ? (
          <p class="empty">No call is in progress.</p>
        ) : (
          <MessageTable messages={onTheLine} caption="Calls in progress or in doubt" />
        )}
      </section>
      <section id="last-day" data-live aria-labelledby="day-title">
        <h3 id="day-title">Faxes accepted in the last 24 hours</h3>
        <HourPlot hours={hours} />
      </section>
      <section id="reasons" data-live aria-labelledby="reasons-title">
        <h3 id="reasons-title">Why faxes of the last 24 hours failed</h3>
        {reasons.length === 0 ? (
          <p class="empty">None failed.</p>
        ) : (
          <ol class="bars">
            {reasons.map(({ n, reason }) => (
              <li>
                <a href={`${base}/messages?reason=${reason}`}>{spaced(reason)}</a>
                <meter min={0} max={highest} value={n}>
                  {n}
                </meter>
                <span>{n}</span>
              </li>
            ))}
          </ol>
        )}
        <p class="facts">
          As of <Moment at={DateTime.toEpochMillis(overview.at)} />; of the newest 20,000 faxes at
          most.
        </p>
      </section>
    </div>
  )
}
