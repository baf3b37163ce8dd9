import { type Search, type SearchError, searchAll } from "@faxingcenter/core"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { CommandFailed } from "../Failure.js"
import type { Journal } from "./Journal.js"

type FollowError = SearchError | CommandFailed

const day = 24 * 60 * 60 * 1000
const shortestPause = 1000
const longestPause = 30_000

const pendingOf = (journal: Journal) => {
  const pending = new Map<string, string>()
  for (const [number, state] of journal.states) {
    if (state.state === "accepted" && state.status === "processing") {
      pending.set(state.messageId, number)
    }
  }
  return pending
}

/** A service that is busy now is asked again later; the time to wait bounds that. */
const later = () => Effect.void

/** Asks once about every message that may still change: one search, rather than a call for each. */
const ask = (journal: Journal): Effect.Effect<void, FollowError, Search> =>
  Effect.suspend(() => {
    const pending = pendingOf(journal)
    if (pending.size === 0) return Effect.void
    return Effect.flatMap(DateTime.now, (now) =>
      searchAll({
        from: DateTime.subtract(journal.header.started, { minutes: 1 }),
        to: DateTime.add(now, { millis: day })
      }).pipe(
        Stream.runForEach(({ messageId, status }) => {
          const number = pending.get(messageId)
          return number === undefined || status === "processing"
            ? Effect.void
            : journal.append({ event: "ended", number, status })
        }),
        Effect.catchTags({ "FaxError.RateLimited": later, "FaxError.Unavailable": later })
      )
    )
  })

/** Follows what was accepted until all of it has ended, and `isSending` no longer brings more. */
export const followDeliveries = (
  journal: Journal,
  isSending: () => boolean
): Effect.Effect<void, FollowError, Search> => {
  const again = (pause: number): Effect.Effect<void, FollowError, Search> =>
    Effect.gen(function* () {
      yield* Effect.sleep(pause)
      const before = pendingOf(journal).size
      yield* ask(journal)
      const left = pendingOf(journal).size
      if (left === 0 && !isSending()) return
      const next = left < before || isSending() ? shortestPause : pause * 1.5
      yield* again(Math.min(next, longestPause))
    })
  return Effect.flatMap(ask(journal), () =>
    pendingOf(journal).size === 0 && !isSending() ? Effect.void : again(shortestPause)
  )
}
