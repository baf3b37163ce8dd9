import * as Effect from "effect/Effect"
import { connectionHint } from "../connectionHint.js"
import { exitCodes } from "../exitCodes.js"
import { CommandFailed } from "../Failure.js"

const unreachable = (message: string) =>
  new CommandFailed({ exitCode: exitCodes.unavailable, message })

/** What a server thinks the time is, in epoch milliseconds, if it says so. Any answer will do. */
export const serverClock = (baseUrl: string): Effect.Effect<number | undefined, CommandFailed> =>
  Effect.async((resume) => {
    const { request } = baseUrl.startsWith("https:")
      ? process.getBuiltinModule("node:https")
      : process.getBuiltinModule("node:http")
    const asked = request(`${baseUrl.replace(/\/+$/, "")}/oauth`, { timeout: 10_000 }, (answer) => {
      answer.destroy()
      const date = Date.parse(answer.headers.date ?? "")
      resume(Effect.succeed(Number.isNaN(date) ? undefined : date))
    })
    asked.on("timeout", () => asked.destroy(Object.assign(new Error(), { code: "ETIMEDOUT" })))
    asked.on("error", (error) => {
      const code = "code" in error ? String(error.code) : error.message
      resume(Effect.fail(unreachable(connectionHint(code, baseUrl) ?? code)))
    })
    asked.end()
    return Effect.sync(() => asked.destroy())
  })
