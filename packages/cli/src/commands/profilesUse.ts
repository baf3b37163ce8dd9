import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { CommandFailed } from "../Failure.js"
import { changeCredentials } from "../settings/CredentialsFile.js"
import { printJson, tellLine } from "../terminal/output.js"

export const profilesUse = defineCommand({
  name: "profiles use",
  summary: "Make a stored account the current one",
  words: { name: "NAME", summary: "A profile from fax profiles", min: 1, max: 1 },
  flags: { json: jsonFlag },
  examples: [{ line: "fax profiles use mock", does: "Use this profile from now on" }],
  run: (given) =>
    Effect.gen(function* () {
      const [name = ""] = given.words
      yield* changeCredentials((stored) =>
        stored?.profiles[name] === undefined
          ? new CommandFailed({
              exitCode: exitCodes.notAuthorised,
              message: `there is no profile ${name}; fax profiles lists them`
            })
          : Effect.succeed({ next: { ...stored, current: name }, result: undefined })
      )
      yield* given.json ? printJson({ current: name }) : tellLine(`Now using ${name}`)
      return exitCodes.ok
    })
})
