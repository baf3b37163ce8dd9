import { readFile } from "node:fs/promises"
import { createMockServer } from "@faxingcenter/mock-server"
import { layer as pagesLayer } from "@faxingcenter/pages"
import { getHttpOperationsFromSpec } from "@stoplight/prism-http"
import { createServer } from "@stoplight/prism-http-server"
import createClient, { type Middleware } from "openapi-fetch"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { connect } from "../src/connect.js"
import type { paths as MockPaths } from "../src/generated/mock.js"
import { servedGateway } from "./servedGateway.js"

const documentOf = async (name: string) => {
  const file = new URL(`../../../docs/reference/${name}.json`, import.meta.url)
  return JSON.parse(await readFile(file, "utf8"))
}

/** The operations of a document, as method and path. */
const operationsOf = async (name: string): Promise<ReadonlyArray<string>> => {
  const { paths } = await documentOf(name)
  return Object.entries(paths)
    .flatMap(([path, item]) =>
      Object.keys(Object(item)).map((method) => `${method.toUpperCase()} ${path}`)
    )
    .toSorted()
}

const silent = {
  child: () => silent,
  success: () => undefined,
  ...Object.fromEntries(
    ["fatal", "error", "warn", "info", "debug", "trace"].map((level) => [level, () => undefined])
  )
}

/** A proxy that refuses requests, and answers, that its document does not have. */
const validatingProxy = async (name: string, upstream: string) => {
  const operations = await getHttpOperationsFromSpec(await documentOf(name))
  const proxy = createServer(operations, {
    cors: false,
    config: {
      isProxy: true,
      upstream: new URL(upstream),
      upstreamProxy: undefined,
      checkSecurity: true,
      validateRequest: true,
      validateResponse: true,
      errors: true,
      mock: { dynamic: false }
    },
    components: { logger: silent as never }
  })
  const url = await proxy.listen(0, "127.0.0.1")
  return { url, close: () => proxy.close() }
}

/** Notes what was asked, as the document names it. */
const noting = (asked: Set<string>): Middleware => ({
  onRequest: ({ request, schemaPath }) => {
    asked.add(`${request.method} ${schemaPath}`)
    return undefined
  }
})

const fax = {
  recipients: [{ faxNumber: "13862345678" }],
  documents: [{ fileName: "letter.txt", data: btoa("Dear Ann") }]
}
const later = "2999-01-01T00:00:00Z"

/** Asks again until there is something, a bounded number of times. */
const found = async <A>(ask: () => Promise<A | undefined>): Promise<A> => {
  for (let i = 0; i < 500; i++) {
    const value = await ask()
    if (value !== undefined) return value
    await new Promise(setImmediate)
  }
  throw new Error("nothing came of it")
}

