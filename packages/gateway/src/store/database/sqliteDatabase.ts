import { closeSync, existsSync, openSync, statSync } from "node:fs"
import { statfs } from "node:fs/promises"
import { dirname, resolve } from "node:path"
import { Later } from "@faxingcenter/core/wire"
import * as Arr from "effect/Array"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as FiberSet from "effect/FiberSet"
import type { LazyArg } from "effect/Function"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import Sqlite from "libsql"
import { backupVersion } from "./backUp.js"
import { applicationId, checkOurs, whyNotOpened } from "./checkOurs.js"
import {
  Database,
  DatabaseError,
  type Group,
  type Query,
  type Results,
  type Row,
  type Script
} from "./Database.js"
import { busyTimeout, portion, sqlite } from "./Dialect.js"
import { makeFairQueue } from "./fairQueue.js"
import { localTopics } from "./localTopics.js"
import { isOpenHere, openedHere } from "./openHere.js"
import type { Statement } from "./sql.js"

type Result = Effect.Effect<Results, DatabaseError>

interface Prepared {
  readonly statement: Sqlite.Statement<Array<unknown>>
  readonly givesRows: boolean
}

/** What is committed or fails as one. */
interface Unit {
  readonly script: LazyArg<Script>
  readonly resume: (result: Result) => void
  /** Its parts, when it cannot be committed as a whole. */
  readonly apart: LazyArg<ReadonlyArray<Unit>>
}

const single = (script: LazyArg<Script>, resume: Unit["resume"]): Unit => ({
  script,
  resume,
  apart: () => [single(script, resume)]
})

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : ""

/** What may pass: full, read-only or failing disks, locks of another process. */
const passing = /^SQLITE_(FULL|IOERR|BUSY|LOCKED|READONLY|CANTOPEN|NOMEM)/

const errorOf = (error: unknown): Effect.Effect<never, DatabaseError> => {
  const code = codeOf(error)
  const detail = error instanceof Error ? error.message : String(error)
  if (/^SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY)/.test(code)) {
    return Effect.fail(new DatabaseError({ kind: "conflict", detail }))
  }
  if (code === "SQLITE_CONSTRAINT_NOTNULL") {
    return Effect.fail(new DatabaseError({ kind: "forbidden", detail }))
  }
  if (passing.test(code)) return Effect.fail(new DatabaseError({ kind: "unavailable", detail }))
  return Effect.die(error)
}

/** A commit is worth its wait for the disk when this part of those that had the last one ask for it. */
const worthCommitting = 0.75
/** For so many turns of the event loop more are waited for at most: they take less time than a disk. */
const mostTurns = 64

const isInMemory = (file: string) => /^(:memory:|file:)/.test(file)

/**
 * Opened anew, a database in WAL mode is back at the driver's own durability: set it, and look. A new file is
 * for its owner alone, and SQLite gives the files beside it the same mode.
 */
const open = (file: string): Sqlite.Database => {
  if (!isInMemory(file)) {
    checkOurs(file)
    if (!existsSync(file)) closeSync(openSync(file, "a", 0o600))
  }
  const db = new Sqlite(file)
  db.exec(`PRAGMA busy_timeout = ${busyTimeout}`)
  db.exec(`PRAGMA application_id = ${applicationId}`)
  db.exec("PRAGMA journal_mode = WAL")
  db.exec("PRAGMA synchronous = FULL")
  // What is deleted is overwritten: whoever has the file does not have what was purged.
  db.exec("PRAGMA secure_delete = ON")
  db.exec(`PRAGMA wal_autocheckpoint = ${portion}`)
  db.exec("PRAGMA cache_size = -8192")
  const [row] = db.prepare("PRAGMA synchronous").all()
  if (JSON.stringify(row) !== '{"synchronous":2}') {
    throw new Error(`${file} does not take synchronous=FULL: ${JSON.stringify(row)}`)
  }
  return db
}

/** The clock that files get their times from. */
const clock = Clock.make()

