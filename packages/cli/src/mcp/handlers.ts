import { createHash } from "node:crypto"
import {
  type Document,
  FaxError,
  type FaxNumber,
  type SearchQuery,
  Send,
  statusAll
} from "@faxingcenter/core"
import * as Chunk from "effect/Chunk"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { explain } from "../explain.js"
import type { Failure } from "../Failure.js"
import { type JobJson, messageJson, receiptJson } from "../format/messageJson.js"
import { findFaxes } from "../gateway/findFaxes.js"
import { findSend } from "../gateway/findSend.js"
import { jobWithReasons } from "../gateway/withReasons.js"
import { distinct, parseNumber } from "../input/faxNumber.js"
import { momentOf } from "../input/moment.js"
import { lineOf, lookAt } from "../pages/checkBeforeSend.js"
import { provideClient } from "../settings/client.js"
import type { Connection } from "../settings/connection.js"
import type { ServerLine } from "../settings/serverLine.js"
import { documentsOf } from "./documents.js"
import { ToolFailure, tools } from "./tools.js"

/** A plan that is not sent by then is forgotten, the oldest first: documents are kept in memory. */
const maxPlans = 20

const toToolFailure = (failure: Failure) => {
  const { facts = {}, kind = FaxError.kindOf(failure), message } = explain(failure)
  return new ToolFailure({ kind, message, facts })
}

/** Its content is in its id: an id from before a restart never names another fax. */
const planIdOf = (
  count: number,
  numbers: ReadonlyArray<string>,
  documents: ReadonlyArray<Document.Document>
) => {
  const hash = createHash("sha256").update(JSON.stringify(numbers))
  for (const { bytes, fileName } of documents) {
    hash.update(JSON.stringify([fileName, bytes?.length ?? 0])).update(bytes ?? "")
  }
  return `plan-${count}-${hash.digest("hex").slice(0, 12)}`
}

const next = (sendable: boolean, planId: string) =>
  sendable
    ? `Nothing has been sent. Once the user agrees, call send_fax with planId ${planId}.`
    : "Nothing has been sent, and this cannot be faxed: fix the findings and prepare it again."

/** What the tools do, as one account. */
export const handlers = (settings: Connection, folder: string) => {
  const plans = new Map<string, Effect.Effect<JobJson, Failure>>()
  let prepared = 0

  const submit = (
    numbers: ReadonlyArray<FaxNumber>,
    documents: ReadonlyArray<Document.Document>,
    reference: string | undefined
  ): Effect.Effect<JobJson, Failure> =>
    Send.submit({ recipients: numbers.map((number) => ({ number })), documents, reference }).pipe(
      provideClient(settings),
      Effect.map(receiptJson),
      // A client that stops waiting does not take back what may have been accepted.
      Effect.uninterruptible
    )

  return tools.toLayer({
    prepare_fax: ({ files = [], reference, text, to }) =>
      Effect.gen(function* () {
        const given = yield* Effect.forEach(to, (each) => parseNumber(each, settings.country))
        const recipients = distinct(given).numbers
        const numbers = recipients.map(({ number }) => number)
        const documents = yield* documentsOf(folder, files, text)
        const found = yield* lookAt(documents)
        const isChecked = typeof found !== "string"
        const sendable = !isChecked || found.sendable
        prepared += 1
        const planId = planIdOf(prepared, numbers, documents)
        if (sendable) {
          plans.set(planId, yield* Effect.cached(submit(numbers, documents, reference)))
          const [oldest] = plans.keys()
          if (plans.size > maxPlans && oldest !== undefined) plans.delete(oldest)
        }
        return {
          planId,
          server: settings.baseUrl,
          recipients: recipients.map(({ number, written }) => ({ number, written })),
          documents: documents.map(({ fileName, size = 0 }) => ({ fileName, bytes: size })),
          ...(isChecked ? { pages: found.pages.length } : {}),
          findings: isChecked ? found.findings.map(lineOf) : [`Not checked: ${found}`],
          sendable,
          next: next(sendable, planId)
        }
      }).pipe(Effect.mapError(toToolFailure)),

    send_fax: ({ planId }) =>
      Effect.gen(function* () {
        const plan = plans.get(planId)
        if (plan === undefined) {
          return yield* new FaxError.NotFound({
            culprit: planId,
            detail: "There is no such plan: prepare the fax again and show it to the user again"
          })
        }
        return yield* plan
      }).pipe(Effect.mapError(toToolFailure)),

    fax_status: ({ sendId }) =>
      Effect.gen(function* () {
        const id = yield* findSend(settings, sendId)
        const line: ServerLine = { transport: undefined }
        const messages = yield* Stream.runCollect(statusAll(id)).pipe(provideClient(settings, line))
        const job = { sendId: id, messages: Chunk.toReadonlyArray(messages).map(messageJson) }
        return yield* jobWithReasons(settings, line, job)
      }).pipe(Effect.mapError(toToolFailure)),

    search_faxes: ({ from, number, page = 1, status, to = "today" }) =>
      Effect.gen(function* () {
        const now = yield* DateTime.now
        const query: SearchQuery = {
          from: yield* momentOf("from", now, from),
          to: yield* momentOf("to", now, to),
          ...(number === undefined
            ? {}
            : { number: (yield* parseNumber(number, settings.country)).number }),
          ...(status === undefined ? {} : { status })
        }
        return yield* findFaxes(settings, { transport: undefined }, query, page)
      }).pipe(Effect.mapError(toToolFailure))
  })
}
