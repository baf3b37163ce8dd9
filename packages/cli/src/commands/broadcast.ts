import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import { broadcast as sendToAll } from "../broadcast/broadcast.js"
import { broadcastFlags, csvFlag } from "../broadcast/flags.js"
import { parseColumns } from "../broadcast/Recipients.js"
import {
  dryRunFlag,
  jsonFlag,
  quietFlag,
  referenceFlag,
  timeoutFlag,
  waitFlag
} from "../commonFlags.js"
import { openDocuments } from "../input/document.js"
import { countryFlag } from "../input/faxNumber.js"
import { checkBeforeSend, forceFlag } from "../pages/checkBeforeSend.js"
import { connection, profileFlag } from "../settings/connection.js"
import { UsageError } from "../UsageError.js"

export const broadcast = defineCommand({
  name: "broadcast",
  summary: "Send files to everyone in a CSV file",
  details:
    "Sends each row its own fax, several at a time. A journal next to the CSV file makes it resumable: after Ctrl-C, a crash or a power cut, run the same command again, and no one gets the fax twice. See fax help broadcast.",
  words: {
    name: "FILES...",
    summary: "Documents to send (PDF, TIFF, PNG, JPEG, text)",
    min: 1,
    max: 1000
  },
  flags: {
    csv: csvFlag,
    reference: referenceFlag,
    wait: waitFlag,
    timeout: timeoutFlag,
    country: countryFlag,
    dryRun: dryRunFlag,
    force: forceFlag,
    ...broadcastFlags,
    profile: profileFlag,
    quiet: quietFlag,
    json: jsonFlag
  },
  examples: [
    {
      line: "fax broadcast offer.pdf --csv customers.csv --wait",
      does: "To every row, until all are finished"
    },
    {
      line: "fax broadcast offer.pdf --csv customers.csv --column number=Telefax --dry-run",
      does: "What would be sent, with a differently named column"
    }
  ],
  run: (given) =>
    Effect.gen(function* () {
      const { csv } = given
      if (csv === undefined) {
        return yield* new UsageError({ message: "to whom? Give the recipients: --csv FILE" })
      }
      if (given.words.includes("-")) {
        return yield* new UsageError({
          message: "a broadcast reads its documents repeatedly, but stdin can be read only once"
        })
      }
      const columns = yield* parseColumns(given.column)
      const settings = yield* connection(given.profile)
      const documents = yield* openDocuments(given.words)
      yield* checkBeforeSend(documents, { force: given.force, quiet: given.quiet })
      return yield* sendToAll(settings, {
        csv,
        columns,
        country: given.country ?? settings.country,
        documents,
        reference: given.reference,
        concurrency: given.concurrency ?? 4,
        journal: given.journal,
        failures: given.failures,
        skipInvalid: given.skipInvalid,
        dryRun: given.dryRun,
        wait: given.wait,
        timeout: given.timeout ?? Duration.minutes(30),
        quiet: given.quiet,
        asJson: given.json
      })
    })
})
