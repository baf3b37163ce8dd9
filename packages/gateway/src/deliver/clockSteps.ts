import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Messages } from "../store/faxes/Messages.js"
import { makePutOff } from "../store/faxes/putOff.js"
import { makeWebhookPosts } from "../store/outbox/webhookPosts.js"
import { type Place, start } from "../store/Place.js"
import { Dispatcher } from "./Dispatcher.js"

/** Messages and webhooks that one look visits. */
const rowsAtOnce = 500
/** Clocks of several nodes differ by so much, and are corrected by it. */
const toleranceMillis = Duration.toMillis("10 seconds")

/** How far the clock had come, and where a round through what waits has come to. */
interface Round {
  /** Milliseconds since 1970. */
  readonly latest: number
  readonly message: Place
  readonly webhook: Place
}

export const firstClockRound: Round = { latest: 0, message: start, webhook: start }

/**
 * A clock that is set back puts off all that was to be done soon. While it has not come again to where it was, a part of
 * what waits is looked at each time, and what was put off is brought nearer: a retry waits for its own pause, and not for
 * hours more. Gives where the next look goes on.
 */
export const lookForStep = Effect.fn("clockSteps.lookForStep")(function* (round: Round) {
  const putOff = yield* makePutOff
  const posts = yield* makeWebhookPosts
  const messages = yield* Messages
  const dispatcher = yield* Dispatcher
  const { epochMillis: now } = yield* DateTime.now
  const latest = Math.max(round.latest, now, yield* putOff.newest)
  if (latest - now <= toleranceMillis) return { ...firstClockRound, latest } satisfies Round
  const { ids, next } = yield* putOff.messages(now, round.message, rowsAtOnce)
  yield* Effect.forEach(
    ids,
    (id) =>
      Effect.flatMap(messages.load(id), (message) => dispatcher.tend(message)).pipe(
        Effect.catchTag("FaxError.NotFound", () => Effect.void)
      ),
    { discard: true }
  )
  return {
    latest,
    message: next,
    webhook: yield* posts.bringNearer(now, round.webhook, rowsAtOnce)
  } satisfies Round
})

/** Looks from time to time. */
export const layer = Layer.scopedDiscard(
  Effect.iterate(firstClockRound, {
    while: () => true,
    body: (round) =>
      lookForStep(round).pipe(
        Effect.catchAllCause((cause) =>
          Effect.as(Effect.logWarning("What a clock put off could not be looked at", cause), round)
        ),
        Effect.zipLeft(Effect.sleep("5 seconds"))
      )
  }).pipe(Effect.forkScoped)
)
