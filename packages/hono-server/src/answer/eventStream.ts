/** What a server-sent event says (https://html.spec.whatwg.org/#server-sent-events). */
interface SentEvent {
  /** What a listener that comes back says that it has. */
  readonly id?: string
  /** Its type; `message` where it has none. */
  readonly event?: string
  /** One line. */
  readonly data: string
  /** After so many milliseconds a listener whose stream broke comes back. */
  readonly retry?: number
}

const fields = ["retry", "id", "event", "data"] as const

/** A server-sent event as it is sent. */
export const eventText = (sent: SentEvent): string =>
  `${fields.flatMap((name) => (sent[name] === undefined ? [] : [`${name}: ${sent[name]}\n`])).join("")}\n`

/** Says nothing, so that whoever is between does not take a silent stream for dead. */
export const pulseText = ":\n\n"

export const eventStreamHeaders = {
  "content-type": "text/event-stream",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  // Tells nginx to pass each event on at once.
  "x-accel-buffering": "no"
}
