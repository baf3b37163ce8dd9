import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Database } from "../../../store/database/Database.js"
import { makeSimulatedCalls } from "../../../store/faxes/simulatedCalls.js"
import { type CallLog, Entry } from "./CallLog.js"

const decode = Schema.decodeUnknown(Schema.parseJson(Entry))
const encode = Schema.encodeSync(Schema.parseJson(Entry))

interface Stored {
  readonly key: string
  readonly entry: string
  readonly hungUpAt: number | null
}

const entriesOf = (stored: ReadonlyArray<Stored>): Effect.Effect<ReadonlyArray<Entry>> =>
  Effect.map(
    Effect.forEach(stored, ({ entry, hungUpAt: at, key }) =>
      Effect.map(
        Effect.orDie(decode(entry)),
        (said): ReadonlyArray<Entry> => (at === null ? [said] : [said, { _tag: "HangUp", key, at }])
      )
    ),
    (entries) => entries.flat()
  )

/** A memory of calls in the database, which is there for every process. */
export const storedCallLog: Effect.Effect<CallLog, never, Database> = Effect.map(
  makeSimulatedCalls,
  (calls): CallLog => ({
    append: (entry) =>
      Effect.asVoid(
        entry._tag === "HangUp"
          ? calls.hangUp(entry.key, entry.at)
          : calls.add(entry.key, encode(entry))
      ),
    about: (message) => Effect.flatMap(calls.about(message), entriesOf),
    all: Effect.flatMap(calls.all, entriesOf)
  })
)
