// Makes one call after the other with a client, and tells the processor's time for each and the most memory.
import { createRequire } from "node:module"
import { pathToFileURL } from "node:url"
import { Document, FaxClient, FaxNumber, Send } from "@faxingcenter/core"
import { layer as nodeHttp } from "@faxingcenter/core/node"
import { FaxingCenter } from "@faxingcenter/core/promise"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"

const [who = "", port = "", size = "", calls = "", folder = ""] = process.argv.slice(2)
const url = `http://127.0.0.1:${port}`
const bytes = new Uint8Array(Number(size)).fill(65)
const required = (name: string) => import(pathToFileURL(createRequire(folder).resolve(name)).href)

const makers: Readonly<Record<string, () => Promise<() => Promise<unknown>>>> = {
  undici: async () => {
    const { Pool } = await required("undici")
    const pool = new Pool(url, { connections: 1 })
    const headers = { "content-type": "application/json", authorization: "Bearer any" }
    return async () => {
      const body = JSON.stringify({
        receipients: [{ send_to: "018555808797" }],
        documents: [
          { file_name: "a.txt", file_data: Buffer.from(bytes).toString("base64"), order: "0" }
        ]
      })
      const answer = await pool.request({
        path: "/api/rest/fax/send",
        method: "POST",
        headers,
        body
      })
      return answer.body.json()
    }
  },
  stripe: async () => {
    const { default: Stripe } = await required("stripe")
    const stripe = new Stripe("sk_test_any", {
      host: "127.0.0.1",
      port,
      protocol: "http",
      telemetry: false
    })
    const text = Buffer.from(bytes).toString()
    return () => stripe.customers.create({ description: text })
  },
  "ours, promises": async () => {
    const fax = new FaxingCenter({ clientId: "demo", clientSecret: "demo", baseUrl: url })
    return () => fax.send({ to: "018555808797", documents: [{ name: "a.txt", data: bytes }] })
  },
  "ours, Effect": async () => {
    const runtime = ManagedRuntime.make(
      FaxClient.layer({
        clientId: "demo",
        clientSecret: Redacted.make("demo"),
        baseUrl: url
      }).pipe(Layer.provide(nodeHttp()))
    )
    const sending = Send.submit({
      recipients: [{ number: FaxNumber.make("018555808797") }],
      documents: [Document.fromBytes("a.txt", bytes)]
    })
    return () => runtime.runPromise(sending)
  }
}

const call = await makers[who]?.()
if (call === undefined) throw new Error(`there is no client ${who}`)
const count = Number(calls)
for (let i = 0; i < count; i++) await call()
const before = process.cpuUsage()
for (let i = 0; i < count; i++) await call()
const { system, user } = process.cpuUsage(before)
const memory = process.resourceUsage().maxRSS / 1024
process.send?.({ micros: (system + user) / count, memory })
process.exit(0)
