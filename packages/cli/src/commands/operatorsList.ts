import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { facts } from "../format/facts.js"
import { local } from "../format/moment.js"
import { configFlag, databaseFlag } from "../serve/databaseFlag.js"
import { withOperators } from "../serve/manage.js"
import { print, printJson } from "../terminal/output.js"

export const operatorsList = defineCommand({
  name: "operators list",
  summary: "List who may sign in to a gateway's console",
  flags: { database: databaseFlag, config: configFlag, json: jsonFlag },
  examples: [{ line: "fax operators list --database fax.db", does: "Operators and their roles" }],
  run: (given) =>
    Effect.gen(function* () {
      const all = yield* withOperators(given, ({ list }) => list)
      if (given.json) {
        yield* printJson({
          operators: all.map(({ createdAt, revokedAt, ...operator }) => ({
            ...operator,
            createdAt: DateTime.formatIso(createdAt),
            ...(revokedAt === undefined ? {} : { revokedAt: DateTime.formatIso(revokedAt) })
          }))
        })
      } else if (all.length > 0) {
        const lines = all.map(({ createdAt, name, revokedAt, role }) => {
          const end = revokedAt === undefined ? "" : `, revoked ${local(revokedAt)}`
          return [name, `${role}, since ${local(createdAt)}${end}`] as const
        })
        yield* print(facts(lines))
      }
      return exitCodes.ok
    })
})
