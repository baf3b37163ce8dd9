import type { Overview } from "@faxingcenter/gateway"
import * as DateTime from "effect/DateTime"
import { Fact } from "../ui/Fact.js"
import { isoText, momentText, spaced } from "../ui/words.js"
import { base } from "./consoleSite.js"
import { HourPlot } from "./HourPlot.js"
import { MessageTable } from "./MessageTable.js"

/** What the gateway is doing now, and how the last day went. */
export const QueuePage = ({ overview }: { readonly overview: Overview }) => {
  const { hours, oldestDue, onTheLine, open, reasons } = overview
  const most = Math.max(1, ...reasons.map(({ n }) => n))
  return (
    <div class="board">
      <section id="queue-now" data-live aria-labelledby="queue-title">
        <h2 id="queue-title">Queue</h2>
        {overview.transport === "simulated" ? (
          <p class="problem" role="note">
            The line is simulated: this gateway calls nobody.
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
              <time datetime={DateTime.formatIso(oldestDue)}>
                {momentText(DateTime.toEpochMillis(oldestDue))}
              </time>
            )}
          </Fact>
        </dl>
      </section>
      <section id="on-the-line" data-live aria-labelledby="line-title">
        <h3 id="line-title">On the line and in doubt</h3>
        {onTheLine.length === 0 ? (
          <p class="empty">No call is on.</p>
        ) : (
          <MessageTable messages={onTheLine} caption="Calls that are on or in doubt" />
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
                <meter min={0} max={most} value={n}>
                  {n}
                </meter>
                <span>{n}</span>
              </li>
            ))}
          </ol>
        )}
        <p class="facts">
          As of{" "}
          <time datetime={isoText(DateTime.toEpochMillis(overview.at))}>
            {momentText(DateTime.toEpochMillis(overview.at))}
          </time>{" "}
          UTC; of the newest 20,000 faxes at most.
        </p>
      </section>
    </div>
  )
}
