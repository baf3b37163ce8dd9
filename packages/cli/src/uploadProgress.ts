import type { Document } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { barLine } from "./terminal/bar.js"
import { makeLive, terminalSize } from "./terminal/live.js"
import { tell } from "./terminal/output.js"
import { canRedraw } from "./terminal/style.js"

/** Less than this has left before anybody could look. */
const worthShowing = 512 * 1024

const megabytes = (bytes: number) => Math.round(bytes / 1024 / 102.4) / 10

/**
 * Sends documents while a bar on the terminal shows how much of them has left. Small ones, those of
 * unknown length, and those sent from scripts go without.
 */
export const withUploadProgress = <A, E, R>(
  documents: ReadonlyArray<Document.Document>,
  quiet: boolean,
  send: (documents: ReadonlyArray<Document.Document>) => Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> => {
  const total = documents.reduce((sum, { size }) => sum + (size ?? Number.NaN), 0)
  if (quiet || !canRedraw("stderr") || !(total >= worthShowing)) return send(documents)
  return Effect.suspend(() => {
    let sent = 0
    const counted = documents.map((document) => ({
      ...document,
      content: Stream.tap(document.content, (chunk) =>
        Effect.sync(() => {
          sent += chunk.length
        })
      )
    }))
    const live = makeLive(tell, process.stderr)
    const draw = Effect.suspend(() =>
      Effect.ignore(
        live.draw(
          barLine(
            "Uploading",
            megabytes(sent),
            megabytes(total),
            "MB",
            terminalSize(process.stderr).columns
          )
        )
      )
    )
    return send(counted).pipe(
      Effect.raceFirst(Effect.forever(Effect.zipRight(draw, Effect.sleep("100 millis")))),
      Effect.ensuring(Effect.zipRight(draw, tell("\n")))
    )
  })
}
