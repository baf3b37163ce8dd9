import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Health } from "./Health.js"

/** Says at the start that what waits came from a copy, while the line has not been asked about all of it. */
export const layer = Layer.effectDiscard(
  Effect.gen(function* () {
    const { restored, transport } = yield* Health
    const copy = yield* restored
    if (copy === undefined) return
    yield* Effect.logWarning(
      `The database was replaced by a copy with ${copy.unasked} waiting faxes. They may have been sent between ${DateTime.formatIso(copy.since)} and ${DateTime.formatIso(copy.at)}, so the line (${transport}) is asked about each before it is called. If the line cannot tell, the fax ends as unknown_outcome, for a person to settle.`
    )
  })
)
