// Serves the app before FaxingCenter: callers authenticate with their own account, and their tokens
// are passed on.
//
//   export FAXINGCENTER_CLIENT_ID=... FAXINGCENTER_CLIENT_SECRET=...
//   npx tsx src/main.ts
import { FetchHttpClient } from "@effect/platform"
import { FaxClient, Introspection } from "@faxingcenter/core"
import { serve } from "@hono/node-server"
import { Effect, Layer } from "effect"
import { makeApp } from "./app.js"

// Read before the app is served: a setting that is missing ends the program here.
const settings = await Effect.runPromise(FaxClient.config)
const services = Introspection.layerUpstream.pipe(
  Layer.provideMerge(FaxClient.layer(settings)),
  Layer.provide(FetchHttpClient.layer)
)
const { app, close } = makeApp(services)
const server = serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 0) }, ({ port }) =>
  console.log(`listening on http://127.0.0.1:${port}`)
)
process.once("SIGTERM", () => server.close(() => void close()))
