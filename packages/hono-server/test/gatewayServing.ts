import { assert } from "@effect/vitest"
import {
  Clients,
  CurrentWebhookSettings,
  layerSqlite,
  parseNetworks,
  SimulatedLine,
  Vault
} from "@faxingcenter/gateway"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import { gatewayRoutes } from "../src/gateway/index.js"

/** What stands at a place of a JSON value. */
export const at = (json: unknown, ...path: ReadonlyArray<string | number>): unknown =>
  path.reduce<unknown>(
    (value, name) =>
      typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined,
    json
  )

export const servicesOver = (line: SimulatedLine.SimulatedLineOptions) =>
  layerSqlite(":memory:").pipe(
    Layer.provideMerge(SimulatedLine.layer(line)),
    Layer.provideMerge(Vault.layerPlain),
    Layer.provideMerge(
      Layer.succeed(CurrentWebhookSettings, {
        networks: parseNetworks(["127.0.0.0/8"]),
        timeout: Duration.seconds(5),
        atOnce: 64
      })
    ),
    Layer.orDie
  )
export const services = servicesOver({})

/** An answer, read to its end. */
interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: unknown
}

const metricsKey = Redacted.make("key-of-prometheus")
/** What Prometheus asks with. */
export const asPrometheus = { authorization: `Bearer ${Redacted.value(metricsKey)}` }

/** A gateway of these services, and a client of it. */
export const gatewayOf = Effect.fn(function* (layer: typeof services) {
  const runtime = yield* Effect.acquireRelease(
    Effect.sync(() => ManagedRuntime.make(layer)),
    (running) => running.disposeEffect
  )
  const app = gatewayRoutes({ runtime, metricsKey })
  let clientsMade = 0
  const login = (perMinute?: number) =>
    Effect.promise(async () => {
      const name = clientsMade++ === 0 ? "test" : `test ${clientsMade}`
      const made = await runtime.runPromise(
        Effect.flatMap(Clients, (clients) =>
          clients.add({ name, ...(perMinute === undefined ? {} : { perMinute }) }, "test")
        )
      )
      const answer = await app.request("/oauth", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          client_id: made.clientId,
          client_secret: Redacted.value(made.clientSecret),
          grant_type: "client_credentials"
        })
      })
      const token = String(at(await answer.json(), "access_token"))
      const call = (method: string, path: string, body?: string | FormData, headers = {}) =>
        Effect.promise(async (): Promise<Answer> => {
          const response = await app.request(path, {
            method,
            headers: {
              authorization: `Bearer ${token}`,
              ...(typeof body === "string" ? { "content-type": "application/json" } : {}),
              ...headers
            },
            ...(body === undefined ? {} : { body })
          })
          const text = await response.text()
          assert.notInclude(text, '"_tag"')
          const json: unknown = text.startsWith("{") ? JSON.parse(text) : undefined
          return { status: response.status, headers: response.headers, text, json }
        })
      return {
        call,
        token,
        clientId: made.clientId,
        clientSecret: Redacted.value(made.clientSecret)
      }
    })
  return {
    app,
    runtime,
    /** Runs what people do at the gateway itself. */
    within: <A, E>(
      effect: Effect.Effect<A, E, ManagedRuntime.ManagedRuntime.Context<typeof runtime>>
    ) => Effect.promise(() => runtime.runPromise(effect)),
    ...(yield* login()),
    newClient: login,
    login: (perMinute?: number) => Effect.map(login(perMinute), ({ call }) => call)
  }
})

/** A gateway over a database in memory, and a client of it. */
export const gateway = gatewayOf(services)

export const vendorSend = (number: string) =>
  JSON.stringify({
    receipients: [{ send_to: number }],
    documents: [{ file_name: "a.txt", order: "0", file_data: "SGVsbG8=" }]
  })

export const form = (fields: Record<string, string>): FormData => {
  const body = new FormData()
  for (const [name, value] of Object.entries(fields)) body.append(name, value)
  body.append("document", new Blob(["Hello"]), "a.txt")
  return body
}

export const later = () => new Date(Date.now() + 3_600_000).toISOString()

export const idOf = ({ json }: { readonly json: unknown }) =>
  String(at(json, "messages", 0, "messageId"))