describe("a client that was generated from a gateway's document", () => {
  let gateway: Awaited<ReturnType<typeof servedGateway>>
  beforeAll(async () => {
    gateway = await servedGateway()
  })
  afterAll(() => gateway.close())

  it.each(["at its side", "through a proxy that validates"] as const)(
    "drives every operation %s",
    async (way) => {
      const proxy =
        way === "at its side" ? undefined : await validatingProxy("openapi-gateway", gateway.url)
      const client = await connect(proxy?.url ?? gateway.url, gateway.account)
      const asked = new Set(["POST /oauth"])
      const statuses: Array<number> = []
      client.use(noting(asked), {
        onResponse: ({ response }) => {
          statuses.push(response.status)
          return undefined
        }
      })

      const { clientId, clientSecret } = gateway.account
      const request = {
        grant_type: "client_credentials",
        client_id: clientId,
        client_secret: clientSecret
      } as const
      await client.POST("/oauth", { body: request })
      await client.POST("/oauth", {
        body: request,
        bodySerializer: () => new URLSearchParams(request),
        headers: { "content-type": "application/x-www-form-urlencoded" }
      })
      const documents = [{ file_name: "a.txt", file_data: "AAAA", order: "0" }]
      const send = { receipients: [{ send_to: "018555808797", reference: "mine" }], documents }
      const sent = await client.POST("/api/rest/fax/send", { body: send })
      const sid =
        sent.data !== undefined && "request_reference" in sent.data
          ? sent.data.request_reference
          : ""
      await client.POST("/api/rest/fax/send", {
        params: { header: { "Idempotency-Key": `order-${way.replaceAll(" ", "-")}` } },
        body: { receipients: [{ fax_number: "13862345678" }], documents }
      })
      await client.GET("/api/rest/fax/status", { params: { query: { sid } } })
      await client.GET("/api/rest/fax/search", {
        params: { query: { from_date: "04/01/2014", to_date: "04/30/2014", status: "2", p: 1 } }
      })

      const webhook = await client.POST("/gateway/v1/webhooks", {
        body: { url: "http://127.0.0.1:9/hook", types: ["message.failed"] }
      })
      const { data: job } = await client.POST("/gateway/v1/faxes", {
        body: { ...fax, sendAt: later, reference: "mine" }
      })
      const form = new FormData()
      form.append("to", "13862345678")
      form.append("document", new Blob(["Dear Bob"]), "letter.txt")
      form.append("sendAt", later)
      const formSent = await client.POST("/gateway/v1/faxes", {
        body: { to: "13862345678", document: "Dear Bob", sendAt: later },
        bodySerializer: () => form
      })
      expect([formSent.response.status, formSent.error]).toEqual([201, undefined])
      const message = { params: { path: { id: job?.messages[0]?.messageId ?? "" } } }
      await client.GET("/gateway/v1/messages/{id}", message)
      await client.POST("/gateway/v1/messages/{id}/cancel", message)
      await client.POST("/gateway/v1/messages/{id}/resend", message)
      await client.POST("/gateway/v1/messages/{id}/resend", {
        ...message,
        body: { mayArriveTwice: true }
      })
      const settled = await client.POST("/gateway/v1/messages/{id}/resolve", {
        ...message,
        body: { status: "delivered", pages: 1 }
      })
      // It failed because it was canceled, which is known.
      expect(settled.response.status).toBe(409)
      await client.GET("/gateway/v1/messages", {
        params: { query: { state: "failed", limit: "5" } }
      })
      await client.GET("/gateway/v1/messages/{id}/receipt", { ...message, parseAs: "text" })
      await client.GET("/gateway/v1/receipt-key")
      await client.GET("/gateway/v1/audit")
      await client.GET("/gateway/v1/webhooks")
      await client.GET("/gateway/v1/webhooks/secret")
      await client.POST("/gateway/v1/webhooks/secret")
      const post = await found(async () => {
        const { data } = await client.GET("/gateway/v1/webhooks/deliveries")
        return data?.deliveries[0]
      })
      await client.POST("/gateway/v1/webhooks/deliveries/{id}/replay", {
        params: { path: { id: String(post.id) } }
      })
      const place = { params: { path: { id: webhook.data?.id ?? "" } } }
      await client.POST("/gateway/v1/webhooks/{id}/test", place)
      await client.DELETE("/gateway/v1/webhooks/{id}", place)
      await gateway.receive(way)
      await client.POST("/gateway/v1/line/received")
      const { data: received } = await client.GET("/gateway/v1/received", {
        params: { query: { unread: "true", limit: "1" } }
      })
      const came = { params: { path: { id: received?.faxes[0]?.receivedFaxId ?? "" } } }
      await client.GET("/gateway/v1/received/{id}", came)
      await client.GET("/gateway/v1/received/{id}/receipt", { ...came, parseAs: "text" })
      await client.GET("/gateway/v1/received/{id}/document", {
        params: { ...came.params, query: { format: "tiff" } },
        parseAs: "arrayBuffer"
      })
      await client.POST("/gateway/v1/received/{id}/read", { ...came, body: { read: true } })
      await client.POST("/gateway/v1/received/{id}/redeliver", came)
      await client.DELETE("/gateway/v1/received/{id}", came)
      if (proxy === undefined) {
        const { data } = await client.GET("/gateway/v1/events", { parseAs: "stream" })
        await data?.cancel()
      }

      // A proxy that reads an answer to its end before it judges it has no use for a stream.
      const streams = proxy === undefined ? [] : ["GET /gateway/v1/events"]
      expect([...asked, ...streams].toSorted()).toEqual(await operationsOf("openapi-gateway"))
      expect(statuses.filter((status) => status >= 400)).toEqual([409])
      await proxy?.close()
    }
  )
})

