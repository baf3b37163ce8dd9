import * as NodeHttp from "@faxingcenter/core/node"
import {
  Capacity,
  CurrentWebhookSettings,
  type DatabaseError,
  FaxingCenterTransport,
  HylafaxReceiver,
  HylafaxTransport,
  layerPostgres,
  layerSqlite,
  Policy,
  parseNetworks,
  SimulatedLine,
  UsualSender,
  Vault
} from "@faxingcenter/gateway"
import { Retention } from "@faxingcenter/gateway/manage"
import {
  CurrentMailSettings,
  type GatewaySettings,
  ReceptionRoutes
} from "@faxingcenter/gateway/settings"
import type { Transport } from "@faxingcenter/gateway/transport"
import type { ConsoleServices } from "@faxingcenter/hono-server/console"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { renderer } from "../pages/withPages.js"
import { isPostgres } from "./databasePlace.js"

/** The names of the ways to the line. */
export type TransportName = NonNullable<GatewaySettings["transport"]>

/** A HylaFAX server of the settings, and as whom it is spoken to. */
const serverOf = (
  {
    hylafaxAdminPassword: adminPassword,
    hylafaxPassword: password,
    hylafaxUser: user
  }: GatewaySettings,
  place: GatewaySettings["hylafax"][number]
) => ({ ...place, user, password, adminPassword })

/** Makes pages, and shows those that came in. */
const pages = Layer.unwrapEffect(Effect.orDie(renderer))

/** A gateway that also fetches the faxes that its line receives, where somebody is to get them. */
const receiving =
  (settings: GatewaySettings, name: TransportName) =>
  <E, R>(over: Layer.Layer<ConsoleServices, E, R>): Layer.Layer<ConsoleServices, E, R> =>
    name === "hylafax" && settings.receive.length > 0
      ? HylafaxReceiver.layer({
          servers: settings.hylafax.map((each) => serverOf(settings, each))
        }).pipe(
          Layer.provideMerge(over),
          Layer.provide(pages),
          Layer.provide(Layer.succeed(ReceptionRoutes, settings.receive))
        )
      : over

const transportOf = (
  settings: GatewaySettings,
  name: TransportName
): Layer.Layer<Transport, DatabaseError | Vault.Unreadable> => {
  const {
    upstreamBaseUrl,
    upstreamClientId,
    upstreamClientSecret,
    upstreamPollsPerMinute: pollsPerMinute,
    upstreamRevision
  } = settings
  if (name === "simulated")
    return SimulatedLine.layerStored(settings.database).pipe(
      Layer.provide(Vault.layer(settings.documentKeys))
    )
  if (name === "hylafax") {
    const [first, ...others] = settings.hylafax
    if (first === undefined) {
      return Layer.die(new Error(`The settings for the transport ${name} have no server`))
    }
    return HylafaxTransport.layer({
      servers: [serverOf(settings, first), ...others.map((other) => serverOf(settings, other))],
      modem: settings.hylafaxModem,
      pages: { paper: settings.paper, resolution: settings.resolution }
    }).pipe(Layer.provide(pages))
  }
  if (upstreamClientId === undefined || upstreamClientSecret === undefined) {
    return Layer.die(new Error(`The settings for the transport ${name} have no account`))
  }
  return FaxingCenterTransport.layerClient(
    {
      clientId: upstreamClientId,
      clientSecret: upstreamClientSecret,
      ...(upstreamBaseUrl === undefined ? {} : { baseUrl: upstreamBaseUrl }),
      ...(upstreamRevision === undefined ? {} : { revision: upstreamRevision })
    },
    { pollsPerMinute }
  ).pipe(Layer.provide(NodeHttp.layer({ keepAlive: false })))
}

/** What the settings say to the parts of a gateway, over their own defaults. */
const partsOf = (settings: GatewaySettings) =>
  Layer.effectContext(
    Effect.gen(function* () {
      const { header, mailFrom: from, mailTo: recipients, smtp: server, stationId } = settings
      const policy = yield* Policy
      const retention = yield* Retention
      const webhooks = yield* CurrentWebhookSettings
      const parts = Context.make(Capacity, { lines: settings.lines, drain: settings.drain }).pipe(
        Context.add(Policy, {
          ...policy,
          calls: settings.calls,
          deadlineAfter: settings.deadlineAfter
        }),
        Context.add(UsualSender, {
          ...(stationId === undefined ? {} : { stationId }),
          ...(header === undefined ? {} : { header })
        }),
        Context.add(Retention, { ...retention, content: settings.retention }),
        Context.add(CurrentWebhookSettings, {
          ...webhooks,
          networks: parseNetworks(settings.webhookNetworks),
          timeout: settings.webhookTimeout
        })
      )
      return server === undefined || from === undefined
        ? parts
        : Context.add(parts, CurrentMailSettings, { server, from, recipients })
    })
  )

/** The gateway that the settings describe. */
export const gatewayOf = (
  settings: GatewaySettings,
  transport: TransportName
): Layer.Layer<ConsoleServices, DatabaseError | Vault.Unreadable> => {
  const address = Redacted.value(settings.database)
  const over = isPostgres(address)
    ? layerPostgres({ url: settings.database })
    : layerSqlite(address)
  return over.pipe(
    receiving(settings, transport),
    Layer.provide(
      Layer.mergeAll(
        transportOf(settings, transport),
        // Without a renderer the console says so where it would show pages.
        Layer.unwrapEffect(Effect.orElseSucceed(renderer, () => Layer.empty)),
        Vault.layer(settings.documentKeys),
        partsOf(settings)
      )
    )
  )
}
