import { type Stats, statSync } from "node:fs"
import { dirname, resolve } from "node:path"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { exitCodes } from "../exitCodes.js"
import { CommandFailed } from "../Failure.js"

export const isPostgres = (address: string): boolean => /^postgres(ql)?:/.test(address)

const refuse = (message: string) => new CommandFailed({ exitCode: exitCodes.usage, message })

/** What is at a path, if anything; or the code of what keeps it from being looked at. */
const find = (path: string): Stats | string | undefined => {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : String(error)
  }
}

/** What of a file is no file that can be read, in words. */
const noFile = (found: Stats | string | undefined): string | undefined => {
  if (found === undefined) return "is not there"
  if (typeof found === "string") return `cannot be looked at (${found})`
  if (found.isDirectory()) return "is a folder"
  return found.isFile() ? undefined : "is a device, a pipe or a socket, and has to be a file"
}

/** The members of a PostgreSQL address that name files, which its driver reads. */
const fileMembers = ["sslrootcert", "sslcert", "sslkey"]

const problemOfAddress = (address: string): string | undefined => {
  if (!URL.canParse(address)) return undefined
  const { searchParams } = new URL(address)
  for (const name of fileMembers) {
    const path = searchParams.get(name)
    const problem = path === null || path === "" ? undefined : noFile(find(path))
    if (problem !== undefined) return `the file ${path} (${name} of the database) ${problem}`
  }
  return undefined
}

const problemOfFile = (address: string, mayBeMade: boolean): string | undefined => {
  const folder = dirname(resolve(address))
  const around = find(folder)
  if (typeof around === "string" || !around?.isDirectory()) {
    return `there is no folder ${folder} for the database ${address}`
  }
  const file = find(address)
  if (file !== undefined) {
    const problem = noFile(file)
    return problem && `the database ${address} ${problem}`
  }
  return mayBeMade
    ? undefined
    : `there is no database ${address}; fax clients add and fax serve create one`
}

const memory = ":memory:"

/** The same for commands of one answer: they would work on a database in memory that is gone with them. */
export const checkStored = (
  database: Redacted.Redacted,
  mayBeMade: boolean
): Effect.Effect<void, CommandFailed> =>
  Redacted.value(database).trim() === memory
    ? refuse(`a database in memory (${memory}) ends with the command; name a file`)
    : checkPlace(database, mayBeMade)

/** Refuses a database where there can be none, and one that is not there, unless it `mayBeMade`. */
export const checkPlace = (
  database: Redacted.Redacted,
  mayBeMade: boolean
): Effect.Effect<void, CommandFailed> =>
  Effect.suspend(() => {
    const address = Redacted.value(database)
    if (/^(:memory:|file:)/.test(address)) return Effect.void
    const problem = isPostgres(address)
      ? problemOfAddress(address)
      : problemOfFile(address, mayBeMade)
    return problem === undefined ? Effect.void : refuse(problem)
  })
