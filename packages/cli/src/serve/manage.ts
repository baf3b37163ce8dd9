import { userInfo } from "node:os"
import { Clients, type DatabaseError, Vault } from "@faxingcenter/gateway"
import {
  type Audit,
  type FaxQueue,
  type Keys,
  layerManagement,
  layerQueue,
  Operators
} from "@faxingcenter/gateway/manage"
import type { GatewaySettings } from "@faxingcenter/gateway/settings"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import type * as Redacted from "effect/Redacted"
import { exitCodes } from "../exitCodes.js"
import { CommandFailed, type Failure } from "../Failure.js"
import { visible } from "../terminal/visible.js"
import { databaseFailed } from "./databaseFailed.js"
import { checkStored } from "./databasePlace.js"
import { loadSettings } from "./loadSettings.js"

/** Who is written into the audit log: a person at a command of this group. */
export const actor = (
  group: "clients" | "keys" | "moved" | "operators" | "queue" | "restored"
): string => `fax ${group} (${userInfo().username})`

/** What names a database on a command line. */
interface DatabaseGiven {
  readonly database: string | undefined
  readonly config: string | undefined
}

/** What is worth knowing of a database goes to stderr: results alone are on stdout. */
const logging = Logger.replace(
  Logger.defaultLogger,
  Logger.withConsoleError(Logger.map(Logger.logfmtLogger, visible))
)

/** Works on the database that a command names, by its address. */
export const onDatabase = <A>(
  { config, database }: DatabaseGiven,
  use: (address: Redacted.Redacted) => Effect.Effect<A, DatabaseError>
): Effect.Effect<A, Failure> =>
  Effect.gen(function* () {
    const settings = yield* loadSettings(database === undefined ? {} : { database }, config)
    yield* checkStored(settings.database, false)
    return yield* use(settings.database)
  }).pipe(Effect.catchTag("DatabaseError", databaseFailed), Effect.provide(logging))

/**
 * Works on the database that a command names, whether a gateway runs over it or not. A file that is not there is made
 * only where it `mayBeMade`.
 */
export const manage = <A>(
  given: DatabaseGiven,
  use: (
    settings: GatewaySettings
  ) => Effect.Effect<A, Failure | DatabaseError, Audit | Clients | Keys | Operators>,
  mayBeMade = false
): Effect.Effect<A, Failure> =>
  Effect.gen(function* () {
    const { config, database } = given
    const settings = yield* loadSettings(database === undefined ? {} : { database }, config)
    yield* checkStored(settings.database, mayBeMade)
    return yield* Effect.provide(
      use(settings),
      Layer.provide(layerManagement(settings.database), Vault.layer(settings.documentKeys))
    )
  }).pipe(Effect.catchTag("DatabaseError", databaseFailed), Effect.provide(logging))

/** Works on the clients of the database that a command names. */
export const withClients = <A>(
  given: DatabaseGiven,
  use: (clients: typeof Clients.Service) => Effect.Effect<A, Failure | DatabaseError>,
  mayBeMade = false
): Effect.Effect<A, Failure> => manage(given, () => Effect.flatMap(Clients, use), mayBeMade)

/** Works on the operators of the database that a command names. */
export const withOperators = <A>(
  given: DatabaseGiven,
  use: (operators: typeof Operators.Service) => Effect.Effect<A, Failure | DatabaseError>,
  mayBeMade = false
): Effect.Effect<A, Failure> => manage(given, () => Effect.flatMap(Operators, use), mayBeMade)

/** Works on the queue and the audit log of the database that a command names; a gateway over it finds out by itself. */
export const withQueue = <A>(
  given: DatabaseGiven,
  use: Effect.Effect<A, Failure | DatabaseError, Audit | Clients | FaxQueue>
): Effect.Effect<A, Failure> =>
  Effect.gen(function* () {
    const { config, database } = given
    const settings = yield* loadSettings(database === undefined ? {} : { database }, config)
    yield* checkStored(settings.database, false)
    return yield* Effect.provide(
      use,
      Layer.provide(layerQueue(settings.database), Vault.layer(settings.documentKeys))
    )
  }).pipe(
    Effect.catchTags({
      DatabaseError: databaseFailed,
      Unreadable: ({ message }) => new CommandFailed({ exitCode: exitCodes.usage, message })
    }),
    Effect.provide(logging)
  )
