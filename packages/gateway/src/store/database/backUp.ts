import { randomBytes } from "node:crypto"
import { closeSync, fsyncSync, linkSync, openSync, rmSync, statSync } from "node:fs"
import { dirname, resolve } from "node:path"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import Sqlite from "libsql"
import { checkOurs, whyNotOpened } from "./checkOurs.js"
import { DatabaseError } from "./Database.js"

/**
 * What a backup has as its `user_version` (https://sqlite.org/pragma.html#pragma_user_version), whatever its tables are
 * like: a gateway that finds it knows that the file was put back.
 */
export const backupVersion = 0x62_61_63_6b

/** What a backup holds. */
export interface Backup {
  readonly file: string
  readonly bytes: number
  readonly messages: number
}

const Count = Schema.NonEmptyArray(Schema.Struct({ n: Schema.Int }))
const Checked = Schema.Tuple(Schema.Struct({ quick_check: Schema.Literal("ok") }))

/** The copy is on the disk when this returns. */
const sync = (path: string) => {
  const descriptor = openSync(path, "r")
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

const copy = (from: string, to: string): Backup => {
  checkOurs(from)
  const folder = dirname(resolve(to))
  const partial = `${to}.${randomBytes(6).toString("hex")}.part`
  // For its owner alone from the beginning: VACUUM INTO takes a file that is empty.
  closeSync(openSync(partial, "wx", 0o600))
  try {
    const source = new Sqlite(from, { readonly: true })
    try {
      source.exec("PRAGMA busy_timeout = 5000")
      source.prepare("VACUUM INTO ?").run([partial])
    } finally {
      source.close()
    }
    const made = new Sqlite(partial)
    let messages = 0
    try {
      made.exec(`PRAGMA user_version = ${backupVersion}`)
      Schema.decodeUnknownSync(Checked)(made.prepare("PRAGMA quick_check(1)").all())
      const counted = Schema.decodeUnknownEither(Count)(
        made.prepare("SELECT COUNT(*) AS n FROM messages").all()
      )
      messages = Either.isRight(counted) ? counted.right[0].n : 0
    } finally {
      made.close()
    }
    sync(partial)
    // Fails where there is a file already, whoever made it meanwhile.
    linkSync(partial, to)
    sync(folder)
    return { file: to, bytes: statSync(to).size, messages }
  } finally {
    rmSync(partial, { force: true })
  }
}

/**
 * Copies a gateway's SQLite database into a file that does not exist yet, whether a gateway runs over it or not: as it is at
 * one moment, without what was purged, with what was sealed still sealed, and marked as a copy.
 *
 * @example
 * ```ts
 * import { backUp } from "@faxingcenter/gateway/manage"
 *
 * const tonight = backUp("fax.db", "/backups/fax-2026-11-29.db")
 * ```
 */
export const backUp = (from: string, to: string): Effect.Effect<Backup, DatabaseError> =>
  Effect.suspend(() => {
    if (statSync(to, { throwIfNoEntry: false }) !== undefined) {
      return new DatabaseError({
        kind: "refused",
        detail: `${to} already exists and was left unchanged`
      })
    }
    try {
      return Effect.succeed(copy(from, to))
    } catch (error) {
      return whyNotOpened(to, error) ?? Effect.die(error)
    }
  })
