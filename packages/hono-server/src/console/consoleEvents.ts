import { Events } from "@faxingcenter/gateway"
import { FaxQueue, Health, Operators } from "@faxingcenter/gateway/manage"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { eventText, pulseText } from "../answer/eventStream.js"

/** Events that come together are one change for those who look. */
const mostTogether = 1000
const together = "500 millis"
/** As often as this the session is checked, and a silent stream shows that it is there. */
const heartbeat = "15 seconds"

/** The queue and the line make no events. */
const looked = "2 seconds"

/** Server-sent events for an open page: `change` whenever something happened. It ends with the session. */
export const consoleEvents = (token: Redacted.Redacted) =>
  Effect.gen(function* () {
    const events = yield* Events
    const operators = yield* Operators
    const faxQueue = yield* FaxQueue
    const health = yield* Health
    const from = yield* events.newest
    const changes = events
      .stream(from)
      .pipe(
        Stream.groupedWithin(mostTogether, together),
        Stream.as(eventText({ event: "change", data: "{}" }))
      )
    const states = Stream.repeatEffectWithSchedule(
      Effect.zipWith(health.delivering, faxQueue.state, ({ line }, { held, pause }) =>
        JSON.stringify([line.state, pause?.at, held])
      ),
      Schedule.spaced(looked)
    ).pipe(Stream.changes, Stream.drop(1), Stream.as(eventText({ event: "change", data: "{}" })))
    const pulse = Stream.fromSchedule(Schedule.spaced(heartbeat)).pipe(
      Stream.mapEffect(() => operators.session(token)),
      Stream.as(pulseText)
    )
    return Stream.mergeAll([changes, states, pulse], { concurrency: 3 }).pipe(
      Stream.prepend(Chunk.of(eventText({ retry: 2000, event: "open", data: "{}" }))),
      // Whoever is shown nothing more finds out why with the next request.
      Stream.catchAll(() => Stream.empty),
      Stream.encodeText
    )
  })
