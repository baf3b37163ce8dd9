import { Rejected, TooLarge } from "@faxingcenter/core"
import { Effect, Either } from "effect"
import { Inbox } from "./Inbox.js"
import { bytesOf, type Job } from "./Job.js"
import type { Limits } from "./Options.js"

/** One inbox for each client, and a bound on what all of them keep. */
export class Inboxes {
  readonly #inboxes = new Map<string, Inbox>()
  #bytes = 0

  constructor(readonly limits: Limits) {}

  /** The inbox of a client, made when it is asked for first. */
  of(client: string): Either.Either<Inbox, Rejected> {
    const known = this.#inboxes.get(client)
    if (known !== undefined) return Either.right(known)
    if (this.#inboxes.size >= this.limits.clients) {
      return Either.left(
        new Rejected({
          status: 403,
          title: "Forbidden",
          culprit: client.slice(0, 100),
          detail: `This mock keeps the inboxes of ${this.limits.clients} clients at most; use one of them, or raise its limit`
        })
      )
    }
    const inbox = new Inbox(client)
    this.#inboxes.set(client, inbox)
    return Either.right(inbox)
  }

  get all(): ReadonlyArray<Inbox> {
    return [...this.#inboxes.values()]
  }

  /** Whether a job can be kept at all, whatever else is forgotten for it. */
  accepts(messages: number, bytes: number): Effect.Effect<void, TooLarge> {
    const { bytes: most, faxes } = this.limits
    if (bytes > most) {
      return new TooLarge({
        limit: most,
        detail: `This mock keeps ${most} bytes of documents at most`
      })
    }
    return messages > faxes
      ? new TooLarge({ limit: faxes, detail: `This mock keeps ${faxes} faxes of a client at most` })
      : Effect.void
  }

  /** Adds a job, and forgets the oldest ones that it leaves no room for. */
  add(inbox: Inbox, job: Job): void {
    this.#bytes += bytesOf(job)
    inbox.add(job)
    while (inbox.size > this.limits.faxes) this.#forgetOldest([inbox])
    while (this.#bytes > this.limits.bytes) this.#forgetOldest(this.all)
  }

  remove(inbox: Inbox, job: Job): void {
    this.#bytes -= inbox.remove(job.sendId)
  }

  /** Sums up anew after an inbox was cleared or restored. */
  recount(): void {
    this.#bytes = this.all.reduce((sum, inbox) => sum + inbox.bytes, 0)
    while (this.#bytes > this.limits.bytes) this.#forgetOldest(this.all)
  }

  #forgetOldest(inboxes: ReadonlyArray<Inbox>): void {
    const [oldest] = inboxes
      .filter((inbox) => inbox.oldest !== undefined)
      .toSorted((one, other) => (one.oldest?.acceptedAt ?? 0) - (other.oldest?.acceptedAt ?? 0))
    if (oldest?.oldest === undefined) return
    this.remove(oldest, oldest.oldest)
  }
}