describe("a client that was generated from the mock's document", () => {
  const mock = createMockServer({ pages: pagesLayer({ workers: 1 }) })
  let url = ""
  beforeAll(async () => {
    const listening = await mock.listen()
    url = listening.url
  })
  afterAll(() => mock.close())

  it.each(["at its side", "through a proxy that validates"] as const)(
    "drives every operation %s",
    async (way) => {
      const proxy = way === "at its side" ? undefined : await validatingProxy("openapi-mock", url)
      const asked = new Set<string>()
      const statuses: Array<number> = []
      const client = createClient<MockPaths>({ baseUrl: proxy?.url ?? url })
      client.use(noting(asked), {
        onResponse: ({ response }) => {
          statuses.push(response.status)
          return undefined
        }
      })

      await client.POST("/_mock/clock/freeze")
      const { data: seeded } = await client.POST("/_mock/faxes", {
        body: {
          faxes: [
            {
              number: "15005550001",
              documents: [{ fileName: "letter.txt", bytes: btoa("Dear Ann") }]
            },
            { number: "15005550004" }
          ]
        }
      })
      const ofMessage = (at: number) => ({ messageId: seeded?.faxes[at]?.messageId ?? "" })
      const one = { params: { path: ofMessage(0) } }
      await client.GET("/_mock/faxes", { params: { query: { limit: 1 } } })
      await client.GET("/_mock/faxes/{messageId}", one)
      await client.GET("/_mock/faxes/{messageId}/documents/{index}", {
        params: { path: { ...ofMessage(0), index: "0" } },
        parseAs: "arrayBuffer"
      })
      await client.GET("/_mock/faxes/{messageId}/pages", one)
      await client.GET("/_mock/faxes/{messageId}/pages/{image}", {
        params: { path: { ...ofMessage(0), image: "1.png" } },
        parseAs: "arrayBuffer"
      })
      await client.GET("/_mock/faxes/{messageId}/fax.tiff", { ...one, parseAs: "arrayBuffer" })
      await client.GET("/_mock/faxes/{messageId}/fax.pdf", { ...one, parseAs: "arrayBuffer" })
      await client.POST("/_mock/faxes/{messageId}/hold", one)
      await client.POST("/_mock/faxes/{messageId}/release", one)
      await client.POST("/_mock/faxes/{messageId}/deliver", one)
      await client.POST("/_mock/faxes/{messageId}/fail", {
        params: { path: ofMessage(1) },
        body: { reason: "busy" }
      })
      await client.POST("/_mock/verify", { body: { faxes: [{ fax: { number: "15005550001" } }] } })
      await client.POST("/_mock/wait", { body: { fax: { number: "15005550001" }, timeout: 1 } })
      await client.POST("/_mock/received", {
        body: { from: "13055550100", document: { fileName: "letter.txt", text: "Dear Ann" } }
      })
      await client.GET("/_mock/received")
      await client.GET("/_mock/journal")
      await client.DELETE("/_mock/journal")
      const body = { scenarios: [{ do: { delay: 1 } }] }
      await client.POST("/_mock/scenarios", { body })
      await client.PUT("/_mock/scenarios", { body })
      await client.GET("/_mock/scenarios")
      await client.DELETE("/_mock/scenarios")
      await client.GET("/_mock/clock")
      await client.POST("/_mock/clock/advance", { body: { by: "2m" } })
      await client.POST("/_mock/clock/run-to-end")
      await client.POST("/_mock/clock/unfreeze")
      await client.GET("/_mock/clients")
      await client.POST("/_mock/tokens/expire")
      const { data: snapshot } = await client.POST("/_mock/snapshots")
      await client.POST("/_mock/snapshots/{id}/restore", {
        params: { path: { id: snapshot?.id ?? "" } }
      })
      await client.DELETE("/_mock/faxes/{messageId}", one)
      await client.DELETE("/_mock/faxes")
      await client.POST("/_mock/reset", { body: {} })
      expect(statuses.filter((status) => status >= 400)).toEqual([])
      expect([...asked].toSorted()).toEqual(await operationsOf("openapi-mock"))
      await proxy?.close()
    }
  )
})
