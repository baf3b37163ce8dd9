import { accessSync, closeSync, constants, openSync, readSync, statSync } from "node:fs"
import { dirname, resolve } from "node:path"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import Sqlite from "libsql"
import { DatabaseError } from "./Database.js"
import { migrations } from "./migrations.js"
import { isOpenHere } from "./openHere.js"

/** `fxgw` in the header of a file of ours (https://sqlite.org/fileformat.html#application_id). */
export const applicationId = 0x66786777

const refused = (detail: string) => new DatabaseError({ kind: "refused", detail })

const Header = Schema.Tuple(Schema.Struct({ application_id: Schema.Int }))
const Names = Schema.Array(Schema.Struct({ name: Schema.String }))
const decodeHeader = Schema.decodeUnknownEither(Header)
const decodeNames = Schema.decodeUnknownEither(Names)

/** Files of ours from before the header said so: they begin with our first migration. */
const isEarlierOurs = (db: Sqlite.Database): boolean => {
  const made = decodeNames(db.prepare("SELECT name FROM sqlite_master").all())
  const names = Either.getOrElse(made, () => []).map(({ name }) => name)
  if (names.length === 0) return true
  if (!names.includes("migrations")) return false
  const columns = decodeNames(db.prepare("SELECT name FROM pragma_table_info('migrations')").all())
  const isShape =
    Either.getOrElse(columns, () => [])
      .map(({ name }) => name)
      .sort()
      .join() === "at,id,name"
  if (!isShape) return false
  const rows = db.prepare("SELECT name FROM migrations ORDER BY id LIMIT 1").all()
  const [first] = Either.getOrElse(decodeNames(rows), () => [])
  return first === undefined || first.name === migrations[0]?.name
}

/** The driver says why it cannot open a file in a number of SQLite's alone: 14 is CANTOPEN. */
const cannotOpen = /Unable to open connection to local database .*: 14\b/

/** What is in the file itself: SQLite would keep it open until the process ends. */
const idInHeader = (file: string): number => {
  const header = Buffer.alloc(72)
  const descriptor = openSync(file, "r")
  try {
    readSync(descriptor, header, 0, header.length, 0)
  } finally {
    closeSync(descriptor)
  }
  return header.toString("latin1", 0, 15) === "SQLite format 3" ? header.readInt32BE(68) : 0
}

/** Fails on a file of another program before anything is written into it: it is looked at without leave to write. */
export const checkOurs = (file: string): void => {
  const info = statSync(file, { throwIfNoEntry: false })
  // SQLite makes files beside it.
  accessSync(dirname(resolve(file)), constants.W_OK)
  if (info === undefined) return
  accessSync(file, constants.R_OK | constants.W_OK)
  // It was looked at when it was opened.
  if (isOpenHere(file)) return
  if (info.size === 0 || idInHeader(file) === applicationId) return
  const db = new Sqlite(file, { readonly: true })
  try {
    const header = decodeHeader(db.prepare("PRAGMA application_id").all())
    const id = Either.isRight(header) ? header.right[0].application_id : 0
    if (id === applicationId || (id === 0 && isEarlierOurs(db))) return
    throw refused(
      `${file} is a database of another program and was left unchanged; give the gateway a different file`
    )
  } finally {
    db.close()
  }
}

const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return ""
  if ("code" in error && typeof error.code === "string" && error.code !== "") return error.code
  return cannotOpen.test(error.message) ? "SQLITE_CANTOPEN" : ""
}

/** Why a file cannot be opened, and what to do about it; `undefined` for what nobody foresaw. */
export const whyNotOpened = (file: string, error: unknown): DatabaseError | undefined => {
  if (error instanceof DatabaseError) return error
  const code = codeOf(error)
  if (/^SQLITE_NOTADB/.test(code)) {
    return refused(`${file} is not an SQLite database; name another file`)
  }
  if (/^SQLITE_CORRUPT/.test(code)) {
    return refused(
      `${file} is damaged (${code}); put a backup in its place (fax backup makes them)`
    )
  }
  if (/^(EACCES|EPERM|EROFS|SQLITE_(READONLY|CANTOPEN|PERM|AUTH))/.test(code)) {
    return refused(
      `${file} is not writable by the current user (${code}); make that user the owner of the file and its folder, or name another file`
    )
  }
  if (/^(ENOENT|ENOTDIR|EISDIR)$/.test(code)) {
    return refused(`${file} cannot be a database (${code}); name a file in a folder that exists`)
  }
  return /^SQLITE_(FULL|IOERR|BUSY|LOCKED|NOMEM)|^(ENOSPC|EMFILE|EIO)$/.test(code)
    ? new DatabaseError({ kind: "unavailable", detail: `${file} cannot be opened now (${code})` })
    : undefined
}
