import {
  chmodSync,
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync
} from "node:fs"
import { join } from "node:path"
import { Revision } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { exitCodes } from "../exitCodes.js"
import { CommandFailed } from "../Failure.js"
import { withLock } from "../lock/withLock.js"
import { configFolder } from "./configFolder.js"

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

/** One account at one service. */
export const Profile = Schema.Struct({
  clientId: Schema.NonEmptyString,
  clientSecret: Schema.NonEmptyString,
  baseUrl: optional(Schema.NonEmptyString),
  revision: optional(Revision),
  /** Two letters: the country of numbers that are written without one. */
  country: optional(Schema.String)
})
export interface Profile extends Schema.Schema.Type<typeof Profile> {}

/** The file that `fax login` writes. */
const Credentials = Schema.Struct({
  /** The profile that is used when none is named. */
  current: Schema.String,
  profiles: Schema.Record({ key: Schema.String, value: Profile })
})
export interface Credentials extends Schema.Schema.Type<typeof Credentials> {}

const encoded = Schema.parseJson(Credentials, { space: 2 })

export const credentialsPath = (): string => join(configFolder(), "credentials.json")

const unusable = (message: string) =>
  new CommandFailed({ exitCode: exitCodes.notAuthorised, message })

const codeOf = (error: unknown) =>
  error instanceof Error && "code" in error ? String(error.code) : String(error)

/** The text of the file, or `undefined` without one. The file that is checked is the one that is read. */
const readPrivate = (path: string): string | undefined | CommandFailed => {
  let file: number
  try {
    file = openSync(path, "r")
  } catch (error) {
    return codeOf(error) === "ENOENT"
      ? undefined
      : unusable(`${path} cannot be read (${codeOf(error)})`)
  }
  try {
    const info = fstatSync(file)
    if (info.isDirectory()) return unusable(`${path} is a folder; move it away`)
    return process.platform !== "win32" && (info.mode & 0o077) !== 0
      ? unusable(
          `${path} holds a secret, but others can read it; run: chmod 600 ${path} (and consider replacing the secret)`
        )
      : readFileSync(file, "utf8")
  } finally {
    closeSync(file)
  }
}

/** What is stored, or `undefined` before the first login. Refuses a file that others can read. */
export const readCredentials: Effect.Effect<Credentials | undefined, CommandFailed> =
  Effect.suspend(() => {
    const path = credentialsPath()
    const text = readPrivate(path)
    if (text === undefined) return Effect.succeed(undefined)
    if (typeof text !== "string") return Effect.fail(text)
    return Effect.mapError(Schema.decodeUnknown(encoded)(text), () =>
      unusable(`${path} is not a credentials file; move it away and use fax login`)
    )
  })

/** Replaces the file as a whole, readable by its owner alone from its first moment. */
const writeCredentials = (credentials: Credentials): Effect.Effect<void, CommandFailed> =>
  Effect.try({
    try: () => {
      const folder = configFolder()
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      const temporary = join(folder, `.credentials-${process.pid}`)
      rmSync(temporary, { force: true })
      writeFileSync(temporary, `${Schema.encodeSync(encoded)(credentials)}\n`, {
        mode: 0o600,
        flag: "wx"
      })
      chmodSync(temporary, 0o600)
      renameSync(temporary, credentialsPath())
    },
    catch: (error) => unusable(`${credentialsPath()} cannot be written (${codeOf(error)})`)
  })

/**
 * Changes what is stored: read and written while no other `fax` does the same, so that no change is lost.
 */
export const changeCredentials = <A, E>(
  change: (
    stored: Credentials | undefined
  ) => Effect.Effect<{ readonly next: Credentials; readonly result: A }, E>
): Effect.Effect<A, E | CommandFailed> => {
  const file = `${credentialsPath()}.lock`
  return Effect.try({
    try: () => mkdirSync(configFolder(), { recursive: true, mode: 0o700 }),
    catch: (error) => unusable(`${configFolder()} cannot be created (${codeOf(error)})`)
  }).pipe(
    Effect.zipRight(
      readCredentials.pipe(
        Effect.flatMap(change),
        Effect.flatMap(({ next, result }) => Effect.as(writeCredentials(next), result)),
        withLock(file, {
          onError: (error) => unusable(`${file} cannot be written (${codeOf(error)})`),
          onHeld: (owner) =>
            unusable(
              `${owner} has held ${file} for too long; if that process is not fax, delete it`
            )
        })
      )
    )
  )
}
