import { readSettings, type SettingsSources } from "@faxingcenter/gateway/settings"
import * as Effect from "effect/Effect"
import { exitCodes } from "../exitCodes.js"
import { CommandFailed } from "../Failure.js"
import { readInput } from "../input/file.js"

const wrong = (message: string) => new CommandFailed({ exitCode: exitCodes.usage, message })

/** The settings of a gateway, or all that is wrong with them. */
export const loadSettings = Effect.fn("loadSettings")(function* (
  flags: SettingsSources["flags"],
  config: string | undefined
) {
  const file =
    config === undefined
      ? {}
      : {
          file: {
            name: config,
            text: (yield* readInput(config, exitCodes.usage)).toString()
          }
        }
  return yield* Effect.mapError(
    readSettings({ flags, environment: process.env, ...file }),
    ({ message }) => wrong(message)
  )
})
