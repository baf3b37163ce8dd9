import { spawn } from "node:child_process"
import * as Effect from "effect/Effect"
import { tell } from "./output.js"

const openers: Partial<Record<NodeJS.Platform, readonly [string, ...Array<string>]>> = {
  darwin: ["open"],
  win32: ["explorer.exe"]
}

/** Shows an address in the browser of the desktop; where there is none, says so and goes on. */
export const openInBrowser = (url: string): Effect.Effect<void> =>
  Effect.async<void, Error>((resume) => {
    const [command, ...first] = openers[process.platform] ?? ["xdg-open"]
    const child = spawn(command, [...first, url], { stdio: "ignore", detached: true })
    child.once("error", (error) => resume(Effect.fail(error)))
    child.once("spawn", () => {
      child.unref()
      resume(Effect.void)
    })
  }).pipe(
    Effect.catchAll(({ message }) =>
      tell(`No browser could be opened (${message}); go to ${url}\n`)
    )
  )
