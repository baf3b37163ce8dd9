import {
  isFinal,
  isTestNumber,
  type Message,
  MessageId,
  Search,
  Send,
  SendId,
  Status,
  searchAll
} from "@faxingcenter/core"
import { DateTime, Duration, Effect, Layer, RateLimiter, Schedule, Stream } from "effect"
import { type Answer, type Call, Transport } from "../Transport.js"
import { refusalOf } from "./refusalOf.js"

/** How the service is asked about faxes. */
export interface FaxingCenterOptions {
  /** Requests for the status of faxes in a minute, of all calls together. Default 120. */
  readonly pollsPerMinute?: number | undefined
  /** Pause before a fax is first asked about; later ones are longer, up to 30 seconds. Default 2 s. */
  readonly firstPoll?: Duration.DurationInput | undefined
  /**
   * A fax that the service does not know of so long after it was sent, it never got. Default 2
   * minutes: longer than a request may be on its way.
   */
  readonly settled?: Duration.DurationInput | undefined
  /** By how much the clocks of the service and of this machine may differ. Default 1 minute. */
  readonly skew?: Duration.DurationInput | undefined
  /** For mocks: the test block is not refused. */
  readonly allowTestNumbers?: boolean | undefined
}

const source = "faxingcenter"
const longestPause = Duration.seconds(30)

/** What the service calls a fax: the job and the message in it. */
const remoteIdOf = ({ sendId, messageId }: { sendId: SendId; messageId: MessageId }) =>
  `${sendId}/${messageId}`
const idsOf = (remoteId: string) => {
  const [sendId = "", messageId = ""] = remoteId.split("/")
  return { sendId: SendId.make(sendId), messageId: MessageId.make(messageId) }
}

const outcomeOf = (message: Message): Answer =>
  message.status === "delivered"
    ? { _tag: "Delivered", pages: message.pages ?? 0, raw: { source, code: "2" } }
    : {
        _tag: "Failed",
        // The service gives no reason.
        reason: "provider_unspecified",
        pages: message.pages ?? 0,
        raw: { source, code: "3" }
      }

const notYet = (detail: string): Answer => ({ _tag: "NotYet", detail })

const make = (options: FaxingCenterOptions) =>
  Effect.gen(function* () {
    const upstream = { send: yield* Send, status: yield* Status, search: yield* Search }
    const limit = options.pollsPerMinute ?? 120
    const polite = yield* RateLimiter.make({
      limit: Math.max(1, Math.round(limit / 60)),
      interval: limit < 60 ? Duration.millis(60_000 / limit) : "1 second"
    })
    const settled = Duration.decode(options.settled ?? "2 minutes")
    const skew = Duration.decode(options.skew ?? "1 minute")
    const refusesTestNumbers = options.allowTestNumbers !== true

    const ask = (remoteId: string) => {
      const { sendId, messageId } = idsOf(remoteId)
      return polite(upstream.status.ofMessage(messageId, sendId))
    }

    const pauses = Schedule.exponential(options.firstPoll ?? "2 seconds", 1.5).pipe(
      Schedule.union(Schedule.spaced(longestPause))
    )
    const follow = (remoteId: string): Effect.Effect<Answer> =>
      ask(remoteId).pipe(
        Effect.tapError((error) => Effect.logInfo(`${remoteId}: ${error.message}`)),
        Effect.retry({ schedule: pauses, while: ({ _tag }) => _tag !== "NotFound" }),
        Effect.flatMap((message) =>
          isFinal(message) ? Effect.succeed(outcomeOf(message)) : Effect.fail("processing" as const)
        ),
        Effect.retry({ schedule: pauses, while: (error) => error === "processing" }),
        Effect.catchAll((error) =>
          Effect.succeed(notYet(error === "processing" ? "the fax is on its way" : error.message))
        )
      )

    const dial = Effect.fn("FaxingCenter.dial")(function* (call: Call) {
      if (refusesTestNumbers && isTestNumber(call.number)) {
        const text = "a test number, and this transport dials for real"
        return { _tag: "Failed", reason: "blocked", pages: 0, raw: { source, text } } as const
      }
      // Whoever slept for that long may have been asked about in the meantime, and given up.
      const age = DateTime.distanceDuration(call.startedAt, yield* DateTime.now)
      if (Duration.greaterThan(age, Duration.times(settled, 0.5))) {
        return { _tag: "NotDialled" } as const
      }
      const sent = yield* Effect.either(
        upstream.send.send({
          recipients: [{ number: call.number, reference: call.attemptKey }],
          documents: call.documents,
          reference: call.attemptKey
        })
      )
      if (sent._tag === "Left") return refusalOf(sent.left)
      const [message] = sent.right.messages
      if (message === undefined) return notYet("the service answered without a message")
      const remoteId = remoteIdOf({ sendId: sent.right.sendId, messageId: message.messageId })
      yield* call.report({ remoteId })
      return yield* follow(remoteId)
    })

    /** The fax that an attempt made whose answer was lost: to this number, since then, and no other's. */
    const lookFor = Effect.fn("FaxingCenter.lookFor")(function* (call: Call) {
      const now = yield* DateTime.now
      const found = yield* searchAll({
        number: call.number,
        from: DateTime.subtractDuration(call.startedAt, skew),
        to: DateTime.addDuration(now, skew)
      }).pipe(Stream.runCollect, Effect.provideService(Search, upstream.search))
      const candidates = [...found].map(remoteIdOf)
      const claimed = yield* call.claimed(candidates)
      return candidates.find((id) => !claimed.includes(id))
    })

    const find = Effect.fn("FaxingCenter.find")(function* (call: Call) {
      const remoteId = call.remoteId ?? (yield* lookFor(call))
      if (remoteId === undefined) {
        const age = DateTime.distanceDuration(call.startedAt, yield* DateTime.now)
        return Duration.lessThan(age, settled)
          ? notYet("the service does not know of it yet")
          : ({ _tag: "NotDialled" } as const)
      }
      if (call.remoteId === undefined) yield* call.report({ remoteId })
      const message = yield* ask(remoteId)
      return isFinal(message) ? outcomeOf(message) : notYet("the fax is on its way")
    })

    return Transport.of({
      name: source,
      refusesTestNumbers,
      dial,
      find: (call) => Effect.catchAll(find(call), (error) => Effect.succeed(notYet(error.message))),
      // The service cannot cancel.
      hangUp: () => Effect.void
    })
  })

/**
 * The service itself as a line, over its four services as a client sees them.
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
): Layer.Layer<Transport, never, Send | Status | Search> => Layer.scoped(Transport, make(options))
