import { randomUUID } from "node:crypto"
import { routes } from "@faxingcenter/core/wire"
import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import * as Flag from "../args/Flag.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { CommandFailed } from "../Failure.js"
import { afterAcceptance } from "../faxTrouble.js"
import { jobTable } from "../format/messages.js"
import { AcceptedFax } from "../gateway/answers.js"
import { findMessage } from "../gateway/findMessage.js"
import { gatewayOf } from "../gateway/gatewayClient.js"
import { profileFlag } from "../settings/connection.js"
import { print, printJson } from "../terminal/output.js"

const mayArriveTwice = Flag.toggle("may-arrive-twice", {
  summary: "Send it even if it arrived, or may have arrived"
})

export const resend = defineCommand({
  name: "resend",
  summary: "Send a message's documents again, as a new fax",
  details:
    "The new fax goes to the same number. A message that arrived, or may have arrived, is refused unless you give --may-arrive-twice. Prints the new send id.",
  words: {
    name: "ID",
    summary: "A message id or its beginning, or the send id of a fax with one recipient",
    min: 1,
    max: 1
  },
  flags: { mayArriveTwice, profile: profileFlag, json: jsonFlag },
  examples: [{ line: "fax resend 01982f3a", does: "Try a failed message once more" }],
  run: (given) =>
    Effect.gen(function* () {
      const gateway = yield* gatewayOf(given.profile)
      const id = yield* findMessage(gateway, given.words[0] ?? "")
      // Under a key of its own, so that an answer that is lost can be asked for again.
      const headers = { "idempotency-key": randomUUID() }
      const body = { mayArriveTwice: given.mayArriveTwice }
      const sent = yield* gateway
        .ask(AcceptedFax, routes.at(routes.gateway.resend, { id }), { body, headers })
        .pipe(
          Effect.retry({
            times: 3,
            while: (error) => error._tag === "FaxError.Unavailable"
          }),
          Effect.mapError((error) =>
            error._tag === "FaxError.Unavailable" && error.status !== 503
              ? new CommandFailed({
                  exitCode: exitCodes.outcomeUnknown,
                  message: `${error.message}. The fax may or may not have been sent again; find out with: fax messages`
                })
              : error
          )
        )
      const job = {
        sendId: sent.sendId,
        messages: sent.messages.map((each) => ({ sendId: sent.sendId, ...each }))
      }
      yield* afterAcceptance(sent.sendId)(
        given.json ? printJson(job) : print(`${job.sendId}\n\n${jobTable(job.messages)}`)
      )
      return exitCodes.ok
    })
})
