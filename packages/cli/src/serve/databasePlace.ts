import { statSync } from "node:fs"
import { dirname, resolve } from "node:path"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { exitCodes } from "../exitCodes.js"
import { CommandFailed } from "../Failure.js"

export const isPostgres = (address: string): boolean => /^postgres(ql)?:/.test(address)

const find = (path: string) => statSync(path, { throwIfNoEntry: false })

/** Refuses a database file where there can be none, and one that is not there, unless it `mayBeMade`. */
export const checkPlace = (
  database: Redacted.Redacted,
  mayBeMade: boolean
): Effect.Effect<void, CommandFailed> =>
  Effect.suspend(() => {
    const address = Redacted.value(database)
    if (isPostgres(address) || /^(:memory:|file:)/.test(address)) return Effect.void
    const refuse = (message: string) => new CommandFailed({ exitCode: exitCodes.usage, message })
    const folder = dirname(resolve(address))
    if (!find(folder)?.isDirectory()) {
      return refuse(`there is no folder ${folder} for the database ${address}`)
    }
    const file = find(address)
    if (file?.isDirectory()) return refuse(`the database ${address} is a folder`)
    return file === undefined && !mayBeMade
      ? refuse(`there is no database ${address}; fax clients add and fax serve create one`)
      : Effect.void
  })
