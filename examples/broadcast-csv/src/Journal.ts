import { FileSystem } from "@effect/platform"
import { FaxNumber, SendId } from "@faxingcenter/core"
import { Effect, Option, Schema } from "effect"

const Numbers = Schema.Array(FaxNumber)

/** What is known of a batch. It is written down before it is sent, and again when its end is known. */
const Entry = Schema.Union(
  Schema.Struct({
    state: Schema.Literal("begun"),
    batch: Schema.String,
    numbers: Numbers,
    at: Schema.DateTimeUtc
  }),
  Schema.Struct({ state: Schema.Literal("accepted"), batch: Schema.String, sendId: SendId }),
  /** Nothing of it was sent; `refused` is the number to blame, if it was one. */
  Schema.Struct({
    state: Schema.Literal("not sent"),
    batch: Schema.String,
    refused: Schema.optionalWith(FaxNumber, { exact: true })
  })
)
type Entry = typeof Entry.Type
export type Begun = Extract<Entry, { readonly state: "begun" }>

const Line = Schema.parseJson(Entry)
const encode = Schema.encodeSync(Line)
const decode = Schema.decodeUnknownOption(Line)

/** A file that only grows, and is on the disk before anything depends on it. */
export const openJournal = Effect.fn("openJournal")(function* (path: string) {
  const fs = yield* FileSystem.FileSystem
  const text = (yield* fs.exists(path)) ? yield* fs.readFileString(path) : ""
  const file = yield* fs.open(path, { flag: "a" })
  // A line that was cut off by a crash is followed by a new one, and says nothing.
  if (text !== "" && !text.endsWith("\n")) yield* file.writeAll(new TextEncoder().encode("\n"))
  const begun = new Map<string, Begun>()
  const open = new Map<string, Begun>()
  const sendIds = new Map<string, SendId>()
  const refused = new Set<FaxNumber>()

  const take = (entry: Entry) => {
    if (entry.state === "begun") {
      begun.set(entry.batch, entry)
      open.set(entry.batch, entry)
      return
    }
    open.delete(entry.batch)
    if (entry.state === "accepted") sendIds.set(entry.batch, entry.sendId)
    else if (entry.refused !== undefined) refused.add(entry.refused)
  }
  for (const line of text.split("\n")) Option.map(decode(line), take)

  return {
    /** Batches whose end is not known. */
    open: (): ReadonlyArray<Begun> => [...open.values()],
    sendIds: (): ReadonlyArray<SendId> => [...sendIds.values()],
    refused: (): ReadonlySet<FaxNumber> => refused,
    accepted: (): ReadonlySet<FaxNumber> =>
      new Set([...sendIds.keys()].flatMap((batch) => begun.get(batch)?.numbers ?? [])),
    write: (entry: Entry) =>
      file.writeAll(new TextEncoder().encode(`${encode(entry)}\n`)).pipe(
        Effect.zipRight(file.sync),
        Effect.tap(() => Effect.sync(() => take(entry)))
      )
  }
})
/** What `openJournal` gives. */
export interface Journal extends Effect.Effect.Success<ReturnType<typeof openJournal>> {}
