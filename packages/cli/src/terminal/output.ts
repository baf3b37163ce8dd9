import * as Effect from "effect/Effect"
import { OutputClosed } from "../Failure.js"

/** A closed pipe is met where we write; without a listener Node would throw it from nowhere. */
const ignore = () => undefined
process.stdout.on("error", ignore)
process.stderr.on("error", ignore)

/** Results: to stdout, done when they have left. */
export const print = (text: string): Effect.Effect<void, OutputClosed> =>
  Effect.async((resume) => {
    process.stdout.write(text, (error) => {
      resume(error == null ? Effect.void : Effect.fail(new OutputClosed()))
    })
  })

/** A result as one line of JSON for scripts. */
export const printJson = (value: unknown): Effect.Effect<void, OutputClosed> =>
  print(`${JSON.stringify(value)}\n`)

/** Everything that is not a result: to stderr, and never a reason to fail. */
export const tell = (text: string): Effect.Effect<void> =>
  Effect.async((resume) => {
    process.stderr.write(text, () => resume(Effect.void))
  })
