import { rmSync } from "node:fs"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { exitCodes } from "../exitCodes.js"
import { CommandFailed } from "../Failure.js"
import { problemOf } from "../input/file.js"
import { takeLock } from "../lock/takeLock.js"

const unusable = (message: string) => new CommandFailed({ exitCode: exitCodes.usage, message })

/** Two runs with one journal would both send: the second is refused while the first one lives. */
export const lockJournal = (path: string): Effect.Effect<void, CommandFailed, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.flatMap(Clock.currentTimeMillis, (now) =>
      Effect.try({
        try: () => takeLock(`${path}.lock`, now),
        catch: (error) =>
          unusable(
            `${path}.lock cannot be written: ${problemOf(error)}; choose another place with --journal FILE`
          )
      })
    ).pipe(
      Effect.filterOrFail(
        (owner) => owner === undefined,
        (owner) =>
          unusable(
            `this broadcast is already running (${owner}, ${path}.lock); if that process is not fax, delete ${path}.lock and ${path}.lock.new`
          )
      )
    ),
    () => Effect.sync(() => rmSync(`${path}.lock`, { force: true }))
  )
