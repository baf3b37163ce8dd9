import { appendFileSync, closeSync, fstatSync, openSync, readSync } from "node:fs"
import { Outcome } from "@faxingcenter/core/delivery"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { DatabaseError } from "../../../store/database/Database.js"

/**
 * What the exchange knows of a call. `endsAt` is in milliseconds since 1970. `Refuse` keeps a call that
 * was asked about before it was made from being made ever after.
 */
export const Entry = Schema.Union(
  Schema.TaggedStruct("Dial", {
    key: Schema.String,
    number: Schema.String,
    at: Schema.Int,
    endsAt: Schema.Int,
    outcome: Outcome
  }),
  Schema.TaggedStruct("Refuse", { key: Schema.String }),
  Schema.TaggedStruct("HangUp", { key: Schema.String, at: Schema.Int })
)
export type Entry = typeof Entry.Type
export type Dial = Extract<Entry, { readonly _tag: "Dial" }>

const encode = Schema.encodeSync(Schema.parseJson(Entry))
const decode = Schema.decodeUnknownSync(Schema.parseJson(Entry))

/**
 * The memory of a simulated exchange: an order of entries that all processes agree upon, which it
 * keeps when they die. Of a `Dial` and a `Refuse` with one key, the first counts.
 */
export interface CallLog {
  readonly append: (entry: Entry) => Effect.Effect<void, DatabaseError>
  /** What has been said of the attempts of a message, by any process. */
  readonly about: (message: string) => Effect.Effect<ReadonlyArray<Entry>, DatabaseError>
  readonly all: Effect.Effect<ReadonlyArray<Entry>, DatabaseError>
}

/** The message that a call is made for, from the key of its attempt. */
const messageOf = (key: string): string => key.split("-")[0] ?? key

/** By message, as entries come in: `read` gives those that have come since it was last called. */
const indexed = (read: () => ReadonlyArray<Entry>) => {
  const entries: Array<Entry> = []
  const byMessage = new Map<string, Array<Entry>>()
  const catchUp = () => {
    for (const entry of read()) {
      entries.push(entry)
      const message = messageOf(entry.key)
      byMessage.set(message, [...(byMessage.get(message) ?? []), entry])
    }
  }
  return {
    about: (message: string) =>
      Effect.sync(() => {
        catchUp()
        return byMessage.get(message) ?? []
      }),
    all: Effect.sync((): ReadonlyArray<Entry> => {
      catchUp()
      return entries
    })
  }
}

export const inMemory = (): CallLog => {
  let fresh: Array<Entry> = []
  return {
    append: (entry) => Effect.sync(() => fresh.push(entry)),
    ...indexed(() => {
      const read = fresh
      fresh = []
      return read
    })
  }
}

/** In a file, a line an entry: short lines that are appended to a file never mix. */
export const inFile = (path: string): CallLog => {
  let read = 0
  let rest = ""
  const readOn = () => {
    const file = openSync(path, "a+")
    try {
      const { size } = fstatSync(file)
      if (size <= read) return []
      const bytes = Buffer.alloc(size - read)
      readSync(file, bytes, 0, bytes.length, read)
      read = size
      const lines = (rest + bytes.toString("utf8")).split("\n")
      rest = lines.pop() ?? ""
      return lines.map((line) => decode(line))
    } finally {
      closeSync(file)
    }
  }
  return {
    append: (entry) => Effect.sync(() => appendFileSync(path, `${encode(entry)}\n`)),
    ...indexed(readOn)
  }
}
