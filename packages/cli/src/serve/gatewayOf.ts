import * as NodeHttp from "@faxingcenter/core/node"
import {
  Capacity,
  CurrentMailSettings,
  CurrentWebhookSettings,
  type DatabaseError,
  FaxingCenterTransport,
  type GatewaySettings,
  HylafaxTransport,
  layerPostgres,
  layerSqlite,
  Policy,
  parseNetworks,
  Retention,
  SimulatedLine,
  type Transport,
  UsualSender,
  Vault
} from "@faxingcenter/gateway"
import type { ConsoleServices } from "@faxingcenter/hono-server/console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { renderer } from "../pages/withPages.js"
import { isPostgres } from "./databasePlace.js"

/** The names of the ways to the line. */
export type TransportName = NonNullable<GatewaySettings["transport"]>

const transportOf = (
  settings: GatewaySettings,
  name: TransportName
): Layer.Layer<Transport, DatabaseError | Vault.Unreadable> => {
  const { upstreamBaseUrl, upstreamClientId, upstreamClientSecret, upstreamRevision } = settings
  if (name === "simulated")
    return SimulatedLine.layerStored(settings.database).pipe(
      Layer.provide(Vault.layer(settings.documentKeys))
    )
  if (name === "hylafax") {
    const [first, ...others] = settings.hylafax
    if (first === undefined) {
      return Layer.die(new Error(`The settings of the transport ${name} lack its server`))
    }
    const { hylafaxAdminPassword: adminPassword, hylafaxPassword: password } = settings
    const serverOf = (place: typeof first) => ({
      ...place,
      user: settings.hylafaxUser,
      password,
      adminPassword
    })
    return HylafaxTransport.layer({
      servers: [serverOf(first), ...others.map(serverOf)],
      modem: settings.hylafaxModem,
      pages: { paper: settings.paper, resolution: settings.resolution }
    }).pipe(Layer.provide(Layer.unwrapEffect(Effect.orDie(renderer))))
  }
  if (upstreamClientId === undefined || upstreamClientSecret === undefined) {
    return Layer.die(new Error(`The settings of the transport ${name} lack its account`))
  }
  return FaxingCenterTransport.layerClient({
    clientId: upstreamClientId,
    clientSecret: upstreamClientSecret,
    ...(upstreamBaseUrl === undefined ? {} : { baseUrl: upstreamBaseUrl }),
    ...(upstreamRevision === undefined ? {} : { revision: upstreamRevision })
  }).pipe(Layer.provide(NodeHttp.layer({ keepAlive: false })))
}

/** How mail is sent, if it is. */
const mailOf = ({ mailFrom: from, mailTo: recipients, smtp: server }: GatewaySettings) =>
  server === undefined || from === undefined
    ? Layer.empty
    : Layer.succeed(CurrentMailSettings, { server, from, recipients })

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
    Layer.provide(transportOf(settings, transport)),
    Layer.provide(Vault.layer(settings.documentKeys)),
    Layer.provide(mailOf(settings)),
    Layer.provide(Layer.succeed(Capacity, { lines: settings.lines, drain: settings.drain })),
    Layer.provide(
      Layer.effect(
        Policy,
        Effect.map(Policy, (policy) => ({
          ...policy,
          calls: settings.calls,
          deadlineAfter: settings.deadlineAfter
        }))
      )
    ),
    Layer.provide(
      Layer.succeed(UsualSender, {
        ...(settings.stationId === undefined ? {} : { stationId: settings.stationId }),
        ...(settings.header === undefined ? {} : { header: settings.header })
      })
    ),
    Layer.provide(
      Layer.effect(
        Retention,
        Effect.map(Retention, (retention) => ({ ...retention, content: settings.retention }))
      )
    ),
    Layer.provide(
      Layer.effect(
        CurrentWebhookSettings,
        Effect.map(CurrentWebhookSettings, (webhooks) => ({
          ...webhooks,
          networks: parseNetworks(settings.webhookNetworks),
          timeout: settings.webhookTimeout
        }))
      )
    )
  )
}
