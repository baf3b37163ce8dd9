import { appendFileSync, closeSync, fstatSync, openSync, readSync } from "node:fs"
import { Outcome } from "@faxingcenter/core/delivery"
import { Schema } from "effect"

/**
 * What the exchange knows of a call. `endsAt` is in milliseconds since 1970. `Refuse` keeps a call that
 * was asked about before it was made from being made ever after.
 */
const Entry = Schema.Union(
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
 * keeps when they die.
 */
export interface CallLog {
  readonly append: (entry: Entry) => void
  /** All entries, those of other processes too. */
  readonly entries: () => ReadonlyArray<Entry>
}

export const inMemory = (): CallLog => {
  const entries: Array<Entry> = []
  return { append: (entry) => entries.push(entry), entries: () => entries }
}

/** In a file, a line an entry: short lines that are appended to a file never mix. */
export const inFile = (path: string): CallLog => {
  const entries: Array<Entry> = []
  let read = 0
  let rest = ""
  const catchUp = () => {
    const file = openSync(path, "a+")
    try {
      const { size } = fstatSync(file)
      if (size <= read) return
      const bytes = Buffer.alloc(size - read)
      readSync(file, bytes, 0, bytes.length, read)
      read = size
      const lines = (rest + bytes.toString("utf8")).split("\n")
      rest = lines.pop() ?? ""
      for (const line of lines) entries.push(decode(line))
    } finally {
      closeSync(file)
    }
  }
  return {
    append: (entry) => appendFileSync(path, `${encode(entry)}\n`),
    entries: () => {
      catchUp()
      return entries
    }
  }
}
