import type {
  Auth as AuthService,
  Introspection,
  Receive as ReceiveService,
  Search as SearchService,
  Send,
  Status as StatusService
} from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import * as Acceptance from "./accept/Acceptance.js"
import * as Idempotency from "./accept/Idempotency.js"
import * as Admission from "./admit/Admission.js"
import * as Auth from "./admit/Auth.js"
import * as ClientKeys from "./admit/ClientKeys.js"
import * as Clients from "./admit/Clients.js"
import * as Operators from "./admit/Operators.js"
import * as ClockSteps from "./deliver/clockSteps.js"
import * as Dispatcher from "./deliver/Dispatcher.js"
import * as ExpireHeld from "./deliver/expireHeld.js"
import * as FaxQueue from "./deliver/FaxQueue.js"
import * as Failover from "./deliver/failover.js"
import * as GraphileEngine from "./deliver/graphileEngine.js"
import * as Line from "./deliver/Line.js"
import * as LocalEngine from "./deliver/localEngine.js"
import type { Transport } from "./deliver/transport/Transport.js"
import * as Gateway from "./Gateway.js"
import * as Health from "./observe/Health.js"
import * as SentPages from "./observe/SentPages.js"
import * as Supervision from "./observe/Supervision.js"
import * as TellOfRestore from "./observe/tellOfRestore.js"
import * as Reception from "./receive/Reception.js"
import * as Receive from "./receive/receiveLayer.js"
import * as Audit from "./store/clients/Audit.js"
import * as ClientRecords from "./store/clients/ClientRecords.js"
import * as ClusterNode from "./store/cluster/ClusterNode.js"
import * as GraphileJobs from "./store/cluster/graphileJobs.js"
import { builtOver } from "./store/database/builtOver.js"
import type { Database, DatabaseError } from "./store/database/Database.js"
import { databaseAt } from "./store/database/databaseAt.js"
import { measured } from "./store/database/measured.js"
import { withMigrations } from "./store/database/migrate.js"
import * as Postgres from "./store/database/postgresDatabase.js"
import * as Sqlite from "./store/database/sqliteDatabase.js"
import * as Contents from "./store/documents/Contents.js"
import * as FaxImages from "./store/documents/FaxImages.js"
import * as Retention from "./store/documents/retention.js"
import * as Secrets from "./store/documents/Secrets.js"
import type { Unreadable, Vault } from "./store/documents/Vault.js"
import * as MessageIndex from "./store/faxes/MessageIndex.js"
import * as Messages from "./store/faxes/Messages.js"
import * as SealedTexts from "./store/faxes/sealedTexts.js"
import * as Keys from "./store/keys/Keys.js"
import type { Waker } from "./store/outbox/Waker.js"
import * as Events from "./tell/events/Events.js"
import * as DeliveryReceipts from "./tell/receipts/DeliveryReceipts.js"
import * as Search from "./tell/search/Search.js"
import * as Status from "./tell/search/Status.js"
import * as Webhooks from "./tell/webhooks/Webhooks.js"

/** What a gateway provides: the four services of the contract, and its own. */
export type GatewayContext =
  | AuthService
  | Introspection
  | ReceiveService
  | Send
  | StatusService
  | Status.PromptStatus
  | SearchService
  | Acceptance.Acceptance
  | Acceptance.PromptSend
  | Audit.Audit
  | ClientKeys.ClientKeys
  | Clients.Clients
  | Events.Events
  | FaxQueue.FaxQueue
  | Gateway.Gateway
  | Health.Health
  | Operators.Operators
  | DeliveryReceipts.DeliveryReceipts
  | Reception.Reception
  | SentPages.SentPages
  | Supervision.Supervision
  | Webhooks.Webhooks

const stores = Layer.mergeAll(
  ClientKeys.layer,
  Admission.layer,
  FaxImages.layer,
  Idempotency.layer,
  Messages.layer,
  MessageIndex.layer,
  ClusterNode.layer
)

const services = Layer.mergeAll(
  Auth.layer,
  Search.layer,
  Status.layer,
  Clients.layer,
  Audit.layer,
  Health.layer,
  Operators.layer,
  DeliveryReceipts.layer,
  Receive.layer,
  SentPages.layer,
  Supervision.layer
)

const background = Layer.mergeAll(
  Failover.layer,
  ExpireHeld.layer,
  ClockSteps.layer,
  Retention.layer,
  Webhooks.layer
)

/** Everything over a database whose engine is given; it needs a `Transport` and a `Vault`. */
const over = <E1, E2, R1, R2>(
  database: Layer.Layer<Database, E1>,
  waker: Layer.Layer<Waker, E1, R1>,
  engine: Layer.Layer<never, E2, R2>
) =>
  Layer.scopedContext(
    Layer.build(database).pipe(
      Effect.flatMap(builtOver(Secrets.layer)),
      Effect.flatMap(builtOver(SealedTexts.layer)),
      Effect.flatMap(builtOver(Layer.mergeAll(waker, ClientRecords.layer, Contents.layer))),
      Effect.flatMap(builtOver(stores)),
      Effect.flatMap(builtOver(Layer.mergeAll(Events.layer, FaxQueue.layer))),
      Effect.flatMap(builtOver(Line.layer)),
      Effect.flatMap(
        builtOver(Layer.mergeAll(Dispatcher.layer, Acceptance.layer, Reception.layer))
      ),
      Effect.flatMap(builtOver(Layer.mergeAll(background, engine))),
      Effect.flatMap(builtOver(Gateway.layer)),
      Effect.flatMap(builtOver(services)),
      Effect.flatMap(builtOver(TellOfRestore.layer))
    )
  )

