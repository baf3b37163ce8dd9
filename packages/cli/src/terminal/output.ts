import { writeSync } from "node:fs"
import * as Effect from "effect/Effect"
import { OutputClosed } from "../Failure.js"

const isCode = (error: unknown, code: string) =>
  error instanceof Error && "code" in error && error.code === code

/**
 * Writes to a descriptor at once, so that nothing is lost when the process ends after it. Node's own
 * stream is loaded (6 ms) only for a full pipe that would have to be waited for.
 */
const write = (
  descriptor: 1 | 2,
  stream: () => NodeJS.WriteStream,
  text: string
): Effect.Effect<void, OutputClosed> =>
  Effect.async((resume) => {
    let rest: Uint8Array = new TextEncoder().encode(text)
    try {
      while (rest.length > 0) rest = rest.subarray(writeSync(descriptor, rest))
      resume(Effect.void)
    } catch (error) {
      if (!isCode(error, "EAGAIN")) return resume(Effect.fail(new OutputClosed()))
      const closed = () => resume(Effect.fail(new OutputClosed()))
      stream().once("error", closed)
      stream().write(rest, (failed) => {
        if (failed == null) stream().off("error", closed)
        resume(failed == null ? Effect.void : Effect.fail(new OutputClosed()))
      })
    }
  })

/** Results: to stdout, done when they have left. */
export const print = (text: string): Effect.Effect<void, OutputClosed> =>
  write(1, () => process.stdout, text)

/** A result as one line of JSON for scripts. */
export const printJson = (value: unknown): Effect.Effect<void, OutputClosed> =>
  print(`${JSON.stringify(value)}\n`)

/** Everything that is not a result: to stderr, and never a reason to fail. */
export const tell = (text: string): Effect.Effect<void> =>
  Effect.ignore(write(2, () => process.stderr, text))
