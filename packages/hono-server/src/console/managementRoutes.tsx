import { CurrentClient } from "@faxingcenter/core"
import { Clients, CurrentActor, Webhooks } from "@faxingcenter/gateway"
import {
  type AnnouncementType,
  Audit,
  FaxQueue,
  Health,
  type OperatorSession
} from "@faxingcenter/gateway/manage"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import { inert } from "../ui/words.js"
import { AuditPage } from "./AuditPage.js"
import { ClientsPage, type ShownCredentials } from "./ClientsPage.js"
import { ClientAct, WebhookAct } from "./consoleForms.js"
import { HealthPage } from "./HealthPage.js"
import { type Console, describe } from "./makeConsole.js"
import { type ShownDone, WebhooksPage } from "./WebhooksPage.js"

const shownEntries = 200
const shownPosts = 100
const everything = [
  "message.calling",
  "message.progress",
  "message.in_doubt",
  "message.waiting",
  "message.cancel_requested",
  "message.delivered",
  "message.failed"
] as const satisfies ReadonlyArray<AnnouncementType>
const ends = ["message.delivered", "message.failed"] as const

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
      if (wanted.do === "limit") {
        yield* clients.limit(wanted.client, wanted.perMinute, session.operator)
        return undefined
      }
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

  const webhooksShown = (session: OperatorSession, wanted: string | undefined, done?: ShownDone) =>
    Effect.gen(function* () {
      const clients = yield* (yield* Clients).list
      const webhooks = yield* Webhooks
      const client = wanted ?? clients[0]?.clientId ?? ""
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
            done={done}
          />
        )
      }
    })
  shows("/webhooks", (c, session) => webhooksShown(session, c.req.query("client")))
  takes("/webhooks", "operator", WebhookAct, (_c, session, wanted) =>
    Effect.gen(function* () {
      const webhooks = yield* Webhooks
      const { operator } = session
      switch (wanted.do) {
        case "replay":
          yield* webhooks.replay(wanted.post)
          return undefined
        case "remove":
          yield* webhooks.remove(wanted.webhook)
          return undefined
        case "add": {
          const { url } = yield* webhooks.add({
            url: wanted.url,
            types: wanted.ends === "all" ? everything : ends
          })
          return yield* webhooksShown(session, wanted.client, {
            text: `Added ${url}`,
            secret: Redacted.value(yield* webhooks.secret)
          })
        }
        case "test": {
          yield* (yield* Audit).note({
            actor: operator,
            action: "webhook.test",
            subject: wanted.webhook
          })
          const result = yield* webhooks.test(wanted.webhook)
          return yield* webhooksShown(session, wanted.client, {
            text:
              result._tag === "Answered"
                ? `The test event was answered with ${result.status}`
                : `The test event did not arrive: ${inert(result.detail)}`
          })
        }
      }
    }).pipe(
      Effect.provideService(CurrentClient, { clientId: wanted.client }),
      Effect.provideService(CurrentActor, { name: session.operator })
    )
  )

  shows("/health", () =>
    Effect.gen(function* () {
      const health = yield* Health
      const faxQueue = yield* FaxQueue
      const ready = yield* Effect.either(health.ready)
      const found = yield* Effect.either(
        Effect.all({
          delivering: health.delivering,
          queue: faxQueue.state,
          kept: health.kept,
          space: health.space
        })
      )
      return {
        title: "Health",
        current: "Health",
        body: (
          <HealthPage
            trouble={Either.isLeft(ready) ? describe(ready.left) : undefined}
            transport={health.transport}
            found={Either.getOrUndefined(found)}
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
