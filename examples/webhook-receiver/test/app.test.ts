import { Webhook } from "standardwebhooks"
import { afterAll, beforeEach, expect, it } from "vitest"
import { type FaxEnd, makeApp } from "../src/app.js"
import { openInbox } from "../src/inbox.js"

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
const ends: Array<FaxEnd> = []
beforeEach(() => {
  ends.length = 0
})

const inbox = openInbox(":memory:")
afterAll(inbox.close)
const app = makeApp({ secret, inbox, onEnd: (end) => ends.push(end) })

const delivered = JSON.stringify({
  type: "message.delivered",
  timestamp: "2026-01-02T03:04:05.000Z",
  data: { messageId: "0a1b", faxNumber: "13862345678", pages: 2 }
})

interface Given {
  readonly id?: string
  readonly body?: string
  /** Minutes ago. */
  readonly age?: number
  readonly headers?: Readonly<Record<string, string>>
}
const post = async ({ id = "evt_1", body = delivered, age = 0, headers = {} }: Given) => {
  const signedAt = new Date(Date.now() - age * 60_000)
  const signed = {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(signedAt.getTime() / 1000)),
    "webhook-signature": new Webhook(secret).sign(id, signedAt, body)
  }
  const sent = { ...signed, ...headers }
  return (await app.request("/fax-events", { method: "POST", body, headers: sent })).status
}

it("takes an event once, however often it comes", async () => {
  expect(await post({ id: "evt_twice" })).toBe(204)
  expect(await post({ id: "evt_twice" })).toBe(204)
  expect(await post({ id: "evt_twice", age: 1 })).toBe(204)
  expect(ends).toEqual([JSON.parse(delivered)].map(({ type, data }) => ({ type, data })))
})

for (const [what, given] of [
  ["another secret's signature", { headers: { "webhook-signature": "v1,c2lnbmF0dXJl" } }],
  ["half a signature", { headers: { "webhook-signature": "v1" } }],
  ["another event's id", { headers: { "webhook-id": "evt_other" } }],
  ["a timestamp put forward", { age: 10, headers: { "webhook-timestamp": "1767323045" } }],
  ["a signature of ten minutes ago", { age: 10 }],
  ["a signature of the future", { age: -10 }],
  ["no number for a time", { headers: { "webhook-timestamp": "now" } }]
] as const) {
  it(`refuses ${what}`, async () => {
    expect(await post(given)).toBe(401)
    expect(ends).toEqual([])
  })
}

it("refuses what is not signed, and what is too long", async () => {
  const bare = await app.request("/fax-events", { method: "POST", body: delivered })
  expect(bare.status).toBe(401)
  expect(await post({ body: " ".repeat(70_000), headers: { "content-length": "70000" } })).toBe(413)
})

it("leaves events alone that it does not know", async () => {
  expect(await post({ id: "evt_new", body: '{"type":"message.sung","data":{}}' })).toBe(204)
  expect(ends).toEqual([])
})
