import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { barLine } from "../terminal/bar.js"
import { makeLive, terminalSize } from "../terminal/live.js"
import { tell, tellLine } from "../terminal/output.js"
import { canRedraw } from "../terminal/style.js"
import type { Tally } from "./Tally.js"

const screen = (tally: Tally, waits: boolean, remark: string): string => {
  const { columns } = terminalSize(process.stderr)
  const settled = tally.recipients - tally.unsent - tally.unknown
  const refused = tally.refused === 0 ? "" : `${tally.refused} refused`
  const lines = [barLine("Sending", settled, tally.recipients, refused, columns)]
  if (waits) {
    const ended = tally.delivered + tally.failed
    const failed = tally.failed === 0 ? "" : `${tally.failed} failed`
    lines.push(barLine("Delivering", ended, tally.recipients - tally.refused, failed, columns))
  }
  if (remark !== "") lines.push(`Waiting: ${remark}`)
  return lines.join("\n")
}

/** A line whenever another tenth is done, for logs. */
const lineByTenths = (tally: () => Tally) => {
  let told = 0
  return Effect.suspend(() => {
    const { recipients, unknown, unsent } = tally()
    const settled = recipients - unsent - unknown
    const tenth = recipients === 0 ? 0 : Math.floor((settled * 10) / recipients)
    if (tenth <= told) return Effect.void
    told = tenth
    return tellLine(`Sent ${settled} of ${recipients}`)
  })
}

/** Shows how a broadcast goes on, on stderr, for as long as the scope lives. */
export const showProgress = (
  tally: () => Tally,
  waits: boolean,
  remark: () => string
): Effect.Effect<void, never, Scope.Scope> => {
  if (!canRedraw("stderr")) {
    const show = lineByTenths(tally)
    return Effect.zipRight(
      Effect.addFinalizer(() => show),
      Effect.asVoid(
        Effect.forkScoped(Effect.forever(Effect.zipRight(Effect.sleep("500 millis"), show)))
      )
    )
  }
  const live = makeLive(tell, process.stderr)
  const draw = Effect.suspend(() => Effect.ignore(live.draw(screen(tally(), waits, remark()))))
  return Effect.zipRight(
    Effect.addFinalizer(() => Effect.zipRight(draw, tell("\n"))),
    Effect.asVoid(
      Effect.forkScoped(Effect.forever(Effect.zipRight(draw, Effect.sleep("100 millis"))))
    )
  )
}