/**
 * A gateway on one machine, over a SQLite file or `:memory:`. Needs a `Transport` and a `Vault`, which
 * must have every key that something is sealed with.
 *
 * @example
 * ```ts
 * import { layerSqlite, SimulatedLine, Vault } from "@faxingcenter/gateway"
 * import { Layer } from "effect"
 *
 * const gateway = layerSqlite("faxes.db").pipe(
 *   Layer.provide(SimulatedLine.layer()),
 *   Layer.provide(Vault.layerPlain)
 * )
 * ```
 */
export const layerSqlite = (
  file: string
): Layer.Layer<GatewayContext, DatabaseError | Unreadable, Transport | Vault> => onSqlite(file)

/** The same with its database, for who looks into the tables. */
export const onSqlite = (
  file: string
): Layer.Layer<
  GatewayContext | Contents.Contents | Database | Dispatcher.Dispatcher | Messages.Messages,
  DatabaseError | Unreadable,
  Transport | Vault
> =>
  over(
    withMigrations<DatabaseError>(measured(Sqlite.layer(file))),
    LocalEngine.layerWaker,
    LocalEngine.layer
  )

/**
 * A gateway node over PostgreSQL. Any number of nodes can share the database, and any can be killed. Needs
 * a `Transport` and a `Vault`.
 *
 * @example
 * ```ts
 * import { layerPostgres, SimulatedLine, Vault } from "@faxingcenter/gateway"
 * import { Config, Effect, Layer } from "effect"
 *
 * const gateway = Config.redacted("DATABASE_URL").pipe(
 *   Effect.map((url) => layerPostgres({ url, connections: 16 })),
 *   Layer.unwrapEffect,
 *   Layer.provide(SimulatedLine.layer()),
 *   Layer.provide(Vault.layerPlain)
 * )
 * ```
 */
export const layerPostgres = (
  options: Postgres.PostgresOptions
): Layer.Layer<GatewayContext, DatabaseError | Unreadable, Transport | Vault> => onPostgres(options)

/** The same with its database, for who looks into the tables. */
export const onPostgres = (
  options: Postgres.PostgresOptions
): Layer.Layer<
  GatewayContext | Contents.Contents | Database | Dispatcher.Dispatcher | Messages.Messages,
  DatabaseError | Unreadable,
  Transport | Vault
> =>
  over(
    withMigrations<DatabaseError>(measured(Postgres.layer(options))),
    GraphileJobs.layerWaker(options.url),
    GraphileEngine.layer(options.url)
  )

/**
 * The clients of a database alone, for who manages them: no fax is delivered by it.
 *
 * @example
 * ```ts
 * import { Clients } from "@faxingcenter/gateway"
 * import { layerClients } from "@faxingcenter/gateway/manage"
 * import { Effect, Redacted } from "effect"
 *
 * const addBilling = Effect.flatMap(Clients, (clients) =>
 *   clients.add({ name: "billing", perMinute: 60 }, "the installer")
 * ).pipe(Effect.provide(layerClients(Redacted.make("faxes.db"))))
 * ```
 */
export const layerClients = (
  address: Redacted.Redacted
): Layer.Layer<Clients.Clients, DatabaseError> => Layer.provide(Clients.layer, databaseAt(address))

/** All that manages a database, whether a gateway runs over it or not: no fax is delivered by it. */
export const layerManagement = (
  address: Redacted.Redacted
): Layer.Layer<
  Audit.Audit | Clients.Clients | Keys.Keys | Operators.Operators,
  DatabaseError,
  Vault
> =>
  Layer.provide(
    Layer.mergeAll(Clients.layer, Audit.layer, Keys.layer, Operators.layer),
    databaseAt(address)
  )

/**
 * The queue of a database and its audit log, with the numbers in them, whether a gateway runs over it or not: the
 * nodes find out by themselves what they are to call.
 *
 * @example
 * ```ts
 * import { Vault } from "@faxingcenter/gateway"
 * import { FaxQueue, layerQueue } from "@faxingcenter/gateway/manage"
 * import { Effect, Redacted } from "effect"
 *
 * const pause = Effect.flatMap(FaxQueue, (queue) => queue.pause("the installer")).pipe(
 *   Effect.provide(layerQueue(Redacted.make("faxes.db"))),
 *   Effect.provide(Vault.layerPlain)
 * )
 * ```
 */
export const layerQueue = (
  address: Redacted.Redacted
): Layer.Layer<
  Audit.Audit | Clients.Clients | FaxQueue.FaxQueue,
  DatabaseError | Unreadable,
  Vault
> =>
  Layer.provide(
    Layer.mergeAll(
      Audit.layer,
      Clients.layer,
      Layer.provide(FaxQueue.layer, LocalEngine.layerWaker)
    ),
    SealedTexts.sealedDatabaseAt(address)
  )
