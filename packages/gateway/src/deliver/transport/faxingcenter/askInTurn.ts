import type { Message, Page, Search, SearchError, Status, StatusError } from "@faxingcenter/core"
import * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FiberSet from "effect/FiberSet"
import * as Metric from "effect/Metric"
import * as Queue from "effect/Queue"
import type * as RateLimiter from "effect/RateLimiter"
import type * as Scope from "effect/Scope"
import { makeOutstandingFaxes, type Outstanding, type SentFax } from "./outstandingFaxes.js"
import type { ServiceClock } from "./ServiceClock.js"

/** `kind`: status, about one fax; or search, a page of many. */
const questions = Metric.counter("fax_provider_questions_total", {
  description: "Requests about faxes to the fax service, by kind",
  incremental: true
})
const asked = (kind: "search" | "status") => Metric.tagged(questions, "kind", kind)
const [bySearch, byStatus] = [asked("search"), asked("status")]
const waitSeconds = Metric.gauge("fax_provider_question_wait_seconds", {
  description: "How long the fax that has waited longest for its turn to be asked about has waited"
})

/** With fewer faxes on their way, each is asked about alone: a page would hardly show two that are due. */
const fewFaxes = 10
/** Of one search: a page more than all that can be ours. */
const mostPages = 101
/** Pages in succession that show none of ours. */
const mostVain = 5
/** A page that takes longer is not waited for. */
const longestPage = "10 seconds"
/** How long the service is not searched after a search that failed; twice as long each time. */
const restMillis = { first: 5_000, longest: 600_000 }
/** After a 429 that does not say how long. */
const usualRest = Duration.seconds(30)
const longestRest = Duration.minutes(5)
/** How often the wait is measured, at least. */
const longestSleep = 10_000

/** Monotonic, unlike the time of day. */
const millis = Effect.map(Clock.currentTimeNanos, (nanos) => Number(nanos / 1_000_000n))

/** Counts what is asked, whatever comes of it. */
export const countedSearch = <A, E>(search: Effect.Effect<A, E>): Effect.Effect<A, E> =>
  Effect.zipRight(Metric.increment(bySearch), search)

/** Asks about one fax. */
export interface Asking {
  /** Its state, as soon as it is known after so many milliseconds. */
  readonly after: (pauseMillis: number) => Effect.Effect<Message, StatusError>
}

/**
 * Asks the service about the faxes that are on their way: about few, alone; about many, by pages of a search, each of which
 * shows a hundred. No fax is concluded about from a page that does not show it. Nothing is asked beyond what `polite` allows.
 */
