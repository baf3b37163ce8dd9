import { randomBytes } from "node:crypto"
import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { printJson, printLine } from "../terminal/output.js"
import { UsageError } from "../UsageError.js"

export const keysNew = defineCommand({
  name: "keys new",
  summary: "Create a key that encrypts documents at rest",
  details:
    "Prints NAME:KEY for FAXINGCENTER_GATEWAY_DOCUMENT_KEYS and stores it nowhere. Without the key, data encrypted with it cannot be read.",
  words: {
    name: "NAME",
    summary: "A name for the key: at most 32 letters, digits, _ and -",
    min: 1,
    max: 1
  },
  flags: { json: jsonFlag },
  examples: [{ line: "fax keys new 2026", does: "A key named after the year" }],
  run: (given) =>
    Effect.gen(function* () {
      const [name = ""] = given.words
      if (!/^[\w-]{1,32}$/.test(name)) {
        return yield* new UsageError({
          message: `${name} is not a key name: use at most 32 letters, digits, _ and -`
        })
      }
      const key = `${name}:${randomBytes(32).toString("base64")}`
      yield* given.json ? printJson({ name, key }) : printLine(key)
      return exitCodes.ok
    })
})
