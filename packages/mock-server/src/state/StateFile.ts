import {
  accessSync,
  constants,
  existsSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync
} from "node:fs"
import { type FileHandle, open, rename, rm } from "node:fs/promises"
import { FaxNumber, MessageId, SendId } from "@faxingcenter/core"
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import { errorText } from "../errorText.js"
import { Course, Ending } from "../line/Fate.js"
import { ClockState, realTime } from "../simulation/ClientClock.js"
import type { Job } from "../simulation/Job.js"
import type { Tenants } from "../simulation/Tenants.js"
import { lockState } from "./lockState.js"

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

/** Node's base64 is twenty times as fast as that of Effect, and forgives what is none: its length tells. */
const Bytes = Schema.transformOrFail(Schema.String, Schema.Uint8ArrayFromSelf, {
  strict: true,
  decode: (text, _options, ast) => {
    const bytes = new Uint8Array(Buffer.from(text, "base64"))
    return bytes.length === Math.floor((text.replace(/=+$/, "").length * 3) / 4)
      ? ParseResult.succeed(bytes)
      : ParseResult.fail(new ParseResult.Type(ast, "...", "is not base64"))
  },
  encode: (bytes) => ParseResult.succeed(Buffer.from(bytes).toString("base64"))
})

const Timetable = Schema.Struct({
  acceptedAt: Schema.Number,
  course: Course,
  pauses: Schema.Array(Schema.Struct({ from: Schema.Number, to: optional(Schema.Number) })),
  verdict: optional(Schema.Struct({ at: Schema.Number, ends: Ending })),
  pages: optional(Schema.NonNegativeInt)
})

const Messages = Schema.Array(
  Schema.Struct({
    messageId: MessageId,
    number: FaxNumber,
    reference: optional(Schema.String),
    scenario: optional(Schema.String),
    timetable: Timetable
  })
)

const StoredJob = Schema.Struct({
  sendId: SendId,
  acceptedAt: Schema.Number,
  reference: optional(Schema.String),
  documents: Schema.Array(
    Schema.Struct({ fileName: Schema.String, order: Schema.Int, bytes: Bytes })
  ),
  messages: Messages
})

/** What has changed for a client. Tokens, journals and scenarios do not outlive a mock. */
const Change = Schema.Union(
  Schema.Struct({ client: Schema.String, clock: ClockState }),
  Schema.Struct({ client: Schema.String, job: StoredJob }),
  /** A job that is known goes on: its documents are not written again. */
  Schema.Struct({ client: Schema.String, sendId: SendId, messages: Messages }),
  Schema.Struct({ client: Schema.String, gone: SendId })
)
type Change = typeof Change.Type

/** The first line. A mock counts itself among the runs before anything else of it is there. */
const Header = Schema.parseJson(
  Schema.Struct({ version: Schema.Literal(2), runs: Schema.NonNegativeInt })
)
const decodeHeader = Schema.decodeUnknownEither(Header)
const encodeHeader = Schema.encodeSync(Header)

const Line = Schema.parseJson(Change)
const decodeLine = Schema.decodeUnknownEither(Line)

/** As the schema writes it, which takes twenty times as long. */
const encodeLine = (change: Change): string => {
  if (!("job" in change)) return JSON.stringify(change)
  const documents = change.job.documents.map(({ bytes, ...document }) => ({
    ...document,
    bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64")
  }))
  return JSON.stringify({ ...change, job: { ...change.job, documents } })
}

/** Until a change is written, so that a burst is written once. */
const writeDelay = Duration.millis(250)

/** Until it is tried again to write what could not be. */
const retry = Duration.seconds(5)

/** After a write, so many times as long is nothing written. */
const rests = 4

/** Bytes that the file may grow by, beyond what its content needs twice, before it is written anew. */
const spare = 1024 * 1024

/** Bytes that are written at a time, lines permitting; requests are answered in between. */
const piece = 256 * 1024

/** The state of a mock cannot be kept in its file. */
class StateUnwritten extends Data.TaggedError("StateUnwritten")<{
  readonly message: string
}> {}

/** What sets a clock, if it is not what it was. */
function* clockChange(client: string, before: ClockState, clock: ClockState): Generator<Change> {
  if (clock.offset !== before.offset || clock.frozenAt !== before.frozenAt) yield { client, clock }
}

/** What makes one job of another. Jobs are never changed, only replaced. */
function* jobChange(
  client: string,
  sendId: string,
  before: Job | undefined,
  after: Job | undefined
): Generator<Change> {
  if (before === after) return
  if (after === undefined) yield { client, gone: SendId.make(sendId, { disableValidation: true }) }
  else if (before?.documents !== after.documents) yield { client, job: after }
  else yield { client, sendId: after.sendId, messages: after.messages }
}

function* packedChanges(client: string, jobs: Iterable<Job>): Generator<Change> {
  for (const job of jobs) yield { client, job }
}

