import { existsSync, readFileSync } from "node:fs"
import { rename, writeFile } from "node:fs/promises"
import { FaxNumber, MessageId, SendId } from "@faxingcenter/core"
import { Either, ParseResult, Schema } from "effect"
import { Course, Ending } from "../line/Fate.js"
import { ClockState } from "../simulation/ClientClock.js"
import type { Tenants } from "../simulation/Tenants.js"

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

const Timetable = Schema.Struct({
  acceptedAt: Schema.Number,
  course: Course,
  pauses: Schema.Array(Schema.Struct({ from: Schema.Number, to: optional(Schema.Number) })),
  verdict: optional(Schema.Struct({ at: Schema.Number, ends: Ending })),
  pages: Schema.NonNegativeInt
})

const StoredJob = Schema.Struct({
  sendId: SendId,
  acceptedAt: Schema.Number,
  reference: optional(Schema.String),
  documents: Schema.Array(
    Schema.Struct({
      fileName: Schema.String,
      order: Schema.Int,
      bytes: Schema.Uint8ArrayFromBase64
    })
  ),
  messages: Schema.Array(
    Schema.Struct({
      messageId: MessageId,
      number: FaxNumber,
      reference: optional(Schema.String),
      scenario: optional(Schema.String),
      timetable: Timetable
    })
  )
})

/** What outlives a mock: faxes and clocks. Tokens, journals and scenarios do not. */
const State = Schema.parseJson(
  Schema.Struct({
    version: Schema.Literal(1),
    clients: Schema.Array(
      Schema.Struct({ client: Schema.String, clock: ClockState, jobs: Schema.Array(StoredJob) })
    )
  })
)

const decode = Schema.decodeUnknownEither(State)
const encode = Schema.encodeSync(State)

/** Milliseconds after a change until it is written, so that a burst is written once. */
const patience = 250

/** Keeps the faxes of a mock in a file, over restarts. */
export class StateFile {
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> = Promise.resolve()
  readonly #stop: () => void

  /** Reads the file if it is there; throws when it holds something else. */
  constructor(
    readonly path: string,
    readonly tenants: Tenants
  ) {
    if (existsSync(path)) this.#load()
    this.#stop = tenants.onChange(() => {
      this.#timer ??= setTimeout(() => this.#write(), patience)
    })
  }

  /** Writes what is not written yet, and writes no more. Rejects when the file cannot be written. */
  async close(): Promise<void> {
    this.#stop()
    this.#write()
    await this.#writing
  }

  #load(): void {
    const state = decode(readFileSync(this.path, "utf8"))
    if (Either.isLeft(state)) {
      const [issue] = ParseResult.ArrayFormatter.formatErrorSync(state.left)
      const place =
        issue === undefined || issue.path.length === 0 ? "" : `${issue.path.join(".")}: `
      throw new Error(`${this.path} does not hold the state of a mock: ${place}${issue?.message}`)
    }
    for (const { client, clock, jobs } of state.right.clients) {
      const tenant = this.tenants.of(client)
      if (tenant._tag === "Left") continue
      tenant.right.inbox.restore({ clock, jobs: new Map(jobs.map((job) => [job.sendId, job])) })
    }
    this.tenants.recount()
  }

  #write(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const clients = this.tenants.all.map(({ client, inbox }) => {
      const { clock, jobs } = inbox.state
      return { client, clock, jobs: [...jobs.values()] }
    })
    const text = encode({ version: 1, clients })
    const next = this.#writing
      // A write that failed is made good by the next.
      .catch(() => undefined)
      .then(() => writeFile(`${this.path}.new`, text, { mode: 0o600 }))
      .then(() => rename(`${this.path}.new`, this.path))
    // Whoever closes the mock learns of it.
    next.catch(() => undefined)
    this.#writing = next
  }
}
