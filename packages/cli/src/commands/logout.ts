import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import * as Flag from "../args/Flag.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { CommandFailed } from "../Failure.js"
import { changeCredentials } from "../settings/CredentialsFile.js"
import { printJson, tellLine } from "../terminal/output.js"

const profile = Flag.text("profile", "NAME", {
  summary: "Profile to delete (default: the current one)"
})
const all = Flag.toggle("all", { short: "a", summary: "Delete every profile" })

export const logout = defineCommand({
  name: "logout",
  summary: "Delete stored credentials",
  flags: { profile, all, json: jsonFlag },
  examples: [
    { line: "fax logout", does: "Delete the current profile" },
    { line: "fax logout --profile mock", does: "Delete another profile" }
  ],
  run: (given) =>
    Effect.gen(function* () {
      const forgotten = yield* changeCredentials((stored) => {
        const name = given.profile ?? stored?.current ?? "default"
        if (stored === undefined || (!given.all && stored.profiles[name] === undefined)) {
          return new CommandFailed({
            exitCode: exitCodes.notAuthorised,
            message: given.all ? "nothing is stored" : `no profile ${name} is stored`
          })
        }
        const gone = given.all ? Object.keys(stored.profiles) : [name]
        const profiles = Object.fromEntries(
          Object.entries(stored.profiles).filter(([each]) => !gone.includes(each))
        )
        const current =
          profiles[stored.current] === undefined ? Object.keys(profiles)[0] : undefined
        return Effect.succeed({
          next: { current: current ?? stored.current, profiles },
          result: gone
        })
      })
      yield* given.json ? printJson({ forgotten }) : tellLine(`Forgot ${forgotten.join(", ")}`)
      return exitCodes.ok
    })
})
