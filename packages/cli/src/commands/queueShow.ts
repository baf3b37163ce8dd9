import { FaxQueue, Hold, Pause } from "@faxingcenter/gateway/manage"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { defineCommand } from "../args/defineCommand.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { local } from "../format/moment.js"
import { table } from "../format/table.js"
import { configFlag, databaseFlag } from "../serve/databaseFlag.js"
import { withQueue } from "../serve/manage.js"
import { print, printJson, printLine } from "../terminal/output.js"

const encodePause = Schema.encodeSync(Pause)
const encodeHold = Schema.encodeSync(Hold)

const reasons = {
  asked: "",
  credentials: "the provider refuses the gateway's credentials",
  funds: "the account at the provider has no funds",
  account: "the provider does not allow the account to send"
} as const

/** Why nobody is called, and what ends it. */
const pauseText = ({ at, by, cause, detail, probeAt }: Pause): string => {
  const why = [reasons[cause], detail ?? ""].filter((text) => text !== "").join(": ")
  const ends =
    probeAt === undefined
      ? "fax queue resume ends the pause"
      : `one fax is tried at ${local(probeAt)}; fax queue resume ends the pause immediately`
  return `paused since ${local(at)} by ${by}${why === "" ? "" : `, ${why}`}; ${ends}`
}

export const queueShow = defineCommand({
  name: "queue show",
  summary: "Show whether a gateway's queue is paused, and which numbers are held",
  flags: { database: databaseFlag, config: configFlag, json: jsonFlag },
  examples: [{ line: "fax queue show --database fax.db", does: "Find out why no calls are made" }],
  run: (given) =>
    Effect.gen(function* () {
      const { held, holds, pause } = yield* withQueue(
        given,
        Effect.flatMap(FaxQueue, ({ state }) => state)
      )
      if (given.json) {
        yield* printJson({
          paused: pause !== undefined,
          ...(pause === undefined ? {} : { pause: encodePause(pause) }),
          held,
          holds: holds.map((hold) => encodeHold(hold))
        })
        return exitCodes.ok
      }
      yield* printLine(pause === undefined ? "running" : pauseText(pause))
      if (holds.length > 0) {
        yield* print(
          table(
            ["HELD NUMBER", "SINCE", "BY", "NOTE"],
            holds.map(({ at, by, detail, number }) => [number, local(at), by, detail ?? ""])
          )
        )
      }
      if (held > holds.length) yield* printLine(`and ${held - holds.length} more`)
      return exitCodes.ok
    })
})
