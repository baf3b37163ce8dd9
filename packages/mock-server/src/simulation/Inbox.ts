import type { FaxNumber, MessageStatus } from "@faxingcenter/core"
import type { Ending } from "../line/Fate.js"
import { endOf, nextChangeAt, progressAt, type Timetable } from "../line/progress.js"
import * as ClientClock from "./ClientClock.js"
import { type Fax, faxOf, secondOf } from "./Fax.js"
import { FirstKey } from "./FirstKey.js"
import { bytesOf, type Job, type JobMessage } from "./Job.js"
import { PackedJobs } from "./PackedJobs.js"
import type { PageCounts } from "./PageCounts.js"

/** Which faxes to look at. Times are epoch milliseconds, both ends included, to the second. */
export interface FaxFilter {
  readonly from?: number
  readonly to?: number
  readonly number?: FaxNumber
  readonly status?: MessageStatus
}

/** What an inbox keeps. */
export interface InboxState {
  readonly clock: ClientClock.ClockState
  /** In the order of acceptance. */
  readonly jobs: ReadonlyMap<string, Job>
}

/** A job, without making it. */
export interface JobHead {
  /** Epoch milliseconds on the client's clock. */
  readonly acceptedAt: number
  readonly messages: number
  /** The job, or its number among those that are packed. */
  readonly of: Job | number
}

/** A job that was never packed, or is no longer. */
interface Unpacked {
  readonly sendId: string
  /** Whether `changed` was not told of it when it came. */
  readonly wasPacked: boolean
}

/** What somebody who writes all changes down has not been told of. */
export interface Unwritten {
  /** New ones, as they were when they were asked for. They are made one by one. */
  readonly jobs: Iterable<Job>
  /** How many they are. */
  readonly count: number
  /** New ones that are not packed, in the order in which they came, whatever became of them since. */
  readonly unpacked: ReadonlyArray<Unpacked>
  /** Those that `changed` is told of, as they are. */
  readonly kept: ReadonlyMap<string, Job>
  /** The ids of those that have gone. */
  readonly gone: ReadonlyArray<string>
}

/** The jobs that changed, by `sendId`, each as it was before: nothing when it is new. */
export type JobsBefore = Iterable<readonly [sendId: string, job: Job | undefined]>

const nothing: JobsBefore = []

/**
 * Everything one client has sent, on a clock of its own. It is plain memory: every method is one
 * step that nothing else can come between. `real` is the real time in epoch milliseconds.
 */
export class Inbox {
  #clock: ClientClock.ClockState
  /** Those that somebody may have looked at, or that have something unusual. */
  #kept = new Map<string, Job>()
  #oldest = new FirstKey(this.#kept)
  #jobOfMessage = new Map<string, string>()
  /** Those that came after them. */
  readonly #packed = new PackedJobs()
  /** The number of the first packed job that is not written down. */
  #unwrittenFrom = 0
  /** Those that were never packed, or unpacked, before they were written down. */
  #newUnpacked: Array<Unpacked> = []
  /** Jobs that were forgotten as they were packed, after they were written down. */
  #gone: Array<string> = []
  readonly #pages: PageCounts
  readonly #changed: (before: JobsBefore) => void
  readonly #isRecorded: () => boolean

  /**
   * `changed` is called after every change, other than those that time alone brings; `isRecorded` tells whether somebody
   * writes all of them down.
   */
  constructor(
    readonly client: string,
    clock: ClientClock.ClockState,
    pages: PageCounts,
    changed: (before: JobsBefore) => void,
    isRecorded: () => boolean = () => false
  ) {
    this.#clock = clock
    this.#pages = pages
    this.#changed = changed
    this.#isRecorded = isRecorded
  }

