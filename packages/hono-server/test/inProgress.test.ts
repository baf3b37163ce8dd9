import { expect, it } from "@effect/vitest"
import { Clients } from "@faxingcenter/gateway"
import { gatewayRoutes } from "@faxingcenter/hono-server/gateway"
import { serveNode } from "@faxingcenter/hono-server/node"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import Pg from "pg"
import { postgres } from "../../gateway/test/databases.js"
import { gateway } from "../../gateway/test/fixtures.js"

const database = postgres()
const skipped = database.missing === undefined ? "" : ` (skipped: ${database.missing})`

const connected = (connectionString: string) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const client = new Pg.Client({ connectionString })
      await client.connect()
      return client
    }),
    (client) => Effect.promise(() => client.end())
  )

it.skipIf(database.missing !== undefined)(
  `a send is answered 409 while the first with its key is being stored, and repeated after it${skipped}`,
  { timeout: 60_000 },
  () =>
    Effect.gen(function* () {
      const address = yield* Effect.promise(database.fresh)
      const runtime = yield* Effect.acquireRelease(
        Effect.sync(() => ManagedRuntime.make(Layer.orDie(gateway(address)))),
        (running) => running.disposeEffect
      )
      const { url } = yield* serveNode(gatewayRoutes({ runtime }))
      const login = (name: string) =>
        Effect.promise(async () => {
          const made = await runtime.runPromise(
            Effect.flatMap(Clients, (clients) => clients.add({ name }, "test"))
          )
          const answer = await fetch(`${url}/oauth`, {
            method: "POST",
            body: new URLSearchParams({
              client_id: made.clientId,
              client_secret: Redacted.value(made.clientSecret),
              grant_type: "client_credentials"
            })
          })
          const [, token = ""] = /"access_token":"([^"]*)"/.exec(await answer.text()) ?? []
          return async (number: string) => {
            const response = await fetch(`${url}/api/rest/fax/send`, {
              method: "POST",
              headers: {
                authorization: `Bearer ${token}`,
                "content-type": "application/json",
                "idempotency-key": "order-7"
              },
              body: JSON.stringify({
                receipients: [{ send_to: number }],
                documents: [{ file_name: "a.txt", order: "0", file_data: "SGVsbG8=" }]
              })
            })
            return { status: response.status, text: await response.text() }
          }
        })
      const send = yield* login("sender")
      const stranger = yield* login("stranger")

      // Whoever holds this lock holds up every commit of a job.
      const latch = yield* connected(address)
      const watch = yield* connected(address)
      yield* Effect.promise(() => latch.query("BEGIN; LOCK TABLE jobs IN EXCLUSIVE MODE"))
      const waiting = () =>
        watch
          .query("SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'jobs'::regclass")
          .then(({ rows }) => rows.length)
      yield* Effect.promise(async () => {
        const first = send("13862345678")
        while ((await waiting()) === 0);
        expect((await send("13862345678")).status).toBe(409)
        const theirs = stranger("13862345678")
        while ((await waiting()) < 2);
        await latch.query("COMMIT")
        const { status, text } = await first
        expect(status).toBe(201)
        expect(await send("13862345678")).toEqual({ status: 201, text })
        expect((await send("018555808797")).status).toBe(422)
        expect((await theirs).status).toBe(201)
        expect((await theirs).text).not.toBe(text)
      })
    }).pipe(Effect.scoped, Effect.runPromise)
)