export const askInTurn = (
  service: {
    readonly status: Context.Tag.Service<typeof Status>
    readonly search: Context.Tag.Service<typeof Search>
  },
  polite: RateLimiter.RateLimiter,
  clock: ServiceClock
) =>
  Effect.gen(function* () {
    const faxes = makeOutstandingFaxes(clock)
    const poke = yield* Queue.sliding<void>(1)
    const underWay = yield* FiberSet.make<void>()
    let wakeAt = Number.POSITIVE_INFINITY
    /** The client whose turn it was last. */
    let last = 0
    let wasAlone = false
    let isPaging = false
    /** Nothing is asked before. */
    let restsUntil = 0
    let isSearchedFrom = 0
    let searchRest = restMillis.first
    let vain = 0

    /** The service wants to be left alone. */
    const rest = (error: StatusError | SearchError) =>
      error._tag !== "FaxError.RateLimited"
        ? Effect.void
        : Effect.map(millis, (now) => {
            const pause = Duration.min(error.retryAfter ?? usualRest, longestRest)
            restsUntil = Math.max(restsUntil, now + Duration.toMillis(pause))
          })
    const restFromSearch = Effect.map(millis, (now) => {
      isSearchedFrom = now + searchRest
      searchRest = Math.min(2 * searchRest, restMillis.longest)
    })

    const askAlone = (one: Outstanding) =>
      Effect.gen(function* () {
        one.isAsked = true
        yield* Metric.increment(byStatus)
        const { messageId, sendId } = one.fax
        const result = yield* Effect.exit(
          Effect.tapError(service.status.ofMessage(messageId, sendId), rest)
        )
        one.isAsked = false
        faxes.answer(one, result, yield* millis)
      })

    const readPages = Effect.fn("FaxingCenter.askByPages")(function* (pick: Outstanding) {
      const window = faxes.windowFrom(pick)
      const query = {
        from: DateTime.unsafeMake(window.from),
        to: DateTime.unsafeMake(window.to),
        ...(faxes.questionOf(pick) === "processing" ? { status: "processing" as const } : {})
      }
      const messages: Array<Message> = []
      let shown = { messages, pages: 0, isWhole: false }
      for (let page = 1; page <= mostPages; page++) {
        if (page > 1) yield* polite(Effect.void)
        const found: Page | undefined = yield* countedSearch(
          service.search.find({ ...query, page })
        ).pipe(
          // There are fewer pages now than the one before said.
          Effect.catchTag("FaxError.NotFound", (error) =>
            page > 1 ? Effect.succeed(undefined) : Effect.fail(error)
          )
        )
        if (found === undefined) break
        messages.push(...found.messages)
        shown = { messages, pages: page, isWhole: found.pager.current >= found.pager.last }
        if (!faxes.isWorthAnother(pick, shown, found.messages)) break
      }
      const ours = faxes.heed(pick, window, shown, yield* millis)
      vain = ours === 0 ? vain + 1 : 0
      if (vain >= mostVain) yield* restFromSearch
      else searchRest = restMillis.first
    })

    const askByPages = (pick: Outstanding) =>
      Effect.suspend(() => {
        isPaging = true
        return readPages(pick)
      }).pipe(
        Effect.catchAll((error) => Effect.zipRight(rest(error), restFromSearch)),
        Effect.catchAllDefect((defect) =>
          Effect.zipRight(Effect.logWarning("A search of faxes failed", defect), restFromSearch)
        ),
        Effect.ensuring(
          Effect.sync(() => {
            isPaging = false
            Queue.unsafeOffer(poke, undefined)
          })
        )
      )

    const takeTurn = Effect.gen(function* () {
      yield* polite(Effect.void)
      const now = yield* millis
      const mayPage = !isPaging && faxes.size() >= fewFaxes && now >= isSearchedFrom
      // By turns, so that faxes that a search does not show keep nobody waiting, and are not kept waiting.
      const pick = mayPage
        ? (faxes.choose(now, last, !wasAlone) ?? faxes.choose(now, last))
        : faxes.choose(now, last)
      if (pick === undefined) return
      last = pick.fax.client
      wasAlone = !mayPage || faxes.questionOf(pick) === "alone"
      if (wasAlone) return yield* Effect.asVoid(FiberSet.run(underWay, askAlone(pick)))
      const page = yield* FiberSet.run(underWay, askByPages(pick))
      yield* Effect.timeoutOption(Fiber.await(page), longestPage)
    })

    const pass = Effect.gen(function* () {
      const now = yield* millis
      const due = faxes.nextDue()
      yield* Metric.set(waitSeconds, Math.max(0, now - due) / 1000)
      wakeAt = Math.max(due, restsUntil)
      if (wakeAt <= now) return yield* takeTurn
      yield* Effect.timeoutOption(Queue.take(poke), Math.min(wakeAt - now, longestSleep))
    })
    yield* Effect.forkScoped(Effect.forever(pass))

    /** About a fax, for as long as the scope is open. */
    const about = (fax: SentFax): Effect.Effect<Asking, never, Scope.Scope> =>
      Effect.map(
        Effect.acquireRelease(
          Effect.map(millis, (now) => faxes.add(fax, now)),
          (one) => Effect.sync(() => faxes.remove(one))
        ),
        (one) => ({
          after: (pauseMillis) =>
            Effect.flatMap(millis, (now) =>
              Effect.async<Message, StatusError>((resume) => {
                one.answer = resume
                one.dueAt = now + pauseMillis
                if (one.dueAt < wakeAt) Queue.unsafeOffer(poke, undefined)
                return Effect.sync(() => {
                  one.answer = undefined
                })
              })
            )
        })
      )
    return { about }
  })