/** A file that was copied has another number, or was touched since; the log beside it is written with it. */
const fileAt = (file: string) => {
  const own = statSync(file, { bigint: true, throwIfNoEntry: false })
  if (own === undefined || isInMemory(file)) return undefined
  const log = statSync(`${file}-wal`, { bigint: true, throwIfNoEntry: false })
  return {
    place: `file ${own.ino}`,
    touchedAt: Number(log === undefined || log.ctimeMs < own.ctimeMs ? own.ctimeMs : log.ctimeMs)
  }
}

/** Once this process has a connection to the file, it touches it itself. */
const ownOf = ({ place, touchedAt }: NonNullable<ReturnType<typeof fileAt>>, isSecond: boolean) =>
  isSecond ? { place } : { place, touchedAt }

/** In one file, unless another process has it open too, or the disk is full: then the log beside it stays, and is good. */
const close = (db: Sqlite.Database): void => {
  try {
    db.exec("PRAGMA busy_timeout = 0")
    db.exec(`UPDATE origin SET closed_at = ${clock.unsafeCurrentTimeMillis()}`)
    db.exec("PRAGMA wal_checkpoint(TRUNCATE)")
    // The log goes with the mode that needs it: the driver keeps statements, and with them the log, until the process ends.
    db.exec("PRAGMA journal_mode = DELETE")
  } catch {
    // The log has everything, and is read when the database is opened.
  }
  db.close()
}

