import { userInfo } from "node:os"
import {
  type Audit,
  Clients,
  type DatabaseError,
  type GatewaySettings,
  type Keys,
  layerManagement,
  Vault
} from "@faxingcenter/gateway"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Arguments } from "../args/Arguments.js"
import { exitCodes } from "../exitCodes.js"
import { CommandFailed, type Failure } from "../Failure.js"
import { configFlag, databaseFlag } from "./databaseFlag.js"
import { checkPlace } from "./databasePlace.js"
import { loadSettings } from "./loadSettings.js"

/** Who is written into the audit log: a person at a command of this group. */
export const actor = (group: "clients" | "keys"): string => `fax ${group} (${userInfo().username})`

/**
 * Works on the database that a command names, whether a gateway runs over it or not. A file that is not there is made
 * only where it `mayBeMade`.
 */
export const manage = <A>(
  given: Arguments,
  use: (
    settings: GatewaySettings
  ) => Effect.Effect<A, Failure | DatabaseError, Audit | Clients | Keys>,
  mayBeMade = false
): Effect.Effect<A, Failure> =>
  Effect.gen(function* () {
    const database = yield* given.get(databaseFlag)
    const settings = yield* loadSettings(
      database === undefined ? {} : { database },
      yield* given.get(configFlag)
    )
    yield* checkPlace(settings.database, mayBeMade)
    return yield* Effect.provide(
      use(settings),
      Layer.provide(layerManagement(settings.database), Vault.layer(settings.documentKeys))
    )
  }).pipe(
    Effect.catchTag(
      "DatabaseError",
      ({ message }) => new CommandFailed({ exitCode: exitCodes.unavailable, message })
    )
  )

/** Works on the clients of the database that a command names. */
export const withClients = <A>(
  given: Arguments,
  use: (clients: typeof Clients.Service) => Effect.Effect<A, Failure | DatabaseError>,
  mayBeMade = false
): Effect.Effect<A, Failure> => manage(given, () => Effect.flatMap(Clients, use), mayBeMade)
