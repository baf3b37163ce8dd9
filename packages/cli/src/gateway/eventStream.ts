import { routes } from "@faxingcenter/core/wire"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import type { Failure } from "../Failure.js"
import { tellLine } from "../terminal/output.js"
import type { GatewayClient } from "./gatewayClient.js"

/** An event as it came: its id, and its data as text. */
export interface SentEvent {
  readonly id: string
  readonly data: string
}

const field = (block: string, name: string): string =>
  block
    .split("\n")
    .filter((line) => line.startsWith(`${name}:`))
    .map((line) => line.slice(name.length + 1).replace(/^ /, ""))
    .join("\n")

/** Server-sent events out of text that comes in pieces (https://html.spec.whatwg.org/#server-sent-events). */
export const readEvents = <E>(text: Stream.Stream<string, E>): Stream.Stream<SentEvent, E> =>
  text.pipe(
    Stream.mapAccum("", (rest, piece) => {
      const blocks = (rest + piece.replaceAll("\r", "")).split("\n\n")
      return [blocks.at(-1) ?? "", blocks.slice(0, -1)]
    }),
    Stream.flattenIterables,
    Stream.map((block) => ({ id: field(block, "id"), data: field(block, "data") })),
    Stream.filter(({ data }) => data !== "")
  )

const mayPass = (failure: Failure) =>
  failure._tag === "FaxError.Unavailable" || failure._tag === "FaxError.RateLimited"

/** What happens, for ever: a stream that ends or breaks goes on after the last event that came. */
export const eventsOf = (
  gateway: GatewayClient,
  after: string | undefined
): Stream.Stream<SentEvent, Failure> => {
  let last = after
  const once = Stream.suspend(() =>
    readEvents(
      gateway.stream(
        routes.gateway.events,
        last === undefined ? {} : { headers: { "last-event-id": last } }
      )
    )
  ).pipe(
    Stream.tap(({ id }) =>
      Effect.sync(() => {
        last = id === "" ? last : id
      })
    )
  )
  return once.pipe(
    Stream.tapError((failure) =>
      mayPass(failure)
        ? tellLine(`The stream broke (${failure.message}); opening it again`)
        : Effect.void
    ),
    Stream.retry(Schedule.spaced("1 second").pipe(Schedule.whileInput(mayPass))),
    Stream.repeat(Schedule.spaced("1 second"))
  )
}
