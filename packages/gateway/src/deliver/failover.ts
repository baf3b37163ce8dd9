import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import { CurrentPulse } from "../store/cluster/ClusterNode.js"
import { Dispatcher } from "./Dispatcher.js"

/** Every node looks after the calls of those that are gone. */
export const layer = Layer.scopedDiscard(
  Effect.gen(function* () {
    const { failOver } = yield* Dispatcher
    const { every } = yield* CurrentPulse
    yield* failOver.pipe(
      Effect.catchAllCause((cause) =>
        Effect.logWarning("Calls of failed nodes could not be taken over", cause)
      ),
      Effect.repeat(Schedule.spaced(every)),
      Effect.forkScoped
    )
  })
)
