import { userInfo } from "node:os"
import { Clients, type DatabaseError, layerClients } from "@faxingcenter/gateway"
import * as Effect from "effect/Effect"
import type { Arguments } from "../args/Arguments.js"
import { exitCodes } from "../exitCodes.js"
import { CommandFailed, type Failure } from "../Failure.js"
import { configFlag, databaseFlag } from "./databaseFlag.js"
import { loadSettings } from "./loadSettings.js"

/** Who is written into the audit log. */
export const actor = (): string => `fax clients (${userInfo().username})`

/** Works on the clients of the database that a command names, whether a gateway runs over it or not. */
export const withClients = <A>(
  given: Arguments,
  use: (clients: typeof Clients.Service) => Effect.Effect<A, Failure | DatabaseError>
): Effect.Effect<A, Failure> =>
  Effect.gen(function* () {
    const database = yield* given.get(databaseFlag)
    const settings = yield* loadSettings(
      database === undefined ? {} : { database },
      yield* given.get(configFlag)
    )
    return yield* Effect.flatMap(Clients, use).pipe(Effect.provide(layerClients(settings.database)))
  }).pipe(
    Effect.catchTag(
      "DatabaseError",
      ({ message }) => new CommandFailed({ exitCode: exitCodes.unavailable, message })
    )
  )
