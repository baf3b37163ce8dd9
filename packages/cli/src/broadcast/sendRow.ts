import { type Document, FaxError, Send, type SendError } from "@faxingcenter/core"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { Journal } from "./Journal.js"
import type { Row } from "./Recipients.js"
import { settle } from "./settle.js"

/** A fault of the whole broadcast: the next number would meet it, too. */
type Fatal = Exclude<SendError, FaxError.OutcomeUnknown>

export interface Job {
  readonly journal: Journal
  readonly documents: ReadonlyArray<Document.Document>
  readonly reference: string | undefined
  /** One permit for each send at a time: who takes them all knows that nothing is under way. */
  readonly lines: Effect.Semaphore
  /** Called when the service takes nothing for now, and when it does again. */
  readonly onPause: (why: string) => void
}

/** How often a number is tried while the service says that it took nothing. */
const mostTries = 6

const pauseBefore = (tries: number, asked: Duration.Duration | undefined) =>
  Duration.max(Duration.millis(500 * 2 ** tries), asked ?? Duration.zero)

type Outcome =
  | { readonly next: "done" }
  | { readonly next: "again"; readonly after: Duration.Duration | undefined; readonly error: Fatal }

const done: Outcome = { next: "done" }

/**
 * One attempt and its outcome, both in the journal. Never interrupted half-way: Ctrl-C waits for the
 * answer of what has left.
 */
const attempt = ({ documents, journal, lines, reference }: Job, { number, ...row }: Row) =>
  Effect.gen(function* () {
    yield* journal.append({ event: "attempt", number, at: yield* DateTime.now })
    const refused = (error: { readonly _tag: string; readonly message: string }) =>
      Effect.as(
        journal.append({
          event: "refused",
          number,
          kind: FaxError.kindOf(error),
          reason: error.message
        }),
        done
      )
    const notSent = <E extends Fatal>(error: E) =>
      Effect.zipRight(journal.append({ event: "notSent", number }), Effect.fail(error))
    return yield* Send.submit({
      recipients: [
        { number, ...(row.reference === undefined ? {} : { reference: row.reference }) }
      ],
      documents,
      reference
    }).pipe(
      Effect.flatMap(({ messages: [message], sendId }) =>
        Effect.as(
          journal.append({
            event: "accepted",
            number,
            sendId,
            messageId: message?.messageId ?? ""
          }),
          done
        )
      ),
      Effect.catchTags({
        "FaxError.InvalidNumber": refused,
        "FaxError.Rejected": refused,
        "FaxError.TestNumberRefused": refused,
        "FaxError.RateLimited": (error) =>
          Effect.as(journal.append({ event: "notSent", number }), {
            next: "again",
            after: error.retryAfter,
            error
          } satisfies Outcome),
        "FaxError.Unavailable": (error) =>
          Effect.as(journal.append({ event: "notSent", number }), {
            next: "again",
            after: error.retryAfter,
            error
          } satisfies Outcome),
        // The attempt stays open: it is looked up, and never repeated blindly.
        "FaxError.OutcomeUnknown": () =>
          Effect.flatMap(DateTime.now, (at) =>
            Effect.as(journal.append({ event: "unknown", number, at }), done)
          ),
        "FaxError.Unauthorized": notSent,
        "FaxError.InsufficientFunds": notSent,
        "FaxError.TooLarge": notSent,
        "FaxError.DocumentMissing": notSent,
        "FaxError.DocumentUnreadable": notSent,
        "FaxError.UnexpectedAnswer": notSent
      })
    )
  }).pipe(lines.withPermits(1), Effect.uninterruptible)

/**
 * Takes a number to an outcome, unless the journal has one. An attempt without an outcome is looked
 * up first, and only what the service does not have is sent.
 */
export const sendRow = Effect.fn("sendRow")(function* (job: Job, row: Row) {
  const { journal } = job
  const before = journal.states.get(row.number)
  if (before !== undefined && before.state !== "open") return
  if (before !== undefined && (yield* settle(journal, row.number, before))) return
  for (let tries = 0; tries < mostTries; tries++) {
    const outcome = yield* attempt(job, row)
    if (outcome.next === "done") break
    if (tries === mostTries - 1) return yield* outcome.error
    job.onPause(outcome.error.message)
    yield* Effect.sleep(pauseBefore(tries, outcome.after))
  }
  job.onPause("")
  const after = journal.states.get(row.number)
  if (after?.state === "open") {
    // What cannot be found out now stays open, and is looked up again by the next run.
    yield* Effect.ignore(settle(journal, row.number, after))
  }
})
