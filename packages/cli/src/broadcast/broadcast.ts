import { createHash } from "node:crypto"
import type { Document } from "@faxingcenter/core"
import * as DateTime from "effect/DateTime"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { type ExitCode, exitCodes } from "../exitCodes.js"
import { CommandFailed, type Failure } from "../Failure.js"
import { messageJson } from "../format/messageJson.js"
import { reasonText } from "../format/reasonText.js"
import { withReasons } from "../gateway/withReasons.js"
import { provideClient } from "../settings/client.js"
import type { Connection } from "../settings/connection.js"
import type { ServerLine } from "../settings/serverLine.js"
import { SomebodyLooksOn } from "../settings/tellOfWaits.js"
import { print, printJson, printLine, tell, tellLine } from "../terminal/output.js"
import { type Explain, followDeliveries } from "./followDeliveries.js"
import { openJournal } from "./Journal.js"
import { type ColumnMap, readRecipients } from "./Recipients.js"
import {
  broadcastJson,
  exitCodeOfTally,
  failuresCsv,
  summaryTable,
  writeFailures
} from "./report.js"
import { sendRow } from "./sendRow.js"
import { showProgress } from "./showProgress.js"
import { tallyOf } from "./Tally.js"

export interface BroadcastOptions {
  readonly csv: string
  readonly columns: ColumnMap
  readonly country: string | undefined
  readonly documents: ReadonlyArray<Document.Document>
  readonly reference: string | undefined
  readonly concurrency: number
  readonly journal: string | undefined
  readonly failures: string | undefined
  readonly skipInvalid: boolean
  readonly dryRun: boolean
  readonly wait: boolean
  readonly timeout: Duration.Duration
  readonly quiet: boolean
  readonly asJson: boolean
}

const hashOf = (documents: ReadonlyArray<Document.Document>) =>
  Effect.gen(function* () {
    const hash = createHash("sha256")
    for (const { content, fileName } of documents) {
      hash.update(JSON.stringify(fileName))
      yield* Stream.runForEach(content, (chunk) => Effect.sync(() => hash.update(chunk)))
    }
    return hash.digest("hex")
  })

