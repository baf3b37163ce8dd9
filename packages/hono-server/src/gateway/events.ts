import { CurrentClient } from "@faxingcenter/core"
import { announcementText, ClientKeys, Events, type GatewayEvent } from "@faxingcenter/gateway"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { authorized } from "../authorized.js"
import { away } from "./away.js"
import type { GatewayHandler } from "./GatewayHandler.js"

const noStore = () => away("The store cannot be used at the moment")

const eventText = (event: GatewayEvent) => `id: ${event.id}\ndata: ${announcementText(event)}\n\n`

/** A line that says nothing, so that whoever is between does not take the stream for dead. */
const pulse = Stream.as(Stream.fromSchedule(Schedule.spaced("15 seconds")), ":\n\n")

const aborted = (signal: AbortSignal | undefined) =>
  Effect.async<void>((resume) => {
    const end = () => resume(Effect.void)
    if (signal?.aborted === true) end()
    signal?.addEventListener("abort", end)
    return Effect.sync(() => signal?.removeEventListener("abort", end))
  })

/**
 * `GET /events`: what happens to the client's messages, as server-sent events, from now on, or from
 * where a listener says with `Last-Event-ID` that it stopped. Events are kept for 30 days.
 */
export const events =
  (stopping: AbortSignal | undefined): GatewayHandler =>
  (request) =>
    authorized(
      request,
      Effect.gen(function* () {
        const service = yield* Events
        const keys = yield* ClientKeys
        const { clientId } = yield* CurrentClient
        const client = yield* Effect.mapError(keys.keyOf(clientId), noStore)
        const last = request.header("last-event-id")
        const from = last ?? (yield* Effect.mapError(service.newest, noStore))
        const texts = Stream.map(service.stream(from, { client }), eventText)
        const stream = Stream.merge(texts, pulse, { haltStrategy: "left" }).pipe(
          Stream.prepend(Chunk.of(":\n\n")),
          Stream.interruptWhen(aborted(stopping)),
          Stream.encodeText
        )
        return new Response(yield* Stream.toReadableStreamEffect(stream), {
          headers: {
            "content-type": "text/event-stream",
            "cache-control": "no-store",
            "x-content-type-options": "nosniff"
          }
        })
      })
    )
