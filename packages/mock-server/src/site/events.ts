import { eventStreamHeaders, eventText, pulseText } from "@faxingcenter/hono-server/internal"
import { mostStreams } from "../control/api/MockApi.js"
import { errorAnswer } from "../control/api/MockError.js"
import type { Control } from "../control/Control.js"
import { nextChange } from "../control/waitFor.js"

/** Milliseconds between two events at least, so that a burst of changes is told of once. */
const pauseMillis = 100

/** Milliseconds after which a silent stream says that it is still there. */
const heartbeatMillis = 15_000

const text = new TextEncoder()

/** Server-sent events: `change` whenever something is new, by a request or by time. */
export const makeEvents = (everybody: Control) => {
  const { tenants } = everybody.simulation
  const open = new Set<AbortController>()

  const stream = (client: string | undefined): ReadableStream<Uint8Array> => {
    const control = everybody.of(client)
    const ending = new AbortController()
    const { signal } = ending
    open.add(ending)
    return new ReadableStream({
      start: (controller) => {
        const say = (event: string) => controller.enqueue(text.encode(event))
        const timer = setInterval(() => say(pulseText), heartbeatMillis)
        signal.addEventListener("abort", () => {
          clearInterval(timer)
          open.delete(ending)
          try {
            controller.close()
          } catch {
            // The reader has gone, and closed it.
          }
        })
        const follow = async () => {
          say(eventText({ retry: 1000, event: "open", data: "{}" }))
          let version = tenants.version(client)
          while (!signal.aborted) {
            await everybody.run.runPromise(nextChange(control, version), { signal })
            version = tenants.version(client)
            say(eventText({ event: "change", data: "{}" }))
            await new Promise((resolve) => setTimeout(resolve, pauseMillis))
          }
        }
        // It fails only when it is interrupted, which is how it ends.
        follow().catch(() => ending.abort())
      },
      cancel: () => ending.abort()
    })
  }

  return {
    respond: (client: string | undefined): Response =>
      open.size >= mostStreams
        ? errorAnswer("too_many", "Too many event streams are open")
        : new Response(stream(client), {
            headers: eventStreamHeaders
          }),
    /** Ends every stream. */
    close: () => {
      for (const ending of open) ending.abort()
    }
  }
}
