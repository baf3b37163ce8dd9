import * as Schema from "effect/Schema"
import { Operation } from "../scenario/Scenario.js"

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })
const Headers = Schema.Record({ key: Schema.String, value: Schema.String })

/** A request and its answer, without secrets, tokens or the data of documents. */
export const JournalEntry = Schema.Struct({
  /** From 1, in the order of arrival at this mock. */
  id: Schema.Int,
  client: optional(Schema.String),
  /** Absent for an address that the API does not have. */
  operation: optional(Operation),
  /** On the client's clock, in epoch milliseconds. */
  at: Schema.Number,
  millis: Schema.Number,
  request: Schema.Struct({
    method: Schema.String,
    /** Path and query. */
    target: Schema.String,
    headers: Headers,
    body: Schema.String
  }),
  /** Absent when the connection was reset instead. */
  answer: optional(Schema.Struct({ status: Schema.Int, headers: Headers, body: Schema.String })),
  /** Name of the scenario that decided, if one did. */
  scenario: optional(Schema.String),
  /** What in the request is not as the contract has it, whether it was accepted or not. */
  violations: Schema.Array(Schema.String),
  /** The job that this request made. */
  sendId: optional(Schema.String)
}).annotations({ identifier: "JournalEntry" })
export interface JournalEntry extends Schema.Schema.Type<typeof JournalEntry> {}

/** What an entry is made of when somebody looks. One object, because it outlives its request. */
export interface UnmadeEntry {
  readonly make: () => JournalEntry
  /** Called once it has been made, or never will be. */
  readonly forget?: () => void
}

const isUnmade = (entry: JournalEntry | UnmadeEntry): entry is UnmadeEntry => "make" in entry

/** The last requests of a client. Each entry is made when somebody looks: most are forgotten before. */
export class Journal {
  #entries: Array<JournalEntry | UnmadeEntry> = []

  constructor(
    readonly limit: number,
    readonly changed: () => void
  ) {}

  get length(): number {
    return this.#entries.length
  }

  get entries(): ReadonlyArray<JournalEntry> {
    return this.#entries.map((entry, index) => {
      if (!isUnmade(entry)) return entry
      const whole = entry.make()
      // Before it is forgotten, and whatever becomes of the others: what it was made of is used again.
      this.#entries[index] = whole
      entry.forget?.()
      return whole
    })
  }

  add(entry: JournalEntry | UnmadeEntry): void {
    this.#entries.push(entry)
    const oldest = this.#entries.length > this.limit ? this.#entries.shift() : undefined
    if (oldest !== undefined && isUnmade(oldest)) oldest.forget?.()
    this.changed()
  }

  set(entries: ReadonlyArray<JournalEntry>): void {
    this.#entries = [...entries]
    this.changed()
  }
}
