import {
  closeSync,
  existsSync,
  fdatasyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync
} from "node:fs"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { exitCodes } from "../exitCodes.js"
import { CommandFailed } from "../Failure.js"
import { problemOf } from "../input/document.js"

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
 * crash an attempt without an outcome is one that may have been accepted.
 */
const Entry = Schema.Union(
  Schema.Struct({
    event: Schema.Literal("attempt"),
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
    status: Schema.Literal("delivered", "failed")
  })
)
type Entry = typeof Entry.Type

/** Where a number stands. */
export type State =
  | { readonly state: "open"; readonly at: number }
  | { readonly state: "refused"; readonly reason: string }
  | {
      readonly state: "accepted"
      readonly sendId: string
      readonly messageId: string
      readonly status: "processing" | "delivered" | "failed"
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
        states.set(entry.number, { ...before, status: entry.status })
      }
  }
}

const unusable = (message: string) => new CommandFailed({ exitCode: exitCodes.usage, message })

/** Also a process of somebody else, which may be looked at but not signalled. */
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM"
  }
}

/** The live process that a lock names, or `undefined` for a lock that a crash left, or none. */
const ownerOf = (file: string): number | undefined => {
  const owner = existsSync(file) ? Number(readFileSync(file, "utf8")) : undefined
  return owner !== undefined && owner !== process.pid && isAlive(owner) ? owner : undefined
}

/**
 * Takes a lock, unless a live process has it. One that a crash left is replaced in one step by whoever
 * first makes the file that replaces it: of two runs that find it, one goes on.
 */
const takeLock = (file: string): number | undefined => {
  const next = `${file}.new`
  const owner = ownerOf(file) ?? ownerOf(next)
  if (owner !== undefined) return owner
  rmSync(next, { force: true })
  writeFileSync(next, String(process.pid), { flag: "wx" })
  const other = ownerOf(file)
  if (other === undefined) renameSync(next, file)
  else rmSync(next, { force: true })
  return other
}

/** Two runs with one journal would both send: the second is refused while the first one lives. */
const lock = (path: string): Effect.Effect<void, CommandFailed, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.try({
      try: () => takeLock(`${path}.lock`),
      catch: (error) =>
        unusable(
          `${path}.lock cannot be written: ${problemOf(error)}; choose another place with --journal FILE`
        )
    }).pipe(
      Effect.filterOrFail(
        (owner) => owner === undefined,
        (owner) => unusable(`this broadcast is running already (process ${owner}, ${path}.lock)`)
      )
    ),
    () => Effect.sync(() => rmSync(`${path}.lock`, { force: true }))
  )

const read = (path: string, text: string, wanted: Header) =>
  Effect.gen(function* () {
    const [first = "", ...lines] = text.split("\n")
    const header = Schema.decodeOption(HeaderLine)(first)
    if (Option.isNone(header)) {
      return yield* unusable(`${path} is not a journal of fax; choose another with --journal FILE`)
    }
    const { baseUrl, clientId, documents } = header.value
    if (documents !== wanted.documents) {
      return yield* unusable(`${path} is of a broadcast of other documents; choose another journal`)
    }
    if (clientId !== wanted.clientId || baseUrl !== wanted.baseUrl) {
      return yield* unusable(
        `${path} is of a broadcast of ${clientId} at ${baseUrl}, not of ${wanted.clientId} at ${wanted.baseUrl}`
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
    yield* lock(path)
    const text = yield* Effect.try({
      try: () => (existsSync(path) ? readFileSync(path, "utf8") : ""),
      catch: (error) =>
        unusable(`${path} cannot be read: ${problemOf(error)}; choose another with --journal FILE`)
    })
    const resumed = text !== ""
    const { header, states } = resumed
      ? yield* read(path, text, wanted)
      : { header: wanted, states: new Map<string, State>() }
    const file = yield* Effect.acquireRelease(
      Effect.try({
        try: () => openSync(path, "a", 0o600),
        catch: () => unusable(`${path} cannot be written; choose another with --journal FILE`)
      }),
      (descriptor) => Effect.sync(() => closeSync(descriptor))
    )
    const write = (line: string, durable: boolean) =>
      Effect.try({
        try: () => {
          writeSync(file, line)
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
