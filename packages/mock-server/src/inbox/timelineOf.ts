import { plural, spaced, type TimelineEvent } from "@faxingcenter/hono-server/ui"
import type { Fax } from "../simulation/Fax.js"

/** What has happened to a fax, from its acceptance on. */
export const timelineOf = (fax: Fax): ReadonlyArray<TimelineEvent> => {
  const calls = fax.attempts.flatMap(
    ({ endedAt, ends, pages = 0, startedAt }, index): Array<TimelineEvent> => {
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
                : `Failed, no more calls: ${spaced(fax.reason ?? "")}`,
            look: fax.status
          }
        ]
  return [{ at: fax.acceptedAt, text: "Accepted", look: "call" }, ...calls, ...end]
}
