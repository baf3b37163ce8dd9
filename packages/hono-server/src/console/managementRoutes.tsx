import { CurrentClient } from "@faxingcenter/core"
import { Audit, Clients, Health, type OperatorSession, Webhooks } from "@faxingcenter/gateway"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import { AuditPage } from "./AuditPage.js"
import { ClientsPage, type ShownCredentials } from "./ClientsPage.js"
import { ClientAct, WebhookAct } from "./consoleForms.js"
import { HealthPage } from "./HealthPage.js"
import { type Console, describe } from "./makeConsole.js"
import { WebhooksPage } from "./WebhooksPage.js"

const shownEntries = 200
const shownPosts = 100

/** Clients, webhooks, health and the audit log. */
export const managementRoutes = ({ shows, takes }: Console): void => {
  const clientsShown = (session: OperatorSession, made?: ShownCredentials) =>
    Effect.flatMap(Clients, ({ list }) =>
      Effect.map(list, (clients) => ({
        title: "Clients",
        current: "Clients",
        body: <ClientsPage clients={clients} session={session} made={made} />
      }))
    )
  shows("/clients", (_c, session) => clientsShown(session))
  takes("/clients", "admin", ClientAct, (_c, session, wanted) =>
    Effect.gen(function* () {
      const clients = yield* Clients
      if (wanted.do === "revoke") {
        yield* clients.revoke(wanted.client, session.operator)
        return undefined
      }
      const { clientId, clientSecret } =
        wanted.do === "rotate"
          ? yield* clients.rotate(wanted.client, session.operator)
          : yield* clients.add(
              {
                name: wanted.name,
                ...(wanted.perMinute === undefined ? {} : { perMinute: wanted.perMinute })
              },
              session.operator
            )
      return yield* clientsShown(session, {
        clientId,
        clientSecret: Redacted.value(clientSecret)
      })
    })
  )

  shows("/webhooks", (c, session) =>
    Effect.gen(function* () {
      const clients = yield* (yield* Clients).list
      const webhooks = yield* Webhooks
      const client = c.req.query("client") ?? clients[0]?.clientId ?? ""
      const isKnown = clients.some(({ clientId }) => clientId === client)
      const [places, posts] = isKnown
        ? yield* Effect.all([webhooks.list, webhooks.posts(shownPosts)]).pipe(
            Effect.provideService(CurrentClient, { clientId: client })
          )
        : [[], []]
      return {
        title: "Webhooks",
        current: "Webhooks",
        body: (
          <WebhooksPage
            clients={clients}
            client={client}
            webhooks={places}
            posts={posts}
            session={session}
          />
        )
      }
    })
  )
  takes("/webhooks", "operator", WebhookAct, (_c, _session, wanted) =>
    Effect.gen(function* () {
      const webhooks = yield* Webhooks
      yield* Effect.provideService(webhooks.replay(wanted.post), CurrentClient, {
        clientId: wanted.client
      })
      return undefined
    })
  )

  shows("/health", () =>
    Effect.gen(function* () {
      const { ready } = yield* Health
      const database = yield* Effect.either(ready)
      return {
        title: "Health",
        current: "Health",
        body: (
          <HealthPage
            checks={[
              {
                name: "Database and disk",
                isOk: Either.isRight(database),
                detail: Either.isRight(database)
                  ? "Faxes can be accepted."
                  : describe(database.left)
              }
            ]}
          />
        )
      }
    })
  )

  shows("/audit", () =>
    Effect.flatMap(Audit, ({ list }) =>
      Effect.map(list({ limit: shownEntries }), (entries) => ({
        title: "Audit log",
        current: "Audit",
        body: <AuditPage entries={entries} />
      }))
    )
  )
}
