// Takes the webhooks of a gateway and prints what became of each fax, once:
//
//   export FAX_WEBHOOK_SECRET=whsec_...
//   npx tsx src/main.ts events.db
import { serve } from "@hono/node-server"
import { makeApp } from "./app.js"
import { openInbox } from "./inbox.js"

const secret = process.env.FAX_WEBHOOK_SECRET
if (!secret) {
  console.error(
    "FAX_WEBHOOK_SECRET is not set; GET /gateway/v1/webhooks/secret of the gateway tells it"
  )
  process.exit(2)
}
const inbox = openInbox(process.argv[2] ?? "events.db")
const app = makeApp({
  secret,
  inbox,
  onEnd: ({ type, data }) => {
    const { faxNumber, pages, reason } = data
    console.log(
      type === "message.delivered"
        ? `${faxNumber} delivered (${pages} pages)`
        : `${faxNumber} failed: ${reason}`
    )
  }
})
const server = serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 0) }, ({ port }) =>
  console.log(`listening on http://127.0.0.1:${port}/fax-events`)
)
process.once("SIGTERM", () => server.close(() => inbox.close()))
