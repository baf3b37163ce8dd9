import { createInterface } from "node:readline"
import { Writable } from "node:stream"
import * as Effect from "effect/Effect"

/** What readline writes while a secret is typed goes nowhere. */
const nowhere = () =>
  new Writable({
    write: (_chunk, _encoding, done) => {
      done()
    }
  })

/**
 * Asks a person, on stderr, so that stdout stays for results. Ctrl-C while asking is the same as
 * anywhere else; the end of input (Ctrl-D) is an empty answer.
 */
export const ask = (
  question: string,
  options: { readonly hidden?: boolean } = {}
): Effect.Effect<string> =>
  Effect.async((resume) => {
    const hidden = options.hidden === true
    const lines = createInterface({
      input: process.stdin,
      output: hidden ? nowhere() : process.stderr,
      terminal: true
    })
    // Readline has the terminal in raw mode, so Ctrl-C reaches it and not the process.
    lines.on("SIGINT", () => process.kill(process.pid, "SIGINT"))
    let answer = ""
    lines.once("close", () => {
      if (hidden) process.stderr.write("\n")
      resume(Effect.succeed(answer))
    })
    if (hidden) process.stderr.write(question)
    lines.question(hidden ? "" : question, (given) => {
      answer = hidden ? given : given.trim()
      lines.close()
    })
    return Effect.sync(() => {
      lines.close()
    })
  })

/** The first line of stdin as it is, for secrets that a script pipes in. */
export const firstLineOfStdin: Effect.Effect<string> = Effect.promise(async () => {
  for await (const line of createInterface({ input: process.stdin, terminal: false })) {
    return line
  }
  return ""
})
