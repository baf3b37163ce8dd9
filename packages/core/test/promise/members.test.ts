import { describe, expect, it } from "vitest"
import { FaxingCenter, Rejected } from "../../src/promise/index.js"
import { clientOf, page, receipt } from "./fakeFetch.js"

const sendId = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
const to = "018555808797"
const bytes = new TextEncoder().encode("Hello fax")
const hello = { name: "hello.txt", data: bytes }
const fax = { to, documents: hello }
const [from, until] = [new Date(0), new Date(1)]
const account = { clientId: "demo", clientSecret: "demo" }

/** What a program of plain JavaScript gives to a call, and the member that is wrong with it. */
type Wrong = readonly [given: ReadonlyArray<unknown>, member: string, meant?: string]

/** Options as the last of what a call is given, wrong in each way that every call knows. */
const everyCall = (...before: ReadonlyArray<unknown>): ReadonlyArray<Wrong> => [
  [[...before, "quickly"], "options"],
  [[...before, null], "options"],
  [[...before, { signal: true }], "signal"],
  [[...before, { sginal: new AbortController().signal }], "sginal", "signal"],
  [[...before, { whatever: 1 }], "whatever"]
]

const searches: ReadonlyArray<Wrong> = [
  [[], "query"],
  [[7], "query"],
  [[{}], "from"],
  [[{ from: "2014-04-01", to: until }], "from"],
  [[{ from: new Date("nonsense"), to: until }], "from"],
  [[{ from, until }], "to"],
  [[{ from, to: until, number: 18555808797 }], "number"],
  [[{ from, to: until, number: "call me" }], "number"],
  [[{ from, to: until, status: "done" }], "status"],
  [[{ from, to: until, status: 2 }], "status"],
  [[{ from, to: until, userId: 7 }], "userId"],
  [[{ from, to: until, page: 0 }], "page"],
  [[{ from, to: until, pgae: 2 }], "pgae", "page"],
  [[{ from, to: until, fax_number: to }], "fax_number"],
  [[{ from, to: until, page: "2" }], "page"],
  ...everyCall({ from, to: until })
]

const ids = (name: string): ReadonlyArray<Wrong> => [
  [[], name],
  [[42], name],
  [["42"], name],
  [[{ sendId }], name],
  ...everyCall(sendId)
]

const watches: ReadonlyArray<Wrong> = [
  ...ids("sendId"),
  [[sendId, { interval: 0 }], "interval"],
  [[sendId, { interval: "1 second" }], "interval"],
  [[sendId, { budget: Number.NaN }], "budget"],
  [[sendId, { budget: -1 }], "budget"],
  [[sendId, { budgets: 9 }], "budgets", "budget"],
  [[sendId, { Interval: 9 }], "Interval", "interval"]
]

const received: ReadonlyArray<Wrong> = [
  [[7], "query"],
  [[{ unread: "yes" }], "unread"],
  [[{ to: 4711 }], "to"],
  [[{ from: 18555808797 }], "from"],
  [[{ since: "2014-04-01" }], "since"],
  [[{ until: new Date("nonsense") }], "until"],
  [[{ before: 7 }], "before"],
  [[{ limit: 0 }], "limit"],
  [[{ limit: 501 }], "limit"],
  [[{ untill: until }], "untill", "until"],
  ...everyCall({})
]

const wrong: Readonly<Record<string, ReadonlyArray<Wrong>>> = {
  authenticate: everyCall(),
  received,
  receivedAll: received,
  receivedFax: ids("receivedFaxId"),
  receivedDocument: [
    ...ids("receivedFaxId"),
    [[sendId, { format: "gif" }], "format"],
    [[sendId, { page: 0 }], "page"],
    [[sendId, { fromat: "pdf" }], "fromat", "format"]
  ],
  markRead: [...ids("receivedFaxId"), [[sendId, { read: "yes" }], "read"]],
  redeliver: ids("receivedFaxId"),
  removeReceived: ids("receivedFaxId"),
  watchReceived: [[[{ interval: 0 }], "interval"], ...everyCall()],
  send: [
    [[], "fax"],
    [[to], "fax"],
    [[{ receipients: [to], documents: hello }], "to"],
    [[{ to: [], documents: hello }], "to"],
    [[{ to: 18555808797, documents: hello }], "to.number"],
    [[{ to: [to, { nunber: to }], documents: hello }], "to[1].number"],
    [[{ to: [to, null], documents: hello }], "to[1].number"],
    [[{ to: { number: to, reference: 7 }, documents: hello }], "to.reference"],
    [[{ to: [to, "call me"], documents: hello }], "to[1]"],
    [[{ to, document: hello }], "documents"],
    [[{ to, documents: [] }], "documents"],
    [[{ to, documents: "order.pdf" }], "documents"],
    [[{ to, documents: { name: "a.pdf", content: bytes } }], "documents.data"],
    [[{ to, documents: [hello, { filename: "a.pdf", data: bytes }] }], "documents[1].name"],
    [[{ to, documents: [{ name: "a.txt", data: "text" }] }], "documents[0].data"],
    [[{ to, documents: [{ ...hello, size: "9" }] }], "documents[0].size"],
    [[{ to, documents: [{ ...hello, order: "0" }] }], "documents[0].order"],
    [[{ to, documents: [{ path: 7 }] }], "documents[0].path"],
    [[{ to, documents: [{ path: "a.pdf", name: 7 }] }], "documents[0].name"],
    [[{ to, documents: [new Blob([bytes])] }], "documents[0]"],
    [[{ ...fax, reference: 4711 }], "reference"],
    [[{ ...fax, refrence: "4711" }], "refrence", "reference"],
    [[{ ...fax, cover: "4711" }], "cover"],
    [[{ ...fax, to: { number: to, refernce: "4711" } }], "to.refernce", "reference"],
    [[{ ...fax, documents: [{ ...hello, oder: 1 }] }], "documents[0].oder", "order"],
    [[{ ...fax, documents: [{ path: "a.pdf", nmae: "b.pdf" }] }], "documents[0].nmae", "name"],
    [[fax, { idempotencykey: "4711" }], "idempotencykey", "idempotencyKey"],
    [[fax, { idempotencyKey: 4711 }], "idempotencyKey"],
    [[fax, { idempotencyKey: "order 4711" }], "idempotencyKey"],
    ...everyCall(fax)
  ],
  status: [...ids("sendId"), [[sendId, 2], "options"], [[sendId, { page: 0 }], "page"]],
  statusAll: ids("sendId"),
  message: [...ids("messageId"), [[sendId, { sendId: 42 }], "sendId"]],
  search: searches,
  searchAll: searches,
  watch: watches,
  wait: watches
}

