import { createHash } from "node:crypto"
import {
  type Client,
  CurrentClient,
  CurrentIdempotencyKey,
  FaxError,
  type IdempotencyKey,
  type Receipt,
  Send,
  type SendError,
  type SendFax,
  type SendId
} from "@faxingcenter/core"
import { isTestNumber } from "@faxingcenter/core/delivery"
import { andThen, orElse } from "@faxingcenter/core/wire"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import { Admission } from "../admit/Admission.js"
import { Capacity } from "../deliver/Capacity.js"
import { Transport } from "../deliver/transport/Transport.js"
import { isSeen, spanned } from "../measure/spanned.js"
import type { AuditRecord } from "../store/clients/Audit.js"
import { Database, DatabaseError } from "../store/database/Database.js"
import { unavailable } from "../store/database/unavailable.js"
import { Contents, type Taken } from "../store/documents/Contents.js"
import { makeInsertJob, messagesOf, type NewJob, receiptOf } from "../store/faxes/insertJob.js"
import { makeJobs } from "../store/faxes/Jobs.js"
import { Policy } from "../store/faxes/Policy.js"
import { acceptedAtOf, newSendId } from "../store/ids.js"
import type { SubmitOptions } from "../store/SubmitOptions.js"
import { Idempotency } from "./Idempotency.js"

/** What kept a fax from being stored. */
export interface Trouble {
  readonly error: DatabaseError
  /** Milliseconds since 1970. */
  readonly at: number
}

/**
 * Accepts faxes: when it answers, they are stored durably.
 *
 * @example
 * ```ts
 * import type { SendFax } from "@faxingcenter/core"
 * import { Acceptance } from "@faxingcenter/gateway"
 * import { DateTime, Effect } from "effect"
 *
 * // Tonight, when calls are cheap; and whoever asked for it is told of the end.
 * const sendAt = (fax: SendFax, time: DateTime.Utc) =>
 *   Effect.flatMap(Acceptance, ({ submit }) =>
 *     submit(fax, { sendAt: time, webhook: "https://example.com/fax-events" })
 *   )
 * ```
 */
export class Acceptance extends Context.Tag("@faxingcenter/gateway/Acceptance")<
  Acceptance,
  {
    /** `audit` goes into the audit log with the same commit. */
    readonly submit: (
      fax: SendFax,
      options?: SubmitOptions,
      audit?: (id: SendId) => AuditRecord
    ) => Effect.Effect<Receipt, SendError>
    /** Why the last fax could not be stored, and since when; absent when one has been stored since. */
    readonly trouble: Effect.Effect<Trouble | undefined>
  }
>() {}

/**
 * `Send` for servers, on behalf of a client that they know. It is checked when it is called; a small fax then waits for
 * nothing but its commit, and its answer needs no fiber (`Later`).
 *
 * @example
 * ```ts
 * import type { SendFax } from "@faxingcenter/core"
 * import { PromptSend } from "@faxingcenter/gateway/manage"
 * import { Effect } from "effect"
 *
 * const sendFor = (clientId: string, fax: SendFax) =>
 *   Effect.flatMap(PromptSend, (send) => send.submit({ clientId }, fax))
 * ```
 */
export class PromptSend extends Context.Tag("@faxingcenter/gateway/PromptSend")<
  PromptSend,
  {
    /** Without a key against repetition. */
    readonly submit: (client: Client, fax: SendFax) => Effect.Effect<Receipt, SendError>
  }
>() {}

const withId = (sending: Effect.Effect<Receipt, SendError>) =>
  Effect.tap(sending, ({ sendId }) => Effect.annotateCurrentSpan("fax.send_id", sendId))

const briefly = Schedule.spaced("1 second").pipe(Schedule.upTo("5 seconds"))

