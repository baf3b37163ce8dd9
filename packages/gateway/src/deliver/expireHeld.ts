import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Ref from "effect/Ref"
import * as Schedule from "effect/Schedule"
import { makeHeldMessages, type PlaceInTurn } from "../store/faxes/heldMessages.js"
import { everyDestination } from "../store/faxes/holds.js"
import { Messages } from "../store/faxes/Messages.js"
import { Dispatcher } from "./Dispatcher.js"
import { FaxQueue } from "./FaxQueue.js"

/** Messages that one look visits, and numbers that are held; however many there are, the next look goes on. */
const slice = 500
const numbersAtOnce = 20

const start: PlaceInTurn = { client: 0, wakeAt: 0 }

/** Where rounds through what is paused, and through what is held, have come to. */
interface Round {
  readonly front: PlaceInTurn
  readonly destination: string
  readonly behind: PlaceInTurn
}

export const firstHeldRound: Round = {
  front: start,
  destination: everyDestination,
  behind: start
}

/**
 * What waits though its time has come is not looked at by who looks for the next call. A part of it is looked at each
 * time here: those whose deadline has passed end. Gives where the next look goes on.
 */
export const expireHeld = Effect.fn("expireHeld")(function* (round: Round) {
  const held = yield* makeHeldMessages
  const messages = yield* Messages
  const dispatcher = yield* Dispatcher
  const queue = yield* FaxQueue
  const { epochMillis: now } = yield* DateTime.now

  /** Ends those of this part whose deadline has passed; gives where the part ends, or `start` after the last. */
  const expire = (part: Effect.Effect.Success<ReturnType<typeof held.inFront>>) => {
    const [first] = part
    const last = part.at(-1)
    // More of its client may have the time of the last; where all have, they come as these go.
    const isOneTime = first?.wakeAt === last?.wakeAt && first?.client === last?.client
    const end =
      last === undefined
        ? start
        : { client: last.client, wakeAt: isOneTime ? last.wakeAt : last.wakeAt - 1 }
    return Effect.as(
      Effect.forEach(
        part.filter(({ deadline }) => deadline <= now),
        ({ id }) =>
          Effect.flatMap(messages.load(id), (message) => dispatcher.tend(message)).pipe(
            Effect.catchTag("FaxError.NotFound", () => Effect.void)
          ),
        { discard: true }
      ),
      part.length < slice ? start : end
    )
  }

  const isPaused = (yield* queue.paused) !== undefined
  const front = isPaused ? yield* expire(yield* held.inFront(round.front, slice)) : start

  let { behind, destination } = round
  for (let i = 0; i < numbersAtOnce; i++) {
    if (behind === start) {
      destination = (yield* held.next(destination)) ?? everyDestination
      if (destination === everyDestination) break
    }
    behind = yield* expire(yield* held.at(destination, behind, slice))
    if (behind !== start) break
  }
  return { front, destination, behind } satisfies Round
})

/** Looks from time to time. */
export const layer = Layer.scopedDiscard(
  Effect.gen(function* () {
    const round = yield* Ref.make(firstHeldRound)
    yield* Ref.get(round).pipe(
      Effect.flatMap(expireHeld),
      Effect.flatMap((next) => Ref.set(round, next)),
      Effect.catchAllCause((cause) => Effect.logWarning("Held faxes could not be checked", cause)),
      Effect.repeat(Schedule.spaced("5 seconds")),
      Effect.forkScoped
    )
  })
)
