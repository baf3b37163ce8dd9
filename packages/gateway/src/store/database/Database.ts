import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { LazyArg } from "effect/Function"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type { Dialect } from "./Dialect.js"
import type { Statement } from "./sql.js"

/**
 * Why a script was not carried out: `conflict`, something unique is taken; `forbidden`, who asked for it may
 * not any more; `unavailable`, nothing was
 * written and it may work later (disk full, database away, locked); `refused`, nothing was written and
 * somebody has to change something first, which `detail` names (a password, a permission, a database of
 * another program); `lost`, the connection broke while committing, and only reading again tells whether it
 * was written.
 */
export class DatabaseError extends Schema.TaggedError<DatabaseError>()("DatabaseError", {
  kind: Schema.Literal("conflict", "forbidden", "unavailable", "refused", "lost"),
  detail: Schema.String
}) {
  override get message() {
    return `${this.detail} (${this.kind})`
  }
}

export type Row = Readonly<Record<string, unknown>>

/**
 * A transaction is a list of statements that is sent at once: nothing waits inside of one for this
 * process, so no lock outlives a paused node, and on SQLite many scripts share one commit. What a
 * later statement does may depend on an earlier one only through the tables.
 */
export type Script = ReadonlyArray<Statement>

/** The rows that each statement of a script returned. */
export type Results = ReadonlyArray<ReadonlyArray<Row>>

/** Items of one kind that are committed together. */
export interface Group<A> {
  /** All of them in one script. `lane` differs for scripts that are under way at the same time. */
  readonly scriptOf: (items: ReadonlyArray<A>, lane: number) => Script
  /** Items in one script at most; where they have sizes, as many as reach this with theirs. */
  readonly maxItems: number
  readonly sizeOf?: (item: A) => number
  /** Scripts under way at once at most; by default as many as the database has lanes. */
  readonly lanes?: number
  /** Whose an item is: where more wait than one script takes, owners take turns. */
  readonly ownerOf: (item: A) => number
}

export type Query = (statement: Statement) => Effect.Effect<ReadonlyArray<Row>, DatabaseError>

/** Bytes. */
export interface Space {
  readonly used: number
  readonly free?: number
}

/** Where everything is kept. A statement that is wrong in itself is a defect. */
export class Database extends Context.Tag("@faxingcenter/gateway/Database")<
  Database,
  {
    readonly dialect: Dialect
    /** On SQLite, the file that it is in. */
    readonly file?: {
      readonly place: string
      /** When it was written before this process opened it first; milliseconds since 1970. */
      readonly touchedAt?: number
      /** Whether it is what `fax backup` wrote. */
      readonly isBackup: boolean
    }
    /** Reads what has been committed. */
    readonly query: Query
    /**
     * The same, asked when it is called where the database answers at once, as SQLite does: what it gives is over then,
     * and needs no fiber.
     */
    readonly queryAtOnce: Query
    /** All or nothing, durable when it returns; the rows that each statement returned. */
    readonly commit: (script: LazyArg<Script>) => Effect.Effect<Results, DatabaseError>
    /**
     * Group commit: items that come while others are being committed gather, and go with the next script.
     * One that spoils its script fails alone. Gives the rows that each statement of the whole script returned.
     */
    readonly together: <A>(
      group: Group<A>
    ) => Effect.Effect<(item: A) => Effect.Effect<Results, DatabaseError>, never, Scope.Scope>
    /** Its size, and the room on its disk where that is this machine's; in bytes. */
    readonly space: Effect.Effect<Space, DatabaseError>
    /**
     * A number that is another whenever another process may have written without a notification; always the
     * same where each says what it writes.
     */
    readonly writtenElsewhere: () => number
    /** Tells the other nodes, and this one, that something under this topic was committed. */
    readonly notify: (topic: string) => Effect.Effect<void>
    /** Calls back after every notification of the topic; a missed one must not matter. */
    readonly onNotify: (
      topic: string,
      callback: () => void
    ) => Effect.Effect<void, never, Scope.Scope>
  }
>() {}
