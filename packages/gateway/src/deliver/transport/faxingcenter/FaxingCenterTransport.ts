import type { HttpClient } from "@effect/platform/HttpClient"
import {
  FaxClient,
  isFinal,
  type Message,
  MessageId,
  Search,
  type SearchQuery,
  Send,
  SendFax,
  SendId,
  Status
} from "@faxingcenter/core"
import { isTestNumber } from "@faxingcenter/core/delivery"
import { type NamesOf, onlyKnown } from "@faxingcenter/core/wire"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as RateLimiter from "effect/RateLimiter"
import { type Call, type LineAnswer, type LostTime, Transport } from "../Transport.js"
import { askInTurn, countedSearch } from "./askInTurn.js"
import { learnFromDates } from "./learnFromDates.js"
import type { SentFax } from "./outstandingFaxes.js"
import { lineAfter, refusalOf, type ServiceError } from "./refusalOf.js"
import { makeServiceClock, type ServiceClock } from "./ServiceClock.js"
import { searchWhole } from "./searchWhole.js"

/** How the service is asked about faxes. */
export interface FaxingCenterOptions {
  /** Requests for the status of a fax, and pages of searches, in a minute, of all calls together. Default 120. */
  readonly pollsPerMinute?: number | undefined
  /** Pause before a fax is first asked about; later ones are longer, up to 30 seconds. Default 2 s. */
  readonly firstPoll?: Duration.DurationInput | undefined
  /**
   * A fax that the service does not know of so long after its attempt began, it never got; large
   * documents are given more, as of a line of 64 KiB a second. A send that is not over when three
   * quarters of it have passed is broken off. Default 2 minutes.
   */
  readonly settled?: Duration.DurationInput | undefined
  /**
   * By how much the clocks of the service and of this machine differ at most, for who knows it. Without, it is learnt from
   * the `Date` of answers and from faxes that were sent; until then a fax that is not found stays in doubt.
   */
  readonly skew?: Duration.DurationInput | undefined
  /** For mocks: the test block is not refused. */
  readonly allowTestNumbers?: boolean | undefined
}

const source = "faxingcenter"
/** Milliseconds between two questions about one fax. */
const longestPause = 30_000
/** The same as a share of the time that it has been on its way. */
const pauseShare = 0.75

/** What the service calls a fax: the job and the message in it. */
const remoteIdOf = ({ sendId, messageId }: { sendId: SendId; messageId: MessageId }) =>
  `${sendId}/${messageId}`
const idsOf = (remoteId: string) => {
  const [sendId = "", messageId = ""] = remoteId.split("/")
  return { sendId: SendId.make(sendId), messageId: MessageId.make(messageId) }
}

const outcomeOf = (message: Message): LineAnswer =>
  message.status === "delivered"
    ? { _tag: "Delivered", pages: message.pages ?? 0, raw: { source, code: "2" } }
    : {
        _tag: "Failed",
        // The service gives no reason.
        reason: "provider_unspecified",
        pages: message.pages ?? 0,
        raw: { source, code: "3" }
      }

const recalled = (failed: number) =>
  failed === 0
    ? "the service has no fax to this number since the copy of the database was made"
    : "every fax to this number since the copy of the database was made failed"

const notYet = (detail: string): LineAnswer => ({ _tag: "NotYet", detail })

/** The slowest way to the service that a large document is given time for, in bytes a second. */
const slowest = 64 * 1024

const uploadOf = ({ documents }: Call): Duration.Duration =>
  Duration.seconds(documents.reduce((sum, { size = 0 }) => sum + (size * 4) / 3, 0) / slowest)

const clockOf = ({ skew }: FaxingCenterOptions) =>
  makeServiceClock(skew === undefined ? undefined : Duration.decode(skew))

const names: NamesOf<FaxingCenterOptions> = {
  pollsPerMinute: true,
  firstPoll: true,
  settled: true,
  skew: true,
  allowTestNumbers: true
}

const checked = (options: FaxingCenterOptions) => onlyKnown("FaxingCenterTransport", options, names)