/** A word as a shell takes it. */
const quoted = (word: string): string =>
  /^[\w./=:@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`

/** The first few of many, for a message of one line. */
const some = (texts: ReadonlyArray<string>): string =>
  `${texts.slice(0, 3).join("; ")}${texts.length > 3 ? `; and ${texts.length - 3} more` : ""}`

const recipientsOf = (options: BroadcastOptions) =>
  Effect.gen(function* () {
    const recipients = yield* readRecipients(options.csv, options.columns, options.country)
    const { duplicates, invalid, rows } = recipients
    if (invalid.length > 0 && !options.skipInvalid) {
      return yield* new CommandFailed({
        exitCode: exitCodes.rejected,
        message: `${invalid.length} row(s) of ${options.csv} have no valid number, so nothing is sent: ${some(
          invalid.map(({ line, reason }) => `row ${line}: ${reason}`)
        )}. Correct them, or leave them out with --skip-invalid`
      })
    }
    if (rows.length === 0) {
      return yield* new CommandFailed({
        exitCode: exitCodes.usage,
        message: `${options.csv} has no recipients`
      })
    }
    if (duplicates.length > 0 && !options.quiet) {
      yield* tell(
        `${duplicates.length} row(s) repeat a number, which gets the fax once: ${some(
          duplicates.map(({ line, reason }) => `row ${line} has ${reason}`)
        )}\n`
      )
    }
    return recipients
  })

/** Sends to everybody whom the journal does not have, follows the deliveries, and reports. */
export const broadcast = (
  settings: Connection,
  options: BroadcastOptions
): Effect.Effect<ExitCode, Failure> =>
  Effect.gen(function* () {
    const recipients = yield* recipientsOf(options)
    const { rows } = recipients
    if (options.dryRun) {
      const plan = {
        dryRun: true,
        column: recipients.column,
        recipients: rows.map(({ number }) => number),
        documents: options.documents.map(({ fileName, size }) => ({ fileName, size }))
      }
      yield* options.asJson
        ? printJson(plan)
        : printLine(
            `Would send ${plan.documents.map(({ fileName }) => fileName).join(", ")} to ${some(plan.recipients)} (from ${plan.column})`
          )
      return exitCodes.ok
    }

    const documents = yield* hashOf(options.documents)
    const journal = yield* openJournal(
      options.journal ?? `${options.csv}.${documents.slice(0, 8)}.journal`,
      {
        journal: 1,
        documents,
        clientId: settings.clientId,
        baseUrl: settings.baseUrl.replace(/\/+$/, ""),
        started: yield* DateTime.now
      }
    )
    const tally = () => tallyOf(recipients, journal)
    const before = tally()
    const failedBefore = failuresCsv(recipients, journal)
    if (journal.resumed && !options.quiet) {
      yield* tell(
        before.unsent + before.unknown === 0
          ? `According to ${journal.path}, everything has been sent; delete it to send everything again\n`
          : `Resuming ${journal.path}: ${before.unsent} to send, ${before.unknown} to look up\n`
      )
    }

    const report = Effect.gen(function* () {
      const csv = failuresCsv(recipients, journal)
      const wanted = options.failures ?? `${options.csv.replace(/\.csv$/i, "")}.failures.csv`
      const failures =
        csv === undefined ? undefined : yield* writeFailures(wanted, csv, failedBefore)
      const now = tally()
      yield* options.asJson
        ? printJson(broadcastJson(recipients, journal, now, failures))
        : print(summaryTable(now))
      if (options.quiet) return
      if (failures !== undefined) {
        const columns = Object.entries(options.columns).map(
          ([field, heading]) => ` --column ${quoted(`${field}=${heading}`)}`
        )
        yield* tellLine(
          `The failures are in ${failures}; send them again with --csv ${quoted(failures)}${columns.join("")}`
        )
      }
      if (now.unsent + now.unknown > 0) {
        yield* tellLine(`To resume, run the same command again (the journal is ${journal.path})`)
      }
    })

    let sending = true
    let remark = ""
    const job = {
      journal,
      documents: options.documents,
      reference: options.reference,
      lines: yield* Effect.makeSemaphore(options.concurrency),
      onPause: (why: string) => {
        remark = why
      }
    }
    const send = Effect.forEach(rows, (row) => sendRow(job, row), {
      concurrency: options.concurrency,
      discard: true
    }).pipe(
      Effect.ensuring(
        Effect.sync(() => {
          sending = false
        })
      )
    )
    const line: ServerLine = { transport: undefined }
    const explain: Explain = (failed) =>
      failed.length === 0
        ? Effect.succeed(new Map())
        : Effect.map(
            withReasons(settings, line, failed.map(messageJson), {
              state: "failed",
              from: DateTime.formatIso(DateTime.subtract(journal.header.started, { minutes: 1 }))
            }),
            (told) =>
              new Map(
                told.flatMap(({ messageId, meaning, reason, advice }) =>
                  reason === undefined ? [] : [[messageId, reasonText({ reason, meaning, advice })]]
                )
              )
          )
    const follow = followDeliveries(journal, () => sending, explain).pipe(
      Effect.timeoutOption(options.timeout)
    )
    yield* Effect.gen(function* () {
      if (!options.quiet) yield* showProgress(tally, options.wait, () => remark)
      yield* options.wait
        ? Effect.all([send, follow], { concurrency: "unbounded", discard: true })
        : send
    }).pipe(
      // However it ends, what has left gets its answer into the journal: `forEach` alone fails at once.
      Effect.ensuring(job.lines.take(options.concurrency)),
      Effect.scoped,
      provideClient(settings, line),
      // It shows what it waits for beside its bars.
      Effect.provideService(SomebodyLooksOn, false),
      Effect.onError(() => Effect.ignore(report))
    )
    yield* report
    return exitCodeOfTally(tally(), options.wait)
  }).pipe(Effect.scoped)
