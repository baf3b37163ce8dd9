import { writeFile } from "node:fs/promises"
import { routes } from "@faxingcenter/core/wire"
import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import * as Flag from "../args/Flag.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { CommandFailed } from "../Failure.js"
import { findMessage } from "../gateway/findMessage.js"
import { gatewayOf } from "../gateway/gatewayClient.js"
import { problemOf } from "../input/document.js"
import { profileFlag } from "../settings/connection.js"
import { printJson, printLine, tellLine } from "../terminal/output.js"

const out = Flag.text("out", "FILE", {
  short: "o",
  summary: "Write to this file (default: stdout)"
})

export const receipt = defineCommand({
  name: "receipt",
  summary: "Get a message's signed receipt from a gateway",
  details:
    "The receipt is a signed record (JWS) of the outcome and every attempt. fax verify checks it offline.",
  words: {
    name: "ID",
    summary: "A message id or its beginning, or the send id of a fax with one recipient",
    min: 1,
    max: 1
  },
  flags: { out, profile: profileFlag, json: jsonFlag },
  examples: [{ line: "fax receipt 01982f3a --out receipt.jws", does: "Keep it as evidence" }],
  run: (given) =>
    Effect.gen(function* () {
      const { out: path } = given
      const gateway = yield* gatewayOf(given.profile)
      const id = yield* findMessage(gateway, given.words[0] ?? "")
      const signed = (yield* gateway.text(routes.at(routes.gateway.deliveryReceipt, { id }))).trim()
      if (path !== undefined) {
        yield* Effect.tryPromise({
          try: () => writeFile(path, `${signed}\n`),
          catch: (error) =>
            new CommandFailed({
              exitCode: exitCodes.outputFailed,
              message: `${path} cannot be written: ${problemOf(error)}`
            })
        })
      }
      if (given.json) {
        yield* printJson({
          messageId: id,
          receipt: signed,
          ...(path === undefined ? {} : { path })
        })
      } else if (path === undefined) yield* printLine(signed)
      else yield* tellLine(`Wrote the receipt of ${id} to ${path}`)
      return exitCodes.ok
    })
})
