import { OperatorRole } from "@faxingcenter/gateway/manage"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { defineCommand } from "../args/defineCommand.js"
import * as Flag from "../args/Flag.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { CommandFailed } from "../Failure.js"
import { configFlag, databaseFlag } from "../serve/databaseFlag.js"
import { actor, withOperators } from "../serve/manage.js"
import { printJson, printLine } from "../terminal/output.js"
import { UsageError } from "../UsageError.js"

const role = Flag.choice("role", "ROLE", {
  choices: OperatorRole.literals,
  summary:
    "viewer looks; operator also acts on faxes, the queue and webhooks; admin also manages clients (default viewer)"
})

export const operatorsAdd = defineCommand({
  name: "operators add",
  summary: "Allow a person to sign in to a gateway's console",
  details: "Prints the key for signing in. It is shown only once, because only its hash is stored.",
  words: { name: "NAME", summary: "The person's name, as the audit log shows it", min: 1, max: 1 },
  flags: { role, database: databaseFlag, config: configFlag, json: jsonFlag },
  examples: [
    {
      line: "fax operators add anna --role operator --database fax.db",
      does: "A key for a person who settles and resends faxes"
    }
  ],
  run: (given) =>
    Effect.gen(function* () {
      const [name = ""] = given.words
      if (name.trim() === "" || name.length > 100) {
        return yield* new UsageError({ message: "NAME must have 1 to 100 characters" })
      }
      const role = given.role ?? "viewer"
      const key = yield* withOperators(
        given,
        (operators) =>
          Effect.catchIf(
            operators.add({ name, role }, actor("operators")),
            ({ kind }) => kind === "conflict",
            () =>
              new CommandFailed({
                exitCode: exitCodes.usage,
                message: `there already is, or was, an operator ${name}; choose another name, for the audit log`
              })
          ),
        true
      )
      yield* given.json
        ? printJson({ name, role, key: Redacted.value(key) })
        : printLine(`key  ${Redacted.value(key)}`)
      return exitCodes.ok
    })
})
