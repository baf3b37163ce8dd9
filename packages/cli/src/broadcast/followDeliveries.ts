import { type Message, type Search, type SearchError, searchAll } from "@faxingcenter/core"
import * as Chunk from "effect/Chunk"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { CommandFailed } from "../Failure.js"
import type { Journal } from "./Journal.js"

type FollowError = SearchError | CommandFailed

const dayMillis = 24 * 60 * 60 * 1000
const shortestPauseMillis = 1000
const longestPauseMillis = 30_000

const pendingOf = (journal: Journal) => {
  const pending = new Map<string, string>()
  for (const [number, state] of journal.states) {
    if (state.state === "accepted" && state.status === "processing") {
      pending.set(state.messageId, number)
    }
  }
  return pending
}

/** Why messages failed, by their ids, as far as the server knows. */
export type Explain = (failed: ReadonlyArray<Message>) => Effect.Effect<ReadonlyMap<string, string>>

/** A service that is busy now is asked again later; the time to wait bounds that. */
const later = () => Effect.void

/** Asks once about every message that may still change: one search, rather than a call for each. */
const ask = (journal: Journal, explain: Explain): Effect.Effect<void, FollowError, Search> =>
  Effect.suspend(() => {
    const pending = pendingOf(journal)
    if (pending.size === 0) return Effect.void
    return Effect.flatMap(DateTime.now, (now) =>
      searchAll({
        from: DateTime.subtract(journal.header.started, { minutes: 1 }),
        to: DateTime.add(now, { millis: dayMillis })
      }).pipe(
        Stream.filter(({ messageId, status }) => pending.has(messageId) && status !== "processing"),
        Stream.runForEachChunk((ended) =>
          Effect.gen(function* () {
            const reasons = yield* explain(
              Chunk.toReadonlyArray(ended).filter(({ status }) => status === "failed")
            )
            for (const { messageId, status } of ended) {
              const number = pending.get(messageId)
              const reason = reasons.get(messageId)
              if (number === undefined || status === "processing") continue
              yield* journal.append({
                event: "ended",
                number,
                status,
                ...(reason === undefined ? {} : { reason })
              })
            }
          })
        ),
        Effect.catchTags({ "FaxError.RateLimited": later, "FaxError.Unavailable": later })
      )
    )
  })

/** Follows what was accepted until all of it has ended, and `isSending` no longer brings more. */
export const followDeliveries = (
  journal: Journal,
  isSending: () => boolean,
  explain: Explain
): Effect.Effect<void, FollowError, Search> => {
  const again = (pause: number): Effect.Effect<void, FollowError, Search> =>
    Effect.gen(function* () {
      yield* Effect.sleep(pause)
      const before = pendingOf(journal).size
      yield* ask(journal, explain)
      const left = pendingOf(journal).size
      if (left === 0 && !isSending()) return
      const next = left < before || isSending() ? shortestPauseMillis : pause * 1.5
      yield* again(Math.min(next, longestPauseMillis))
    })
  return Effect.flatMap(ask(journal, explain), () =>
    pendingOf(journal).size === 0 && !isSending() ? Effect.void : again(shortestPauseMillis)
  )
}
