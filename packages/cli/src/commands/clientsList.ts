import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { facts } from "../format/facts.js"
import { local } from "../format/moment.js"
import { configFlag, databaseFlag } from "../serve/databaseFlag.js"
import { withClients } from "../serve/manage.js"
import { print, printJson } from "../terminal/output.js"

export const clientsList = defineCommand({
  name: "clients list",
  summary: "Show the clients of a gateway",
  flags: { database: databaseFlag, config: configFlag, json: jsonFlag },
  examples: [{ line: "fax clients list --database fax.db", does: "Which programs may send" }],
  run: (given) =>
    Effect.gen(function* () {
      const all = yield* withClients(given, (clients) => clients.list)
      if (given.json) {
        yield* printJson({
          clients: all.map(({ createdAt, revokedAt, ...client }) => ({
            ...client,
            createdAt: DateTime.formatIso(createdAt),
            ...(revokedAt === undefined ? {} : { revokedAt: DateTime.formatIso(revokedAt) })
          }))
        })
      } else if (all.length > 0) {
        const lines = all.map(({ clientId, createdAt, from, name, perMinute, revokedAt }) => {
          const limit = perMinute === undefined ? "" : `, ${perMinute} requests a minute`
          const station = from?.stationId === undefined ? "" : `, from ${from.stationId}`
          const header = from?.header === undefined ? "" : `, header "${from.header}"`
          const end = revokedAt === undefined ? "" : `, revoked ${local(revokedAt)}`
          return [
            clientId,
            `${name}, since ${local(createdAt)}${limit}${station}${header}${end}`
          ] as const
        })
        yield* print(facts(lines))
      }
      return exitCodes.ok
    })
})