const make = (options: FaxingCenterOptions, clock: ServiceClock) =>
  Effect.gen(function* () {
    const upstream = { send: yield* Send, status: yield* Status, search: yield* Search }
    const limit = options.pollsPerMinute ?? 120
    const polite = yield* RateLimiter.make({
      // The other algorithm sleeps once for each request: on a busy machine it lets far fewer through.
      algorithm: "fixed-window",
      limit: Math.max(1, Math.round(limit / 60)),
      interval: limit < 60 ? Duration.millis(60_000 / limit) : "1 second"
    })
    const settled = Duration.decode(options.settled ?? "2 minutes")
    const refusesTestNumbers = options.allowTestNumbers !== true

    // Below zero when our clock was set back meanwhile: then no time that was waited is known.
    const ageOf = (call: Call) =>
      Effect.map(DateTime.now, (now) => DateTime.distance(call.startedAt, now))
    const settledAfter = (call: Call) => Duration.sum(settled, uploadOf(call))
    const quarter = Duration.times(settled, 0.25)

    const { about } = yield* askInTurn(upstream, polite, clock)
    const searched = (query: SearchQuery) => polite(countedSearch(upstream.search.find(query)))

    const sentFax = (
      { client }: Call,
      remoteId: string,
      before: DateTime.Utc,
      after: DateTime.Utc
    ): SentFax => ({ client, ...idsOf(remoteId), before, after })

    const firstPoll = Duration.toMillis(options.firstPoll ?? "2 seconds")
    /** The longer a fax is on its way, the longer it may still be. */
    const pauseAfter = (since: DateTime.Utc, now: DateTime.Utc) =>
      Math.min(longestPause, Math.max(firstPoll, DateTime.distance(since, now) * pauseShare))
    /** Tells what a call to the service says about the service. */
    const telling = <A, E extends ServiceError>(
      { report }: Call,
      asked: Effect.Effect<A, E>,
      isSend = false
    ): Effect.Effect<A, E> =>
      asked.pipe(
        Effect.tap(() => report({ line: { state: "up" } })),
        Effect.tapError((error) => {
          const line = lineAfter(error, isSend)
          return line === undefined ? Effect.void : report({ line })
        })
      )

    const follow = (call: Call, fax: SentFax): Effect.Effect<LineAnswer> =>
      Effect.scoped(
        Effect.gen(function* () {
          const { after } = yield* about(fax)
          let hasLearnt = false
          for (;;) {
            const pause = pauseAfter(fax.after, yield* DateTime.now)
            const asked = yield* Effect.either(telling(call, after(pause)))
            if (asked._tag === "Left") {
              if (asked.left._tag === "FaxError.NotFound") return notYet(asked.left.message)
              continue
            }
            const message = asked.right
            if (!hasLearnt) {
              clock.learn({ before: fax.before, after: fax.after, given: message.sentOn })
              hasLearnt = true
            }
            if (isFinal(message)) return outcomeOf(message)
          }
        })
      )

    const dial = Effect.fn("FaxingCenter.dial")(function* (call: Call) {
      if (refusesTestNumbers && isTestNumber(call.number)) {
        const text = "a test number, and this transport dials for real"
        return { _tag: "Failed", reason: "blocked", pages: 0, raw: { source, text } } as const
      }
      // Whoever slept for long may have been asked about in the meantime, and given up. So a send
      // begins in time, and is over in time: timers that are late go off before anything is written.
      const age = yield* ageOf(call)
      if (age < 0 || age > Duration.toMillis(quarter)) return { _tag: "NotDialled" } as const
      const before = yield* DateTime.now
      const draft = {
        recipients: [{ number: call.number, reference: call.attemptKey }],
        documents: call.documents,
        reference: call.attemptKey
      }
      const sent = yield* telling(
        call,
        Effect.flatMap(SendFax.make(draft), upstream.send.submit),
        true
      ).pipe(
        Effect.either,
        Effect.timeoutOption(
          Duration.subtract(Duration.subtract(settledAfter(call), quarter), Duration.millis(age))
        )
      )
      if (sent._tag === "None") return notYet("the send took too long")
      if (sent.value._tag === "Left") return refusalOf(sent.value.left)
      const { messages, sendId } = sent.value.right
      const [message] = messages
      if (message === undefined) return notYet("the service answered without a message")
      const after = yield* DateTime.now
      const remoteId = remoteIdOf({ sendId, messageId: message.messageId })
      yield* call.report({ remoteId })
      return yield* follow(call, sentFax(call, remoteId, before, after))
    })

    /**
     * The fax that an attempt made whose answer was lost: to this number, since then, and no other's.
     * Calls to a number are made one after the other, so at most one of them is looked for; what
     * else turns up is another program's, and the one nearest in time is taken for ours.
     */
    const lookFor = Effect.fn("FaxingCenter.lookFor")(function* (call: Call) {
      const search = Effect.gen(function* () {
        const window = clock.window(call.startedAt, yield* DateTime.now)
        return yield* searchWhole((page) => searched({ number: call.number, ...window, page }))
      })
      const wasKnown = clock.isKnown()
      const first = yield* search
      // The answer itself says what time it is there: by that it is asked again.
      const found = wasKnown || !clock.isKnown() ? first : yield* search
      const claimed = yield* call.claimed(found.map(remoteIdOf))
      const [nearest] = found
        .filter((message) => !claimed.includes(remoteIdOf(message)))
        .map((message) => ({
          remoteId: remoteIdOf(message),
          distance: Math.abs(DateTime.distance(call.startedAt, message.sentOn))
        }))
        .toSorted((one, other) => one.distance - other.distance)
      return nearest?.remoteId
    })

    const find = Effect.fn("FaxingCenter.find")(function* (call: Call) {
      // As of before the search: one that takes long says nothing about the time it took.
      const age = yield* ageOf(call)
      const remoteId = call.remoteId ?? (yield* lookFor(call))
      if (remoteId === undefined) {
        if (!clock.isKnown()) return notYet("the service's clock is not known")
        return age < Duration.toMillis(settledAfter(call))
          ? notYet("the service does not know of it yet")
          : ({ _tag: "NotDialled" } as const)
      }
      if (call.remoteId === undefined) yield* call.report({ remoteId })
      const until = DateTime.addDuration(call.startedAt, settledAfter(call))
      const message = yield* Effect.scoped(
        Effect.flatMap(about(sentFax(call, remoteId, call.startedAt, until)), ({ after }) =>
          after(0)
        )
      )
      return isFinal(message) ? outcomeOf(message) : notYet("the fax is on its way")
    })

    /**
     * Faxes to this number that no record is left of: this one may be among them, or others that were accepted in that
     * time. Those that failed do no harm; one that was delivered has a person look at it.
     */
    const recall = Effect.fn("FaxingCenter.recall")(function* (call: Call, lost: LostTime) {
      const isSettled = DateTime.lessThanOrEqualTo(
        DateTime.addDuration(lost.until, settledAfter(call)),
        yield* DateTime.now
      )
      const search = Effect.suspend(() => {
        const window = clock.window(
          lost.since,
          DateTime.addDuration(lost.until, settledAfter(call))
        )
        return searchWhole((page) => searched({ number: call.number, ...window, page }))
      })
      const wasKnown = clock.isKnown()
      const first = yield* search
      const all = wasKnown || !clock.isKnown() ? first : yield* search
      const claimed = yield* call.claimed(all.map(remoteIdOf))
      const found = all.filter((message) => !claimed.includes(remoteIdOf(message)))
      const delivered = found.filter(({ status }) => status === "delivered")
      if (delivered.length > 0) {
        const names = delivered.slice(0, 5).map(remoteIdOf).join(", ")
        return {
          _tag: "Never",
          detail: `${delivered.length === 1 ? "a fax" : `${delivered.length} faxes`} to this number arrived after the copy of the database was made, and this may be among them: ${names}`
        } as const
      }
      if (!clock.isKnown()) return notYet("the service's clock is not known")
      if (!isSettled) return notYet("the service may not know of all faxes yet")
      if (!found.every(isFinal)) return notYet("a fax to this number is on its way")
      return { _tag: "NotDialled", raw: { source, text: recalled(found.length) } } as const
    })

    return Transport.of({
      name: source,
      refusesTestNumbers,
      dial,
      find: (call) =>
        Effect.catchAll(telling(call, find(call)), (error) =>
          Effect.succeed(notYet(error.message))
        ),
      recall: (call, lost) =>
        Effect.catchAll(recall(call, lost), (error) => Effect.succeed(notYet(error.message))),
      // The service cannot cancel.
      hangUp: () => Effect.void,
      forget: () => Effect.void
    })
  })

