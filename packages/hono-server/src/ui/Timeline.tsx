import { Moment } from "./Moment.js"

/** Something that happened to a fax. */
export interface TimelineEvent {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly text: string
  /** Its colour: `call`, `delivered`, `failed` or `held`. */
  readonly look: string
}

/** What has happened to a fax, from its acceptance on; and what it waits for, if anything. */
export const Timeline = ({
  events,
  waitingFor
}: {
  readonly events: ReadonlyArray<TimelineEvent>
  readonly waitingFor?: string | undefined
}) => (
  <section id="timeline" data-live aria-labelledby="timeline-title">
    <h3 id="timeline-title">Timeline</h3>
    <ol class="timeline">
      {events.map(({ at, look, text }) => (
        <li class={look}>
          <Moment at={at} /> <span>{text}</span>
        </li>
      ))}
      {waitingFor === undefined ? null : <li class="held">{waitingFor}</li>}
    </ol>
  </section>
)