  now(real: number): number {
    return ClientClock.nowOf(this.#clock, real)
  }

  /** Messages kept. */
  get size(): number {
    return this.#jobOfMessage.size + this.#packed.messages
  }

  /** All of them, for whoever looks at one by its id or changes it. */
  get #jobs(): Map<string, Job> {
    if (!this.#packed.isEmpty) this.#unpack()
    return this.#kept
  }

  /** The job of every message. */
  #unpacked(): Map<string, string> {
    if (!this.#packed.isEmpty) this.#unpack()
    return this.#jobOfMessage
  }

  /** Bytes of documents kept. */
  get bytes(): number {
    return [...this.#jobs.values()].reduce((sum, job) => sum + bytesOf(job), 0)
  }

  /** Of each job. */
  get documents(): ReadonlyArray<Job["documents"]> {
    return [...this.#jobs.values()].map(({ documents }) => documents)
  }

  /** In the order of arrival. */
  get jobs(): Iterable<Job> {
    return this.#jobs.values()
  }

  /** Of each job when it was accepted, how many messages it has, and how to look at it, in the order of arrival. */
  get heads(): ReadonlyArray<JobHead> {
    const heads: Array<JobHead> = []
    for (const job of this.#kept.values()) {
      heads.push({ acceptedAt: job.acceptedAt, messages: job.messages.length, of: job })
    }
    this.#packed.each((of, acceptedAt, messages) => heads.push({ acceptedAt, messages, of }))
    return heads
  }

  /** The faxes of a job among the heads, which are asked about at once. */
  faxesAt({ of }: JobHead, real: number): ReadonlyArray<Fax> {
    const now = this.now(real)
    const job = typeof of === "number" ? this.#packed.job(of) : of
    return job.messages.map((message) => this.#faxOf(job, message, now))
  }

  get clock(): ClientClock.ClockState {
    return this.#clock
  }

  setClock(change: (clock: ClientClock.ClockState) => ClientClock.ClockState): void {
    this.#clock = change(this.#clock)
    this.#changed([])
  }

  /** Moves the clock to the end of the last message that is not on hold. */
  runToEnd(real: number): void {
    const last = this.#messages()
      .map(([, { timetable }]) => endOf(timetable))
      .filter(Number.isFinite)
      .reduce((latest, end) => Math.max(latest, end), 0)
    const ahead = last - this.now(real)
    if (ahead > 0) this.setClock((clock) => ClientClock.advance(clock, ahead, real))
  }

  add(job: Job): void {
    this.#put(this.#jobs, job)
    if (this.#isRecorded()) this.#newUnpacked.push({ sendId: job.sendId, wasPacked: false })
    this.#changed([[job.sendId, undefined]])
  }

  /** Keeps a copy of a new job, if it is one that can be packed, and says whether it does. */
  receive(job: Job): boolean {
    if (!this.#packed.push(job)) return false
    this.#changed(nothing)
    return true
  }

  /** Forgets a job; gives back how many bytes it held. */
  remove(sendId: string): number {
    const job = this.#kept.get(sendId) ?? this.#jobs.get(sendId)
    if (job === undefined) return 0
    this.#kept.delete(sendId)
    this.#oldest.gone()
    for (const { messageId } of job.messages) this.#jobOfMessage.delete(messageId)
    this.#changed([[sendId, job]])
    return bytesOf(job)
  }

  /** Forgets the job that came first; gives back how many bytes it held. */
  removeOldest(): number {
    const oldest = this.#oldest.value
    if (oldest !== undefined) return this.remove(oldest)
    if (this.#packed.isEmpty) return 0
    const { first } = this.#packed
    if (first < this.#unwrittenFrom && this.#isRecorded()) {
      this.#gone.push(this.#packed.sendIdOf(first))
    }
    const bytes = this.#packed.shift()
    this.#changed(nothing)
    return bytes
  }

  job(sendId: string): Job | undefined {
    return this.#jobs.get(sendId)
  }

  faxesOf(sendId: string, real: number): ReadonlyArray<Fax> | undefined {
    const now = this.now(real)
    const job = this.#jobs.get(sendId)
    return job?.messages.map((message) => this.#faxOf(job, message, now))
  }

  fax(messageId: string, real: number): Fax | undefined {
    const sendId = this.#jobOfMessage.get(messageId) ?? this.#unpacked().get(messageId)
    return sendId === undefined
      ? undefined
      : this.faxesOf(sendId, real)?.find((fax) => fax.messageId === messageId)
  }

  /** What matches, oldest first. */
  faxes(real: number, filter: FaxFilter = {}): ReadonlyArray<Fax> {
    const now = this.now(real)
    const from = secondOf(filter.from ?? Number.NEGATIVE_INFINITY)
    const to = secondOf(filter.to ?? Number.POSITIVE_INFINITY)
    return this.#messages()
      .filter(([job, message]) => {
        const sentOn = secondOf(job.acceptedAt)
        return (
          sentOn >= from &&
          sentOn <= to &&
          (filter.number === undefined || message.number === filter.number) &&
          (filter.status === undefined ||
            progressAt(message.timetable, now, undefined).status === filter.status)
        )
      })
      .sort(([one], [other]) => one.acceptedAt - other.acceptedAt)
      .map(([job, message]) => this.#faxOf(job, message, now))
  }

  /** Ends a message by hand; nothing when it is unknown or final already. */
  decide(messageId: string, ends: Ending, real: number): Fax | undefined {
    const at = this.now(real)
    return this.#alter(messageId, real, ({ verdict, ...timetable }) => ({
      ...timetable,
      pauses: timetable.pauses.map((pause) => ({ ...pause, to: pause.to ?? at })),
      verdict: verdict ?? { at, ends }
    }))
  }

  /** Stops a message where it is; nothing when it is unknown, final or on hold already. */
  hold(messageId: string, real: number): Fax | undefined {
    const from = this.now(real)
    return this.#alter(messageId, real, (timetable) => ({
      ...timetable,
      pauses: timetable.pauses.some(({ to }) => to === undefined)
        ? timetable.pauses
        : [...timetable.pauses, { from }]
    }))
  }

  /** Lets a message on hold go on. */
  release(messageId: string, real: number): Fax | undefined {
    const to = this.now(real)
    return this.#alter(messageId, real, (timetable) => ({
      ...timetable,
      pauses: timetable.pauses.map((pause) => ({ ...pause, to: pause.to ?? to }))
    }))
  }

