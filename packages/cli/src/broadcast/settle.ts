import {
  type FaxNumber,
  type Message,
  type Search,
  type SearchError,
  searchAll
} from "@faxingcenter/core"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { Journal } from "./Journal.js"

/** The service's clock may be off against ours, and it counts whole seconds. */
const clockMarginMillis = 30_000

/** A request whose sender has died is accepted within this time or never: it has wholly arrived, or not. */
const longestFlightMillis = 10_000

/** Where it is not known when a request was over, because its sender was killed: a send has no more time. */
const longestSendMillis = 5 * 60_000

/** How much longer a service may take that has lost its answer. */
const longestDelayMillis = 2 * 60_000

/** An attempt whose outcome is to be found out, in milliseconds since 1970. */
interface Open {
  readonly at: number
  readonly until?: number
}

/**
 * The message that an attempt has become, found by its number and its time. Messages that the
 * journal knows already belong to other attempts.
 */
const findMessage = (
  journal: Journal,
  number: FaxNumber,
  { at, until = at + longestSendMillis }: Open
): Effect.Effect<Option.Option<Message>, SearchError, Search> => {
  const taken = new Set(
    [...journal.states.values()].flatMap((state) =>
      state.state === "accepted" ? [state.messageId] : []
    )
  )
  return searchAll({
    from: DateTime.unsafeMake(at - clockMarginMillis),
    to: DateTime.unsafeMake(until + longestDelayMillis),
    number
  }).pipe(
    Stream.filter(({ messageId }) => !taken.has(messageId)),
    Stream.runHead
  )
}

/**
 * Finds out what became of an attempt without an outcome, before anything is sent to its number
 * again. `none`: the service does not have it, and it is too late for it to come.
 */
export const settle = Effect.fn("settle")(function* (
  journal: Journal,
  number: FaxNumber,
  open: Open
) {
  let found = yield* findMessage(journal, number, open)
  const age = (yield* Clock.currentTimeMillis) - (open.until ?? open.at)
  if (Option.isNone(found) && age < longestFlightMillis) {
    yield* Effect.sleep(longestFlightMillis - age)
    found = yield* findMessage(journal, number, open)
  }
  if (Option.isNone(found)) return false
  const { messageId, sendId } = found.value
  yield* journal.append({ event: "accepted", number, sendId, messageId })
  return true
})
