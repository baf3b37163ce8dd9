import { CurrentClient, FaxError, Introspection } from "@faxingcenter/core"
import { badRequest } from "@faxingcenter/core/wire"
import { Events, type GatewayEvent } from "@faxingcenter/gateway"
import { announcementText, ClientKeys, isEventId } from "@faxingcenter/gateway/manage"
import * as Chunk from "effect/Chunk"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { eventStreamHeaders, eventText, pulseText } from "../answer/eventStream.js"
import { authorized } from "../handler/authorized.js"
import { bearerToken } from "../request/requests.js"
import { away } from "./away.js"
import type { GatewayHandler } from "./GatewayHandler.js"

const noStore = () => away("The store is unavailable at the moment")

const textOf = (event: GatewayEvent) => eventText({ id: event.id, data: announcementText(event) })

const pulse = Stream.as(Stream.fromSchedule(Schedule.spaced("15 seconds")), pulseText)

/** What waits for the end of the server: with one listener, however many wait. */
const ending = (stopping: AbortSignal | undefined) => {
  const waiting = new Set<() => void>()
  stopping?.addEventListener("abort", () => {
    for (const end of waiting) end()
  })
  return Effect.async<void>((resume) => {
    const end = () => resume(Effect.void)
    if (stopping?.aborted === true) return end()
    waiting.add(end)
    return Effect.sync(() => waiting.delete(end))
  })
}

/** At one node: each costs a question to the store at every event. */
const maxStreamsPerClient = 16

const tooMany = new FaxError.RateLimited({
  detail: `This client has ${maxStreamsPerClient} event streams open; close one, or listen once for all of its programs`,
  retryAfter: Duration.seconds(30)
})

/**
 * `GET /events`: what happens to the client's messages, as server-sent events, from now on, or from
 * where a listener says with `Last-Event-ID` that it stopped. Events are kept for 30 days. It ends when the
 * token does: it has expired, or its client was revoked.
 */
export const events = (stopping: AbortSignal | undefined): GatewayHandler => {
  const ended = ending(stopping)
  const open = new Map<string, number>()
  const change = (clientId: string, by: 1 | -1) => {
    const count = (open.get(clientId) ?? 0) + by
    if (count === 0) open.delete(clientId)
    else open.set(clientId, count)
  }
  const counted = <A, E>(clientId: string, stream: Stream.Stream<A, E>) =>
    Stream.acquireRelease(
      Effect.sync(() => change(clientId, 1)),
      () => Effect.sync(() => change(clientId, -1))
    ).pipe(Stream.flatMap(() => stream))
  return (request) =>
    authorized(
      request,
      Effect.gen(function* () {
        const service = yield* Events
        const keys = yield* ClientKeys
        const { clientId } = yield* CurrentClient.required
        const { clientOf } = yield* Introspection
        const token = yield* bearerToken(request)
        if (request.method === "HEAD") return new Response(null, { headers: eventStreamHeaders })
        if ((open.get(clientId) ?? 0) >= maxStreamsPerClient) return yield* tooMany
        const client = yield* Effect.mapError(keys.keyOf(clientId), noStore)
        const last = request.header("last-event-id")
        if (last !== undefined && !isEventId(last)) {
          return yield* badRequest(
            "Last-Event-ID",
            "Last-Event-ID is not the id of an event; leave it out to hear of what happens from now on"
          )
        }
        const from = yield* Effect.mapError(
          last === undefined ? service.newest : service.placeOf(last, client),
          noStore
        )
        const texts = Stream.map(service.stream(from, { client }), textOf)
        // Asked anew each time: an answer that was remembered once would be true for ever.
        const accessEnded = Effect.suspend(() => clientOf(token)).pipe(
          Effect.repeat(Schedule.spaced("1 second")),
          Effect.ignore
        )
        const stream = Stream.merge(texts, pulse, { haltStrategy: "left" }).pipe(
          Stream.prepend(Chunk.of(pulseText)),
          Stream.tap(() => clientOf(token)),
          Stream.catchTag("FaxError.Unauthorized", () => Stream.empty),
          Stream.interruptWhen(Effect.race(ended, accessEnded)),
          Stream.encodeText
        )
        return new Response(yield* Stream.toReadableStreamEffect(counted(clientId, stream)), {
          headers: eventStreamHeaders
        })
      })
    )
}