  clear(): void {
    const before = this.#jobs
    this.#setJobs(new Map())
    this.#changed(before)
  }

  /**
   * What came and went since it was written down last, beyond what `changed` was told of. Each may be asked for later;
   * what has gone before it was written down is nowhere.
   */
  unwritten(): Unwritten {
    const jobs = this.#packed.since(this.#unwrittenFrom)
    const count = this.#packed.end - Math.max(this.#packed.first, this.#unwrittenFrom)
    const found = { jobs, count, unpacked: this.#newUnpacked, gone: this.#gone, kept: this.#kept }
    this.#isWritten()
    return found
  }

  /** All jobs as they are now, to be written down. */
  written(): Iterable<Job> {
    const kept = [...this.#kept.values()]
    const packed = this.#packed.since(0)
    this.#isWritten()
    return (function* () {
      yield* kept
      yield* packed
    })()
  }

  get state(): InboxState {
    return { clock: this.#clock, jobs: new Map(this.#jobs) }
  }

  restore({ clock, jobs }: InboxState): void {
    const before = this.#jobs
    this.#clock = clock
    this.#setJobs(new Map(jobs))
    this.#changed([...jobs.keys(), ...before.keys()].map((sendId) => [sendId, before.get(sendId)]))
  }

  /** When the next thing happens by itself, in real time. */
  changesAt(real: number): number | undefined {
    if (this.#clock.frozenAt !== undefined) return undefined
    const now = this.now(real)
    let next = Number.POSITIVE_INFINITY
    for (const { messages } of this.#jobs.values()) {
      for (const { timetable } of messages) next = Math.min(next, nextChangeAt(timetable, now))
    }
    return Number.isFinite(next) ? next - this.#clock.offset : undefined
  }

  #isWritten(): void {
    this.#unwrittenFrom = this.#packed.end
    this.#newUnpacked = []
    this.#gone = []
  }

  #put(jobs: Map<string, Job>, job: Job): void {
    jobs.set(job.sendId, job)
    for (const { messageId } of job.messages) this.#jobOfMessage.set(messageId, job.sendId)
  }

  #unpack(): void {
    const isRecorded = this.#isRecorded()
    let number = this.#packed.first
    for (const job of this.#packed.drain()) {
      if (isRecorded && number >= this.#unwrittenFrom) {
        this.#newUnpacked.push({ sendId: job.sendId, wasPacked: true })
      }
      number += 1
      this.#put(this.#kept, job)
    }
  }

  #setJobs(jobs: Map<string, Job>): void {
    this.#kept = jobs
    this.#oldest = new FirstKey(jobs)
    this.#jobOfMessage = new Map(
      this.#messages().map(([job, { messageId }]) => [messageId, job.sendId])
    )
  }

  #faxOf(job: Job, message: JobMessage, now: number): Fax {
    const pages = message.timetable.pages ?? this.#pages.known(job.documents)
    return faxOf(this.client, job, message, now, pages)
  }

  #messages(): Array<readonly [Job, JobMessage]> {
    return [...this.#jobs.values()].flatMap((job) =>
      job.messages.map((message) => [job, message] as const)
    )
  }

  #alter(
    messageId: string,
    real: number,
    change: (timetable: Timetable) => Timetable
  ): Fax | undefined {
    const fax = this.fax(messageId, real)
    const job = fax && this.#jobs.get(fax.sendId)
    if (fax?.status !== "processing" || job === undefined) return undefined
    this.#jobs.set(job.sendId, {
      ...job,
      messages: job.messages.map((message) =>
        message.messageId === messageId
          ? { ...message, timetable: change(message.timetable) }
          : message
      )
    })
    this.#changed([[job.sendId, job]])
    return this.fax(messageId, real)
  }
}
