import { Auth, CurrentIdempotencyKey, IdempotencyKey, Send } from "@faxingcenter/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { defineCommand } from "../args/defineCommand.js"
import * as Flag from "../args/Flag.js"
import {
  dryRunFlag,
  jsonFlag,
  quietFlag,
  referenceFlag,
  stdinNameFlag,
  timeoutFlag,
  toFlag,
  waitFlag
} from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { searchForSend } from "../explain.js"
import { CommandFailed } from "../Failure.js"
import { afterAcceptance } from "../faxTrouble.js"
import { type JobJson, receiptJson } from "../format/messageJson.js"
import { adviceLines, jobTable } from "../format/messages.js"
import { jobWithReasons } from "../gateway/withReasons.js"
import { openDocuments } from "../input/document.js"
import {
  countryFlag,
  distinct,
  type GivenNumber,
  parseNumber,
  splitNumbers
} from "../input/faxNumber.js"
import { givenToSend, inTermsOfCommand } from "../input/placeInCommand.js"
import { checkBeforeSend, forceFlag } from "../pages/checkBeforeSend.js"
import { provideClient } from "../settings/client.js"
import { type Connection, connection, profileFlag } from "../settings/connection.js"
import type { ServerLine } from "../settings/serverLine.js"
import { print, printJson, printLine, tell, tellLine } from "../terminal/output.js"
import { UsageError } from "../UsageError.js"
import { withUploadProgress } from "../uploadProgress.js"
import { waitForJob } from "../waitForJob.js"

const idempotencyKey = Flag.parsed("idempotency-key", "KEY", {
  summary:
    "Gateway only: repeating a send with the same key returns the first result instead of sending again",
  parse: (text) =>
    Either.mapLeft(
      Schema.decodeEither(IdempotencyKey)(text),
      () => "must have 1 to 255 visible ASCII characters"
    )
})

const printJob = (asJson: boolean) => (job: JobJson) =>
  asJson
    ? printJson(job)
    : print(`${job.sendId}\n\n${jobTable(job.messages)}${adviceLines(job.messages)}`)

/** How the service will be asked to dial a number that was written in another way. */
const showNumber = (given: GivenNumber) =>
  given.shown === undefined
    ? Effect.void
    : tellLine(`${given.written} is ${given.shown}, sent as ${given.number}`)

const showRepeated = ({ number, written }: GivenNumber) =>
  tellLine(`${written} repeats ${number}, which gets the fax once`)

const simulatedNotice =
  "This gateway simulates its line: no calls are made, whatever it says about the fax\n"

/** A server that does not know the key would send the fax again: it is asked what it is first. */
const checkTakesKeys = (settings: Connection, line: ServerLine) =>
  Effect.flatMap(Auth, (auth) => auth.authenticate(settings)).pipe(
    provideClient(settings, line),
    Effect.flatMap(() =>
      line.transport === undefined
        ? new CommandFailed({
            exitCode: exitCodes.rejected,
            message: `${settings.baseUrl} does not support --idempotency-key, and would send the fax again each time; only gateways (fax serve) support it. Nothing was sent`
          })
        : Effect.void
    )
  )

export const send = defineCommand({
  name: "send",
  summary: "Send files as a fax",
  details:
    "Sends the files, in this order, as one fax to each number. Plain digits are dialled as they are; other notations are understood too. Prints the send id and the message id of each recipient.",
  words: {
    name: "FILES...",
    summary: "Documents to send (PDF, TIFF, PNG, JPEG, text); - is stdin",
    min: 1,
    max: 1000
  },
  flags: {
    to: toFlag,
    reference: referenceFlag,
    idempotencyKey,
    wait: waitFlag,
    timeout: timeoutFlag,
    country: countryFlag,
    stdinName: stdinNameFlag,
    dryRun: dryRunFlag,
    force: forceFlag,
    profile: profileFlag,
    quiet: quietFlag,
    json: jsonFlag
  },
  examples: [
    { line: "fax send order.pdf --to 13862345678", does: "One document to one number" },
    {
      line: 'fax send cover.txt order.pdf --to "+49 30 901820" --to 13862345678 --wait',
      does: "Two documents to two numbers, and wait for the outcome"
    },
    {
      line: "printf 'Hello' | fax send - --stdin-name hello.txt --to 15005550001 --json",
      does: "A program's output, with the receipt as JSON"
    }
  ],
  run: (given) =>
    Effect.gen(function* () {
      const asJson = given.json
      const quiet = given.quiet
      const written = given.to.flatMap(splitNumbers)
      if (written.length === 0) {
        return yield* new UsageError({ message: "to whom? Give at least one number: --to NUMBER" })
      }
      const settings = yield* connection(given.profile)
      const country = given.country ?? settings.country
      const { numbers, repeated } = distinct(
        yield* Effect.forEach(written, (text) => parseNumber(text, country))
      )
      const documents = yield* openDocuments(given.words, given.stdinName)
      yield* checkBeforeSend(documents, { force: given.force, quiet })
      if (!quiet) {
        yield* Effect.forEach(numbers, showNumber)
        yield* Effect.forEach(repeated, showRepeated)
      }

      if (given.dryRun) {
        const plan = {
          recipients: numbers.map(({ number }) => number),
          documents: documents.map(({ fileName, size }) => ({ fileName, size }))
        }
        yield* asJson
          ? printJson({ dryRun: true, ...plan })
          : printLine(
              `Would send ${plan.documents.map(({ fileName }) => fileName).join(", ")} to ${plan.recipients.join(", ")}`
            )
        return exitCodes.ok
      }

      const line: ServerLine = { transport: undefined }
      if (given.idempotencyKey !== undefined) yield* checkTakesKeys(settings, line)

      const started = yield* Clock.currentTimeMillis
      const receipt = yield* withUploadProgress(documents, quiet, (documents) =>
        Send.submit({
          recipients: numbers.map(({ number }) => ({ number })),
          documents,
          reference: given.reference
        })
      ).pipe(
        Effect.provideService(CurrentIdempotencyKey, given.idempotencyKey),
        Effect.onInterrupt(() =>
          tellLine(
            `fax: interrupted; if the upload was complete, the fax may have been accepted. Find out with: ${searchForSend(
              numbers.map(({ number }) => number),
              started
            )}`
          )
        ),
        provideClient(settings, line),
        Effect.mapError(inTermsOfCommand(givenToSend(numbers, given.words)))
      )
      if (line.transport === "simulated" && !quiet) yield* tell(simulatedNotice)
      const job = { ...receiptJson(receipt), sendId: receipt.sendId }
      if (!given.wait) {
        yield* afterAcceptance(job.sendId)(printJob(asJson)(job))
        return exitCodes.ok
      }
      if (!quiet) yield* tellLine(`Accepted as ${job.sendId}; waiting for the outcome`)
      return yield* waitForJob(job, { timeout: given.timeout, quiet }, (whole) =>
        Effect.flatMap(jobWithReasons(settings, line, whole), printJob(asJson))
      ).pipe(provideClient(settings), afterAcceptance(job.sendId))
    })
})