const clients: ReadonlyArray<Wrong> = [
  [[], "options"],
  [["demo", "demo"], "options"],
  [[{ clientID: "demo", clientSecret: "demo" }], "clientId"],
  [[{ clientId: "demo", secret: "demo" }], "clientSecret"],
  [[{ ...account, baseUrl: "api.faxingcenter.com" }], "baseUrl"],
  [[{ ...account, baseUrl: "localhost:8025" }], "baseUrl"],
  [[{ ...account, baseUrl: "" }], "baseUrl"],
  [[{ ...account, baseUrl: new URL("http://127.0.0.1") }], "baseUrl"],
  [[{ ...account, revision: "2014" }], "revision"],
  [[{ ...account, timeout: 0 }], "timeout"],
  [[{ ...account, timeout: "30 seconds" }], "timeout"],
  [[{ ...account, sendTimeout: Number.NaN }], "sendTimeout"],
  [[{ ...account, maxRetries: -1 }], "maxRetries"],
  [[{ ...account, maxRetries: 1.5 }], "maxRetries"],
  [[{ ...account, fetch: "fetch" }], "fetch"],
  [[{ ...account, allowTestNumbers: "yes" }], "allowTestNumbers"],
  [[{ ...account, baseURL: "http://127.0.0.1" }], "baseURL", "baseUrl"],
  [[{ ...account, base_url: "http://127.0.0.1" }], "base_url", "baseUrl"],
  [[{ ...account, retries: 0 }], "retries"],
  [[{ ...account, timeOut: 1 }], "timeOut", "timeout"]
]

const isIterable = (value: unknown): value is AsyncGenerator =>
  typeof value === "object" && value !== null && Symbol.asyncIterator in value

/** What a call fails with, however it fails. */
const failureOf = async (call: () => unknown): Promise<unknown> => {
  try {
    const result = call()
    await (isIterable(result) ? result.next() : result)
  } catch (error) {
    return error
  }
  return undefined
}

const saysOf = (error: unknown, [, member, meant]: Wrong) => {
  expect(error).toBeInstanceOf(Error)
  const { culprit, message, name, place } = Object(error)
  expect(["Rejected", "InvalidNumber", "DocumentMissing"]).toContain(name)
  // It is named as the culprit, as the place, or, where the culprit is a value, by the message.
  expect([culprit, place, message.split(" ")[0]]).toContain(member)
  if (meant !== undefined) expect(message).toContain(`did you mean ${meant}?`)
  expect(message).not.toMatch(/undefined \(reading|is not a function|is not iterable/)
}

describe("plain JavaScript is told which member is wrong, before anything is sent, by", () => {
  it("every method", () => {
    const methods = Object.getOwnPropertyNames(FaxingCenter.prototype)
    expect(Object.keys(wrong).sort()).toEqual(
      methods.filter((name) => name !== "constructor").sort()
    )
  })

  it.each(Object.entries(wrong))("%s", async (name, all) => {
    const { fax: client, seen } = clientOf([page])
    for (const one of all) {
      saysOf(await failureOf(() => Reflect.get(client, name).apply(client, one[0])), one)
    }
    expect(seen).toEqual([])
  })

  it("the constructor", async () => {
    for (const one of clients) {
      const error = await failureOf(() => Reflect.construct(FaxingCenter, one[0]))
      expect(error).toBeInstanceOf(Rejected)
      saysOf(error, one)
    }
  })

  it("and no more than that: members of its own and such as are undefined are let through", async () => {
    const { fax: client, seen } = clientOf([receipt], { revision: undefined })
    const row = { number: to, id: 7, company: "Chairs Ltd", reference: "4711" }
    const upload = { ...hello, mimetype: "text/plain", encoding: "7bit", date: new Date(0) }
    const given = { to: row, documents: upload, cover: undefined }
    await client.send(given, { signal: undefined })
    expect(seen).toHaveLength(1)
  })
})