const make = (file: string) =>
  Effect.gen(function* () {
    const isSecond = isOpenHere(file)
    const before = fileAt(file)
    const { db } = yield* Effect.acquireRelease(
      Effect.suspend(() => {
        try {
          const db = open(file)
          return Effect.succeed({ db, forget: openedHere(file) })
        } catch (error) {
          return whyNotOpened(file, error) ?? Effect.die(error)
        }
      }),
      ({ db, forget }) =>
        Effect.sync(() => {
          close(db)
          forget()
        })
    )
    const runFork = yield* FiberSet.makeRuntime<never>()
    const prepared = new Map<string, Prepared>()
    const prepare = (text: string) => {
      const known = prepared.get(text)
      if (known !== undefined) return known
      const statement = db.prepare<Array<unknown>>(text)
      const fresh = { statement, givesRows: statement.reader }
      prepared.set(text, fresh)
      return fresh
    }
    const dataVersion = prepare("PRAGMA data_version").statement
    const isRow = (row: unknown): row is Row => typeof row === "object" && row !== null
    const readers = new Map<string, (values: Statement["values"]) => ReadonlyArray<Row>>()
    /** Reads the only row of a statement. The driver's own object for one has the driver's figures in it. */
    const readerOf = (text: string) => {
      const known = readers.get(text)
      if (known !== undefined) return known
      const statement = db.prepare<Array<unknown>>(text).raw(true)
      const names = statement.columns().map(({ name }) => name)
      const read = (values: Statement["values"]): ReadonlyArray<Row> => {
        const cells = statement.get(values)
        if (!Array.isArray(cells)) return []
        const row: Record<string, unknown> = {}
        for (let i = 0; i < names.length; i++) row[names[i] ?? ""] = cells[i]
        return [row]
      }
      readers.set(text, read)
      return read
    }
    const run = ({ isOneRow, text, values }: Statement): ReadonlyArray<Row> => {
      if (isOneRow === true) return readerOf(text)(values)
      const { givesRows, statement } = prepare(text)
      if (givesRows) return statement.all(values).filter(isRow)
      statement.run(values)
      return []
    }

    const queryAtOnce: Query = (statement) => {
      try {
        return Effect.succeed(run(statement))
      } catch (error) {
        return errorOf(error)
      }
    }

    const transact = (units: ReadonlyArray<Unit>): ReadonlyArray<Results> => {
      const scripts = units.map(({ script }) => script())
      db.exec("BEGIN IMMEDIATE")
      try {
        const results = scripts.map((script) => script.map(run))
        db.exec("COMMIT")
        return results
      } catch (error) {
        // A full disk may have ended the transaction already.
        if (db.inTransaction) db.exec("ROLLBACK")
        throw error
      }
    }
    const alone = (unit: Unit) => {
      const results = Either.try(() => transact([unit]))
      unit.resume(
        Either.isRight(results) ? Effect.succeed(results.right[0] ?? []) : errorOf(results.left)
      )
    }
    const commitAll = (units: ReadonlyArray<Unit>) => {
      const results = Either.try(() => transact(units))
      if (Either.isRight(results)) {
        for (const [{ resume }, rows] of Arr.zip(units, results.right)) resume(Effect.succeed(rows))
        return
      }
      // One of them spoils it for all: each on its own, so that the others are served.
      runFork(
        Effect.logDebug("A batch of commits failed; each is retried separately", results.left)
      )
      for (const unit of units.flatMap(({ apart }) => apart())) alone(unit)
    }
    let waiting: Array<LazyArg<Unit>> = []
    /** How many ask for a commit, and how many had the last one. */
    let asking = 0
    let served = 0
    let turns = 0
    // After the event loop has read all that has arrived, one commit serves all that ask for it. Clients that were
    // answered together ask again one after the other: without a few turns more, the first would have a commit for itself.
    const commitWaiting = () => {
      if (asking < served * worthCommitting && turns < mostTurns) {
        turns += 1
        setImmediate(commitWaiting)
        return
      }
      const units = waiting
      waiting = []
      served = asking
      asking = 0
      commitAll(units.map((unit) => unit()))
    }
    const enqueue = (unit: LazyArg<Unit>, items = 1) => {
      asking += items
      if (waiting.push(unit) > 1) return
      turns = 0
      setImmediate(commitWaiting)
    }
    const { notify, onNotify } = localTopics()

    // Requests that the event loop has read together ask once for all of them.
    let version: number | undefined
    const writtenElsewhere = () => {
      if (version !== undefined) return version
      const row = dataVersion.raw(true).get([])
      version = Array.isArray(row) ? Number(row[0]) : 0
      setImmediate(() => {
        version = undefined
      })
      return version
    }

    const size = prepare("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
    const space = Effect.gen(function* () {
      const [row] = size.statement.raw(true).all([])
      const used = Array.isArray(row) ? Number(row[0]) : 0
      if (isInMemory(file)) return { used }
      const disk = yield* Effect.option(Effect.tryPromise(() => statfs(dirname(resolve(file)))))
      return Option.match(disk, {
        onNone: () => ({ used }),
        onSome: ({ bavail, bsize }) => ({ used, free: bavail * bsize })
      })
    })

    // A file that this process made was touched just now.
    const own = before ?? fileAt(file)
    const [userVersion] = prepare("PRAGMA user_version").statement.raw(true).all([])
    const isBackup = Array.isArray(userVersion) && userVersion[0] === backupVersion
    return Context.make(Database, {
      dialect: sqlite,
      space,
      ...(own === undefined ? {} : { file: { ...ownOf(own, isSecond), isBackup } }),
      writtenElsewhere,
      query: (statement) => Effect.suspend(() => queryAtOnce(statement)),
      queryAtOnce,
      commit: (script) =>
        Effect.async<Results, DatabaseError>((resume) => enqueue(() => single(script, resume))),
      together: <A>({ maxItems, ownerOf, scriptOf, sizeOf }: Group<A>) =>
        Effect.sync(() => {
          interface Item {
            readonly item: A
            readonly resume: Unit["resume"]
          }
          const items = makeFairQueue<Item>(
            ({ item }) => ownerOf(item),
            ({ item }) => sizeOf?.(item) ?? 1
          )
          const unitOf = (batch: ReadonlyArray<Item>): Unit => ({
            script: () =>
              scriptOf(
                batch.map(({ item }) => item),
                0
              ),
            resume: (result) => {
              for (const { resume } of batch) resume(result)
            },
            apart: () => batch.map((one) => unitOf([one]))
          })
          const next = (): Unit => {
            const batch = items.take(maxItems)
            if (items.size() > 0) enqueue(next, items.size())
            return unitOf(batch)
          }
          return (item: A) =>
            new Later<Results, DatabaseError>((resume) => {
              items.add({ item, resume })
              if (items.size() === 1) enqueue(next)
              else asking += 1
            })
        }),
      notify,
      onNotify
    })
  })

/** A file on this machine, or `:memory:`. Made if it does not exist. */
export const layer = (file: string): Layer.Layer<Database, DatabaseError> =>
  Layer.scopedContext(make(file))
