import type { Fax } from "../simulation/Fax.js"
import { isoText, momentText, plural, spaced } from "./words.js"

interface Event {
  readonly at: number
  readonly text: string
  readonly look: string
}

const eventsOf = (fax: Fax): ReadonlyArray<Event> => {
  const calls = fax.attempts.flatMap(
    ({ endedAt, ends, pages = 0, startedAt }, index): Array<Event> => {
      const name = `Call ${index + 1}`
      const started = { at: startedAt, text: `${name} to ${fax.number} began`, look: "call" }
      if (endedAt === undefined || ends === undefined) return [started]
      const outcome = ends === "delivered" ? "delivered" : "failed"
      const confirmed = pages > 0 ? `, ${plural(pages, "page")} confirmed` : ""
      return [started, { at: endedAt, text: `${name}: ${spaced(ends)}${confirmed}`, look: outcome }]
    }
  )
  const end =
    fax.endedAt === undefined
      ? []
      : [
          {
            at: fax.endedAt,
            text:
              fax.status === "delivered"
                ? "Delivered"
                : `Failed for good: ${spaced(fax.reason ?? "")}`,
            look: fax.status
          }
        ]
  return [{ at: fax.acceptedAt, text: "Accepted", look: "call" }, ...calls, ...end]
}

/** What has happened to a fax, from its acceptance on. */
export const Timeline = ({ fax }: { readonly fax: Fax }) => (
  <section id="timeline" data-live aria-labelledby="timeline-title">
    <h3 id="timeline-title">Timeline</h3>
    <ol class="timeline">
      {eventsOf(fax).map(({ at, look, text }) => (
        <li class={look}>
          <time datetime={isoText(at)}>{momentText(at)}</time> <span>{text}</span>
        </li>
      ))}
      {fax.onHold ? <li class="held">On hold, until somebody releases it</li> : null}
    </ol>
  </section>
)
