import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { configFlag, databaseFlag } from "../serve/databaseFlag.js"
import { actor, withOperators } from "../serve/manage.js"
import { printJson, tellLine } from "../terminal/output.js"

export const operatorsRevoke = defineCommand({
  name: "operators revoke",
  summary: "End a person's access to the console of a gateway",
  details: "The key is refused and every session ends immediately. The name cannot be reused.",
  words: { name: "NAME", summary: "The operator's name", min: 1, max: 1 },
  flags: { database: databaseFlag, config: configFlag, json: jsonFlag },
  examples: [
    { line: "fax operators revoke anna --database fax.db", does: "Anna can no longer sign in" }
  ],
  run: (given) =>
    Effect.gen(function* () {
      const [name = ""] = given.words
      yield* withOperators(given, (operators) => operators.revoke(name, actor("operators")))
      yield* given.json ? printJson({ name, revoked: true }) : tellLine(`Revoked ${name}`)
      return exitCodes.ok
    })
})
