import { spawn } from "node:child_process"
import * as Effect from "effect/Effect"
import { tellLine } from "./output.js"

const openers: Partial<Record<NodeJS.Platform, string>> = {
  darwin: "open",
  win32: "explorer.exe"
}

/** `BROWSER` is what people and remote desktops set who have another one. */
const opener = (): string => process.env.BROWSER || (openers[process.platform] ?? "xdg-open")

/** Explorer ends with 1 when all went well. */
const isWell = (code: number | null) => code === 0 || process.platform === "win32"

/**
 * Shows an address in the browser of the desktop; where there is none, says so. It may go on for as long
 * as the browser does.
 */
export const openInBrowser = (url: string): Effect.Effect<void> =>
  Effect.async<void, Error>((resume) => {
    const command = opener()
    const child = spawn(command, [url], { stdio: "ignore", detached: true })
    child.unref()
    child.once("error", (error) => resume(Effect.fail(error)))
    child.once("exit", (code) =>
      resume(isWell(code) ? Effect.void : Effect.fail(new Error(`${command} ended with ${code}`)))
    )
  }).pipe(
    Effect.catchAll(({ message }) =>
      tellLine(`No browser could be opened (${message}); go to ${url}`)
    )
  )
