import { writeSync } from "node:fs"
import * as Effect from "effect/Effect"
import { OutputFailed } from "../Failure.js"
import { isTerminal } from "./style.js"
import { visible } from "./visible.js"

const codeOf = (error: unknown) =>
  error instanceof Error && "code" in error ? String(error.code) : String(error)

const failed = (error: unknown) => Effect.fail(new OutputFailed({ code: codeOf(error) }))

/**
 * Writes to a descriptor at once, so that nothing is lost when the process ends after it. Node's own
 * stream is loaded (6 ms) only for a full pipe that would have to be waited for.
 */
const write = (
  descriptor: 1 | 2,
  stream: () => NodeJS.WriteStream,
  text: string
): Effect.Effect<void, OutputFailed> =>
  Effect.async((resume) => {
    let rest: Uint8Array = new TextEncoder().encode(text)
    try {
      while (rest.length > 0) rest = rest.subarray(writeSync(descriptor, rest))
      resume(Effect.void)
    } catch (error) {
      if (codeOf(error) !== "EAGAIN") return resume(failed(error))
      const broken = (error: Error) => resume(failed(error))
      stream().once("error", broken)
      stream().write(rest, (error) => {
        if (error == null) stream().off("error", broken)
        resume(error == null ? Effect.void : failed(error))
      })
    }
  })

/** Results: to stdout, done when they have left. In a terminal, control characters in them are shown, not obeyed. */
export const print = (text: string): Effect.Effect<void, OutputFailed> =>
  write(1, () => process.stdout, isTerminal.stdout() ? visible(text) : text)

const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`

/** As one line of JSON, which says the same with what moves a cursor or turns text around escaped. */
export const jsonLine = (value: unknown): string =>
  `${JSON.stringify(value).replace(/[\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, escaped)}\n`

/** A result as one line of JSON for scripts. */
export const printJson = (value: unknown): Effect.Effect<void, OutputFailed> =>
  print(jsonLine(value))

/** Everything that is not a result: to stderr, and never a reason to fail. Control characters are shown. */
export const tell = (text: string): Effect.Effect<void> =>
  Effect.ignore(write(2, () => process.stderr, visible(text)))
