import { closeSync, existsSync, fdatasyncSync, openSync, readFileSync, writeSync } from "node:fs"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { exitCodes } from "../exitCodes.js"
import { CommandFailed } from "../Failure.js"
import { problemOf } from "../input/file.js"
import { lockJournal } from "./lockJournal.js"

const optional = Schema.optionalWith(Schema.String, { exact: true })

/** What a broadcast is: another one must never go on with its journal. */
const Header = Schema.Struct({
  journal: Schema.Literal(1),
  /** SHA-256 over the documents. */
  documents: Schema.String,
  clientId: Schema.String,
  baseUrl: Schema.String,
  started: Schema.DateTimeUtc
})
export interface Header extends Schema.Schema.Type<typeof Header> {}

/**
 * What happened to a number. `attempt` is on the disk before its request leaves, so that after a
 * crash an attempt without an outcome is one that may have been accepted; `unknown` says when its
 * request was over without an answer.
 */
const Entry = Schema.Union(
  Schema.Struct({
    event: Schema.Literal("attempt"),
    number: Schema.String,
    at: Schema.DateTimeUtc
  }),
  Schema.Struct({
    event: Schema.Literal("unknown"),
    number: Schema.String,
    at: Schema.DateTimeUtc
  }),
  /** The service did not take it: it may be attempted again. */
  Schema.Struct({ event: Schema.Literal("notSent"), number: Schema.String }),
  Schema.Struct({
    event: Schema.Literal("accepted"),
    number: Schema.String,
    sendId: Schema.String,
    messageId: Schema.String
  }),
  Schema.Struct({
    event: Schema.Literal("refused"),
    number: Schema.String,
    reason: Schema.String,
    kind: optional
  }),
  Schema.Struct({
    event: Schema.Literal("ended"),
    number: Schema.String,
    status: Schema.Literal("delivered", "failed"),
    /** Why it failed, if the server knows. */
    reason: optional
  })
)
type Entry = typeof Entry.Type

/** Where a number stands. */
export type State =
  /** Milliseconds since 1970: when it began, and when its request was over, where that is known. */
  | { readonly state: "open"; readonly at: number; readonly until?: number }
  | { readonly state: "refused"; readonly reason: string }
  | {
      readonly state: "accepted"
      readonly sendId: string
      readonly messageId: string
      readonly status: "processing" | "delivered" | "failed"
      readonly why?: string
    }

export interface Journal {
  readonly path: string
  readonly header: Header
  /** Whether it was begun by an earlier run. */
  readonly resumed: boolean
  readonly states: ReadonlyMap<string, State>
  readonly append: (entry: Entry) => Effect.Effect<void, CommandFailed>
}

const HeaderLine = Schema.parseJson(Header)
const EntryLine = Schema.parseJson(Entry)

const apply = (states: Map<string, State>, entry: Entry): void => {
  const before = states.get(entry.number)
  switch (entry.event) {
    case "attempt":
      states.set(entry.number, { state: "open", at: entry.at.epochMillis })
      return
    case "unknown":
      if (before?.state === "open") {
        states.set(entry.number, { ...before, until: entry.at.epochMillis })
      }
      return
    case "notSent":
      states.delete(entry.number)
      return
    case "refused":
      states.set(entry.number, { state: "refused", reason: entry.reason })
      return
    case "accepted": {
      const { messageId, sendId } = entry
      states.set(entry.number, { state: "accepted", sendId, messageId, status: "processing" })
      return
    }
    case "ended":
      if (before?.state === "accepted") {
        states.set(entry.number, {
          ...before,
          status: entry.status,
          ...(entry.reason === undefined ? {} : { why: entry.reason })
        })
      }
  }
}

const unusable = (message: string) => new CommandFailed({ exitCode: exitCodes.usage, message })

/** What a journal says of this broadcast. A line that a crash cut off is passed over. */
export const readJournal = (path: string, text: string, wanted: Header) =>
  Effect.gen(function* () {
    const [first = "", ...lines] = text.split("\n")
    const header = Schema.decodeOption(HeaderLine)(first)
    if (Option.isNone(header)) {
      return yield* unusable(
        `${path} is not a journal of fax broadcast; choose another with --journal FILE`
      )
    }
    const { baseUrl, clientId, documents } = header.value
    if (documents !== wanted.documents) {
      return yield* unusable(
        `${path} belongs to a broadcast of other documents; choose another journal`
      )
    }
    if (clientId !== wanted.clientId || baseUrl !== wanted.baseUrl) {
      return yield* unusable(
        `${path} belongs to a broadcast by ${clientId} at ${baseUrl}, not by ${wanted.clientId} at ${wanted.baseUrl}`
      )
    }
    const states = new Map<string, State>()
    for (const [index, line] of lines.entries()) {
      const entry = Schema.decodeOption(EntryLine)(line)
      if (Option.isSome(entry)) apply(states, entry.value)
      // A line that a crash cut off stands for something that had not begun.
      else if (line !== "" && (lines[index + 1] ?? "") !== "") {
        return yield* unusable(`${path} is damaged at line ${index + 2}; nothing was sent`)
      }
    }
    return { header: header.value, states }
  })

/** Opens the journal of a broadcast, new or begun before, for this process alone. */
export const openJournal = (
  path: string,
  wanted: Header
): Effect.Effect<Journal, CommandFailed, Scope.Scope> =>
  Effect.gen(function* () {
    yield* lockJournal(path)
    const text = yield* Effect.try({
      try: () => (existsSync(path) ? readFileSync(path, "utf8") : ""),
      catch: (error) =>
        unusable(`${path} cannot be read: ${problemOf(error)}; choose another with --journal FILE`)
    })
    const resumed = text !== ""
    const { header, states } = resumed
      ? yield* readJournal(path, text, wanted)
      : { header: wanted, states: new Map<string, State>() }
    const file = yield* Effect.acquireRelease(
      Effect.try({
        try: () => openSync(path, "a", 0o600),
        catch: () => unusable(`${path} cannot be written; choose another with --journal FILE`)
      }),
      (descriptor) => Effect.sync(() => closeSync(descriptor))
    )
    let isCut = false
    const write = (line: string, durable: boolean) =>
      Effect.try({
        try: () => {
          // What was cut off is told from damage by an empty line after it, as after a crash.
          const bytes = Buffer.from(isCut ? `\n\n${line}` : line)
          isCut = true
          // A full disk takes what it can, and says so only when it is given the rest.
          for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
          isCut = false
          if (durable) fdatasyncSync(file)
        },
        catch: (error) =>
          unusable(`${path} cannot be written, so nothing more is sent: ${problemOf(error)}`)
      })
    // After a crash the last line may lack its end; an empty line after it tells it from damage.
    yield* write(resumed ? "\n\n" : `${Schema.encodeSync(HeaderLine)(header)}\n`, true)
    return {
      path,
      header,
      resumed,
      states,
      append: (entry) =>
        Effect.zipRight(
          write(`${Schema.encodeSync(EntryLine)(entry)}\n`, entry.event === "attempt"),
          Effect.sync(() => apply(states, entry))
        )
    }
  })