/** Two requests are the same if this is. */
const fingerprintOf = (fax: SendFax, options: SubmitOptions, taken: ReadonlyArray<Taken>): string =>
  createHash("sha256")
    .update(
      JSON.stringify([
        fax.reference,
        fax.recipients.map(({ number, reference }) => [number, reference]),
        taken.map(({ record: { fileName, order, sha256 } }) => [fileName, order, sha256]),
        options
      ])
    )
    .digest("hex")

/** A fax that may be accepted. */
interface Order {
  readonly fax: SendFax
  readonly options: SubmitOptions
  readonly client: number
  /** Milliseconds since 1970. */
  readonly now: number
  readonly audit: ((id: SendId) => AuditRecord) | undefined
}

type Accepting = Effect.Effect<Receipt, SendError | DatabaseError>

const endedAccess = new FaxError.Unauthorized({
  reason: "invalid_token",
  detail: "The access of this client was revoked"
})

const hasNoData = ({ record }: Taken) =>
  new FaxError.DocumentMissing({
    culprit: record.fileName,
    detail: "the document has no data"
  })

const make = Effect.gen(function* () {
  const db = yield* Database
  const jobs = yield* makeJobs
  const { admit } = yield* Admission
  const contents = yield* Contents
  const idempotency = yield* Idempotency
  const policy = yield* Policy
  const transport = yield* Transport
  const { batch = 256 } = yield* Capacity
  const clock = yield* Effect.clock
  const isTraced = isSeen(yield* Effect.tracer)
  let trouble: Trouble | undefined

  const storeJob = yield* makeInsertJob(batch)

  const refusalOfTestNumber = (fax: SendFax) => {
    const test = transport.refusesTestNumbers
      ? fax.recipients.find(({ number }) => isTestNumber(number))
      : undefined
    return test === undefined ? undefined : new FaxError.TestNumberRefused({ culprit: test.number })
  }

  /** When the answer to a commit is lost, reading tells whether the job is there. */
  const isStored = (job: NewJob) =>
    jobs.isStored(job.id).pipe(
      Effect.retry(briefly),
      Effect.mapError(
        () =>
          new FaxError.OutcomeUnknown({
            detail: "The connection to the database broke while the fax was being stored",
            numbers: job.messages.map(({ delivery }) => delivery.destination),
            since: DateTime.unsafeMake(acceptedAtOf(job.id))
          })
      )
    )

  const stored = (job: NewJob): Effect.Effect<Receipt> =>
    andThen(db.notify("wake"), () => {
      const receipt = Effect.succeed(receiptOf(job))
      if (trouble === undefined) return receipt
      trouble = undefined
      return Effect.zipRight(Effect.logInfo("Faxes can be stored again"), receipt)
    })

  const recover = (
    job: NewJob,
    error: DatabaseError
  ): Effect.Effect<void, DatabaseError | FaxError.OutcomeUnknown> =>
    error.kind === "lost"
      ? Effect.flatMap(isStored(job), (is) =>
          is ? Effect.void : new DatabaseError({ kind: "unavailable", detail: error.detail })
        )
      : error

  /** Stores what has been taken, under an id of its own. */
  const keep = (
    { audit, client, fax, now, options }: Order,
    taken: ReadonlyArray<Taken>,
    idempotency: NewJob["idempotency"]
  ): Accepting => {
    const id = newSendId(now)
    const job: NewJob = {
      id,
      client,
      reference: fax.reference,
      options,
      documents: taken.map(({ record }) => record),
      messages: messagesOf(id, fax, options, policy),
      contents: taken.map(({ pending }) => pending),
      audit: audit?.(id),
      idempotency
    }
    return andThen(
      orElse(storeJob(job), (error) => recover(job, error)),
      () => stored(job)
    )
  }

  /** Stores it unless its key has been used: then the answer is that of the first. */
  const keepOnce = (order: Order, taken: ReadonlyArray<Taken>, key: IdempotencyKey): Accepting => {
    const { client, fax, options } = order
    const fingerprint = fingerprintOf(fax, options, taken)
    const recall = idempotency.recall({ client, key }, fingerprint)
    return Effect.flatMap(recall, (before) =>
      before !== undefined
        ? Effect.succeed(before)
        : Effect.catchIf(
            keep(order, taken, { key, fingerprint }),
            (error) => error._tag === "DatabaseError" && error.kind === "conflict",
            // Another node took the same key meanwhile.
            (conflict) =>
              Effect.flatMap(recall, (other) =>
                other === undefined ? Effect.fail(conflict) : Effect.succeed(other)
              )
          )
    )
  }

  const accept = (order: Order, key: IdempotencyKey | undefined): Accepting =>
    andThen(contents.take(order.fax.documents, order.now), (taken): Accepting => {
      const empty = taken.find(({ record }) => record.size === 0)
      if (empty !== undefined) return hasNoData(empty)
      return key === undefined ? keep(order, taken, undefined) : keepOnce(order, taken, key)
    })

  const acceptWithKey = (order: Order, key: IdempotencyKey): Accepting =>
    idempotency.exclusively({ client: order.client, key })(accept(order, key))

  const refuse = (
    error: DatabaseError
  ): Effect.Effect<never, FaxError.Unauthorized | FaxError.Unavailable> => {
    if (error.kind === "forbidden") return Effect.fail(endedAccess)
    return Effect.flatMap(DateTime.now, ({ epochMillis: at }) => {
      const isNew = trouble === undefined
      trouble = { error, at }
      const refused = unavailable(error)
      return isNew
        ? Effect.zipRight(Effect.logError(`Faxes cannot be stored: ${error.message}`), refused)
        : refused
    })
  }

  // Few steps, and no spans or generators: for a small fax they would cost more than all the rest. Where nothing but the
  // commit is waited for, not even a fiber.
  const submitAs = (
    { clientId }: Client,
    { audit, fax, now, options }: Omit<Order, "client">,
    key?: IdempotencyKey
  ): Effect.Effect<Receipt, SendError> => {
    const refusal = refusalOfTestNumber(fax)
    if (refusal !== undefined) return Effect.fail(refusal)
    const accepting = andThen(admit(clientId, now), (client) => {
      const order: Order = { fax, options, client, now, audit }
      return key === undefined ? accept(order, undefined) : acceptWithKey(order, key)
    })
    return orElse(accepting, (error) =>
      error._tag === "DatabaseError" ? refuse(error) : Effect.fail(error)
    )
  }

  const submit: Acceptance["Type"]["submit"] = (fax, options = {}, audit = undefined) =>
    Effect.withFiberRuntime((fiber) => {
      const caller = Context.get(fiber.currentContext, CurrentClient)
      if (caller === undefined) return Effect.flatMap(CurrentClient.required, Effect.die)
      const key = Context.get(fiber.currentContext, CurrentIdempotencyKey)
      const now = Context.get(fiber.currentDefaultServices, Clock.Clock).unsafeCurrentTimeMillis()
      return submitAs(caller, { fax, options, now, audit }, key)
    })

  const send = Send.of({
    submit: (fax) =>
      spanned("Send.submit", {
        "fax.recipients": fax.recipients.length,
        "fax.documents": fax.documents.length
      })(submit(fax), withId)
  })

  return Context.make(Acceptance, { trouble: Effect.sync(() => trouble), submit }).pipe(
    Context.add(Send, send),
    Context.add(PromptSend, {
      submit: (client, fax) =>
        // Whoever traces sees the spans of each call.
        isTraced
          ? Effect.provideService(send.submit(fax), CurrentClient, client)
          : submitAs(client, {
              fax,
              options: {},
              now: clock.unsafeCurrentTimeMillis(),
              audit: undefined
            })
    })
  )
})

/** Acceptance, the vendor's `Send` over it, whose calls are spans as those of the HTTP client are; and the same for servers. */
export const layer = Layer.scopedContext(make)