const readable = (error: ParseResult.ParseError): string => {
  const [issue] = ParseResult.ArrayFormatter.formatErrorSync(error)
  const place = issue === undefined || issue.path.length === 0 ? "" : `${issue.path.join(".")}: `
  return `${place}${issue?.message}`
}

/**
 * Keeps the faxes of a mock in a file, over restarts: a line for each change, at the end, and the file
 * anew, in the place of the old one, once it has grown to twice what it needs.
 */
export class StateFile {
  readonly #unsubscribe: () => void
  readonly #unlock: () => void
  /** Of clients that may have changed since the last write: the jobs that did, each as that write left it. */
  #changed = new Map<string, Map<string, Job | undefined>>()
  #wake = () => {}
  /** What the file says once the last write is done. */
  #clocks = new Map<string, ClockState>()
  /** The first write is of everything: a mock that was killed may have left a part of a line. */
  #isWhole = true
  #hasFailed = false
  #size = 0
  #sizeWhenWhole = 0

  /** Reads the file if it is there; throws when it holds something else, cannot be written, or is another mock's. */
  constructor(
    readonly path: string,
    readonly tenants: Tenants
  ) {
    // A place that nothing can be written to is told of as such.
    if (!existsSync(path)) this.#probe()
    this.#unlock = lockState(path)
    try {
      if (existsSync(path)) this.#load()
      this.#probe()
    } catch (error) {
      this.#unlock()
      throw error
    }
    tenants.isRecorded = true
    this.#unsubscribe = tenants.onChange((client, before) => {
      let known = this.#changed.get(client)
      if (known === undefined) {
        known = new Map()
        this.#changed.set(client, known)
      }
      for (const [sendId, job] of before) if (!known.has(sendId)) known.set(sendId, job)
      this.#wake()
    })
  }

  /** Writes what changes, one write at a time, until it is interrupted. It tells when it cannot, and goes on. */
  readonly keep: Effect.Effect<never> = Effect.forever(
    Effect.gen(this, function* () {
      yield* this.#change
      yield* Effect.sleep(writeDelay)
      const [spent, written] = yield* Effect.timed(Effect.either(this.write))
      if (Either.isLeft(written)) yield* Effect.sleep(retry)
      yield* Effect.sleep(Duration.times(spent, rests))
    })
  )

  /** Writes what is not written yet, and no more after that. */
  readonly close: Effect.Effect<void, StateUnwritten> = Effect.suspend(() => {
    this.#unsubscribe()
    return Effect.ensuring(
      this.write,
      Effect.sync(() => {
        this.tenants.isRecorded = false
        this.#unlock()
      })
    )
  })

  readonly #change = Effect.async<void>((resume) => {
    if (this.#changed.size > 0 || this.#hasFailed) return resume(Effect.void)
    this.#wake = () => resume(Effect.void)
  })

  /** Writes what is not written yet. */
  readonly write: Effect.Effect<void, StateUnwritten> = Effect.uninterruptible(
    Effect.tryPromise({
      try: async () => {
        const changed = this.#changed
        this.#changed = new Map()
        if (changed.size === 0 && !this.#hasFailed) return
        await (this.#isWhole || this.#size > 2 * this.#sizeWhenWhole + spare
          ? this.#writeWhole()
          : this.#append(changed))
        this.#hasFailed = false
      },
      catch: (error) => {
        const message = `The state of the mock could not be saved to ${this.path}: ${errorText(error)}`
        if (!this.#hasFailed) process.emitWarning(message, "StateFileWarning")
        this.#hasFailed = true
        this.#isWhole = true
        return new StateUnwritten({ message })
      }
    })
  )

  async #append(changed: ReadonlyMap<string, ReadonlyMap<string, Job | undefined>>): Promise<void> {
    const found = [...changed].map(([client, jobs]) => this.#changesOf(client, jobs))
    if (found.every(({ count }) => count === 0)) return
    const all = function* () {
      for (const { jobs, others } of found) {
        yield* others
        yield* jobs
      }
    }
    const file = await open(this.path, constants.O_WRONLY | constants.O_APPEND)
    try {
      await this.#writeAll(file, all())
    } finally {
      await file.close()
    }
  }

  /** What has changed for a client, as it is now, whatever becomes of it until it is written. */
  #changesOf(client: string, jobs: ReadonlyMap<string, Job | undefined>) {
    const inbox = this.tenants.find(client)?.inbox
    const clock = this.#clocks.get(client) ?? realTime
    if (inbox === undefined) this.#clocks.delete(client)
    else this.#clocks.set(client, inbox.clock)
    const unwritten = inbox?.unwritten()
    const before = new Map<string, Job | undefined>()
    // New ones in the order in which they came. Whatever became of one that was packed, the file does not have it.
    for (const { sendId, wasPacked } of unwritten?.unpacked ?? []) {
      if (!before.has(sendId)) before.set(sendId, wasPacked ? undefined : jobs.get(sendId))
    }
    for (const [sendId, job] of jobs) if (!before.has(sendId)) before.set(sendId, job)
    const others: Array<Change> = [...clockChange(client, clock, inbox?.clock ?? realTime)]
    for (const [sendId, job] of before) {
      others.push(...jobChange(client, sendId, job, unwritten?.kept.get(sendId)))
    }
    for (const gone of unwritten?.gone ?? []) {
      others.push({ client, gone: SendId.make(gone, { disableValidation: true }) })
    }
    return {
      others,
      jobs: packedChanges(client, unwritten?.jobs ?? []),
      count: others.length + (unwritten?.count ?? 0)
    }
  }

  /** Beside the old file first, so that there is always one that is complete. */
  async #writeWhole(): Promise<void> {
    const next = `${this.path}.new`
    const kept = this.tenants.all.map(({ client, inbox }) => ({
      client,
      clock: inbox.clock,
      jobs: inbox.written()
    }))
    this.#clocks = new Map(kept.map(({ client, clock }) => [client, clock]))
    const header = `${encodeHeader({ version: 2, runs: this.tenants.run + 1 })}\n`
    this.#size = header.length
    const all = function* () {
      for (const { client, clock, jobs } of kept) {
        yield* clockChange(client, realTime, clock)
        for (const job of jobs) yield { client, job }
      }
    }
    try {
      const file = await open(next, "w", 0o600)
      try {
        await file.appendFile(header)
        await this.#writeAll(file, all())
        await file.datasync()
      } finally {
        await file.close()
      }
      await rename(next, this.path)
    } catch (error) {
      await rm(next, { force: true })
      throw error
    }
    this.#sizeWhenWhole = this.#size
    this.#isWhole = false
  }

  async #writeAll(file: FileHandle, found: Iterable<Change>): Promise<void> {
    let text = ""
    const flush = async () => {
      const bytes = Buffer.from(text)
      text = ""
      await file.appendFile(bytes)
      this.#size += bytes.length
    }
    for (const change of found) {
      text += `${encodeLine(change)}\n`
      if (text.length >= piece) await flush()
    }
    await flush()
  }

  #read(): Buffer {
    const found = statSync(this.path, { throwIfNoEntry: false })
    // A rewrite would put a file in its place, and a pipe waits for ever.
    if (found !== undefined && !found.isFile() && !found.isDirectory()) {
      throw new Error(`The state of the mock cannot be kept in ${this.path}: it is not a file`)
    }
    try {
      return readFileSync(this.path)
    } catch (error) {
      throw new Error(`The state of the mock cannot be read from ${this.path}: ${errorText(error)}`)
    }
  }

  #refuse(why: string): Error {
    return new Error(`${this.path} is not a state file of a mock: ${why}`)
  }

  #load(): void {
    const content = this.#read()
    if (content.length === 0) return
    const states = new Map<string, { clock: ClockState; jobs: Map<string, Job> }>()
    let number = 0
    for (let from = 0; from < content.length; ) {
      const end = content.indexOf("\n", from)
      // What does not end was being written when the mock was killed.
      if (end < 0 && number > 0) break
      const line = content.toString("utf8", from, end < 0 ? content.length : end)
      from = end < 0 ? content.length : end + 1
      number += 1
      if (number === 1) {
        this.tenants.run = Either.getOrThrowWith(decodeHeader(line), (error) =>
          this.#refuse(readable(error))
        ).runs
        continue
      }
      const change = Either.getOrThrowWith(decodeLine(line), (error) =>
        this.#refuse(`line ${number}: ${readable(error)}`)
      )
      const state = states.get(change.client) ?? { clock: realTime, jobs: new Map() }
      states.set(change.client, state)
      if ("clock" in change) state.clock = change.clock
      else if ("job" in change) state.jobs.set(change.job.sendId, change.job)
      else if ("gone" in change) state.jobs.delete(change.gone)
      else {
        const job = state.jobs.get(change.sendId)
        if (job !== undefined) state.jobs.set(job.sendId, { ...job, messages: change.messages })
      }
    }
    for (const [client, state] of states) {
      const tenant = this.tenants.of(client)
      if (Either.isRight(tenant)) tenant.right.inbox.restore(state)
    }
    this.tenants.recount()
  }

  /** Finds out before anything is to be kept. */
  #probe(): void {
    const next = `${this.path}.new`
    try {
      if (existsSync(this.path)) accessSync(this.path, constants.W_OK)
      writeFileSync(next, "", { mode: 0o600 })
      rmSync(next)
    } catch (error) {
      throw new Error(`The state of the mock cannot be saved to ${this.path}: ${errorText(error)}`)
    }
  }
}