/**
 * A line through FaxingCenter, over the four services of a client.
 *
 * @example
 * ```ts
 * import { FetchHttpClient } from "@effect/platform"
 * import { FaxClient } from "@faxingcenter/core"
 * import { FaxingCenterTransport, layerSqlite, Vault } from "@faxingcenter/gateway"
 * import { Layer } from "effect"
 *
 * const gateway = layerSqlite("faxes.db").pipe(
 *   Layer.provide(FaxingCenterTransport.layer({ pollsPerMinute: 60 })),
 *   Layer.provide(FaxClient.layerConfig()),
 *   Layer.provide(FetchHttpClient.layer),
 *   Layer.provide(Vault.layerPlain)
 * )
 * ```
 */
export const layer = (
  options: FaxingCenterOptions = {}
): Layer.Layer<Transport, never, Send | Status | Search> =>
  Layer.scoped(Transport, make(checked(options), clockOf(options)))

/**
 * The same over an HTTP client, which also learns the service's time, so that a fax whose answer was lost
 * is found even if this machine's clock is wrong.
 *
 * @example
 * ```ts
 * import { FetchHttpClient } from "@effect/platform"
 * import { FaxClient } from "@faxingcenter/core"
 * import { FaxingCenterTransport, layerSqlite, Vault } from "@faxingcenter/gateway"
 * import { Effect, Layer } from "effect"
 *
 * const gateway = Layer.unwrapEffect(
 *   Effect.map(FaxClient.config, (client) => FaxingCenterTransport.layerClient(client))
 * ).pipe(
 *   Layer.provide(FetchHttpClient.layer),
 *   (line) => Layer.provide(layerSqlite("faxes.db"), line),
 *   Layer.provide(Vault.layerPlain)
 * )
 * ```
 */
export const layerClient = (
  client: Parameters<typeof FaxClient.layer>[0],
  options: FaxingCenterOptions = {}
): Layer.Layer<Transport, never, HttpClient> => {
  const known = checked(options)
  return Layer.suspend(() => {
    const clock = clockOf(known)
    const learn = learnFromDates(clock)
    const { transformClient } = client
    const services = FaxClient.layer({
      ...client,
      transformClient: (base) => learn(transformClient?.(base) ?? base)
    })
    return Layer.provide(Layer.scoped(Transport, make(known, clock)), services)
  })
}
