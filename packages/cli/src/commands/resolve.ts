import { FailureReason } from "@faxingcenter/core/delivery"
import { routes } from "@faxingcenter/core/wire"
import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import * as Flag from "../args/Flag.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { MessageDetail } from "../gateway/answers.js"
import { findMessage } from "../gateway/findMessage.js"
import { gatewayOf } from "../gateway/gatewayClient.js"
import { profileFlag } from "../settings/connection.js"
import { printJson, tellLine } from "../terminal/output.js"
import { UsageError } from "../UsageError.js"

const delivered = Flag.integer("delivered", "PAGES", {
  summary: "The recipient has it, with this many pages",
  min: 0,
  max: 100_000
})
const failed = Flag.choice("failed", "REASON", {
  summary: "The recipient does not have it, and why",
  choices: FailureReason.literals
})

export const resolve = defineCommand({
  name: "resolve",
  summary: "Settle an unknown outcome with what the recipient told you",
  details:
    "Only a message that failed with unknown_outcome can be settled. Its attempts stay as they were recorded, and the audit log shows who settled it.",
  words: {
    name: "ID",
    summary: "A message id or its beginning, or the send id of a fax with one recipient",
    min: 1,
    max: 1
  },
  flags: { delivered, failed, profile: profileFlag, json: jsonFlag },
  examples: [
    { line: "fax resolve 01982f3a --delivered 3", does: "The recipient has all three pages" },
    { line: "fax resolve 01982f3a --failed no_answer", does: "The recipient got nothing" }
  ],
  run: (given) =>
    Effect.gen(function* () {
      if ((given.delivered === undefined) === (given.failed === undefined)) {
        return yield* new UsageError({
          message: "how did it end? Give --delivered PAGES or --failed REASON"
        })
      }
      const gateway = yield* gatewayOf(given.profile)
      const id = yield* findMessage(gateway, given.words[0] ?? "")
      const after = yield* gateway.ask(MessageDetail, routes.at(routes.gateway.resolve, { id }), {
        body:
          given.delivered === undefined
            ? { status: "failed", reason: given.failed }
            : { status: "delivered", pages: given.delivered }
      })
      yield* given.json ? printJson(after) : tellLine(`${id} is settled as ${after.status}`)
      return exitCodes.ok
    })
})
