import { writeSync } from "node:fs"
import { jsonText } from "@faxingcenter/core/wire"
import * as Effect from "effect/Effect"
import { OutputFailed } from "../Failure.js"
import { isTerminal } from "./style.js"
import { oneLine, visible } from "./visible.js"

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

/** Results for people: to stdout, done when they have left. What is unseen in them is shown, in a pipe as well. */
export const print = (text: string): Effect.Effect<void, OutputFailed> =>
  write(1, () => process.stdout, visible(text))

/** The same in one line, whatever is in the text. */
export const printLine = (text: string): Effect.Effect<void, OutputFailed> =>
  print(`${oneLine(text)}\n`)

/** Results that a program reads to the letter, such as CSV: shown as `print` shows them in a terminal alone. */
export const printExact = (text: string): Effect.Effect<void, OutputFailed> =>
  isTerminal.stdout() ? print(text) : write(1, () => process.stdout, text)

/** As one line of JSON, which says the same with what is unseen escaped. */
export const jsonLine = (value: unknown): string => `${jsonText(value)}\n`

/** A result as one line of JSON for scripts. */
export const printJson = (value: unknown): Effect.Effect<void, OutputFailed> =>
  print(jsonLine(value))

/** Everything that is not a result: to stderr, and never a reason to fail. What is unseen is shown. */
export const tell = (text: string): Effect.Effect<void> =>
  Effect.ignore(write(2, () => process.stderr, visible(text)))

/** The same in one line, whatever is in the text. */
export const tellLine = (text: string): Effect.Effect<void> => tell(`${oneLine(text)}\n`)
