import { FaxNumber, type Message, MessageId, SendId } from "@faxingcenter/core"
import { pagerOf } from "@faxingcenter/core/wire"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { describe, expect, it } from "vitest"
import { jsonType, serving } from "./serving.js"

/** The answers of the contract, character for character as JSON writes them. */
const line = (json: string) => json.replaceAll(/\n\s*/g, "").replaceAll(/": /g, `":`)

const sid = SendId.make("0a1b2c3d4e5f60718293a4b5c6d7e8f9")
const mids = [MessageId.make("1".repeat(32)), MessageId.make("2".repeat(32))] as const
const numbers = [FaxNumber.make("018555808797"), FaxNumber.make("13862345678")] as const
const bearer = { authorization: "Bearer 5f0cb1d1d5a2f8c3b6e7a9d0c4e2f1a3b5c7d9e10f21" }

const at = (time: string) =>
  DateTime.unsafeMakeZoned(time, { timeZone: DateTime.zoneMakeOffset(-4 * 3_600_000) })

const messages: ReadonlyArray<Message> = [
  {
    sendId: sid,
    messageId: mids[0],
    faxNumber: numbers[0],
    status: "processing",
    sentOn: at("2014-04-08T21:26:25Z")
  },
  {
    sendId: sid,
    messageId: mids[1],
    faxNumber: numbers[1],
    status: "delivered",
    sentOn: at("2014-04-08T21:26:25Z"),
    receivedOn: at("2014-04-08T21:27:41Z"),
    attempts: 1,
    pages: 2
  }
]

const page = line(`{
  "results": [
    {
      "sid": "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
      "mid": "11111111111111111111111111111111",
      "fax_number": "018555808797",
      "status": "1",
      "sent_on": "2014-04-08T17:26:25-04:00",
      "received_on": "",
      "attempts": "",
      "pages": ""
    },
    {
      "sid": "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
      "mid": "22222222222222222222222222222222",
      "fax_number": "13862345678",
      "status": "2",
      "sent_on": "2014-04-08T17:26:25-04:00",
      "received_on": "2014-04-08T17:27:41-04:00",
      "attempts": "1",
      "pages": "2"
    }
  ],
  "pager": {
    "pageCount": 1,
    "itemCountPerPage": 100,
    "first": 1,
    "current": 1,
    "last": 1,
    "currentItemCount": 2,
    "totalItemCount": 2,
    "firstItemNumber": 1,
    "lastItemNumber": 2
  }
}`)

const known = serving({
  authenticate: () =>
    Effect.succeed({
      token: Redacted.make("5f0cb1d1d5a2f8c3b6e7a9d0c4e2f1a3b5c7d9e10f21"),
      expiresIn: Duration.hours(1)
    }),
  clientOf: () => Effect.succeed({ clientId: "demo" }),
  submit: (fax) =>
    Effect.succeed({
      sendId: sid,
      messages: fax.recipients.map(({ number }, index) => ({
        messageId: mids[index] ?? mids[0],
        faxNumber: number,
        status: "processing"
      })),
      documentCount: fax.documents.length
    }),
  status: {
    ofSend: () => Effect.succeed({ messages, pager: pagerOf(2, 1) }),
    ofMessage: () => Effect.fromNullable(messages[1]).pipe(Effect.orDie)
  },
  find: () => Effect.succeed({ messages, pager: pagerOf(2, 1) })
})

describe("1. OAuth", () => {
  it("answers the contract's request with the contract's answer", async () => {
    const answer = await known.ask("/oauth", {
      method: "POST",
      headers: jsonType,
      body: `{"client_id":"demo","client_secret":"demo","grant_type":"client_credentials"}`
    })
    expect(answer.status).toBe(200)
    expect(answer.headers.get("content-type")).toBe("application/json")
    expect(answer.text).toBe(
      line(`{
        "access_token": "5f0cb1d1d5a2f8c3b6e7a9d0c4e2f1a3b5c7d9e10f21",
        "expires_in": 3600,
        "token_type": "Bearer"
      }`)
    )
  })
})

describe("2. Send", () => {
  const send = (body: string) =>
    known.ask("/api/rest/fax/send", {
      method: "POST",
      headers: { ...jsonType, ...bearer },
      body
    })

  it("answers a request of 2014-04-03 in that revision", async () => {
    const answer = await send(`{
      "receipients": [
        { "send_to": "018555808797", "reference": "first of two" },
        { "send_to": "13862345678", "reference": "second" }
      ],
      "documents": [{ "file_name": "hello.txt", "file_data": "SGVsbG8gZmF4", "order": "0" }],
      "reference": "order 4711"
    }`)
    expect(answer.status).toBe(201)
    expect(answer.text).toBe(
      line(`{
        "request_reference": "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
        "request_status": "1",
        "result": {
          "receipient_count": 2,
          "document_count": 1,
          "result": [
            {
              "reference": "11111111111111111111111111111111",
              "send_to": "018555808797",
              "status": "1"
            },
            {
              "reference": "22222222222222222222222222222222",
              "send_to": "13862345678",
              "status": "1"
            }
          ]
        }
      }`)
    )
  })

  it("answers a request of 2014-04-09 in that revision", async () => {
    const answer = await send(`{
      "receipients": [{ "fax_number": "018555808797" }, { "fax_number": "13862345678" }],
      "documents": [{ "file_name": "hello.txt", "file_data": "SGVsbG8gZmF4", "order": 0 }]
    }`)
    expect(answer.status).toBe(201)
    expect(answer.text).toBe(
      line(`{
        "sid": "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
        "result": {
          "total_documents": 1,
          "receipients": [
            {
              "mid": "11111111111111111111111111111111",
              "fax_number": "018555808797",
              "status": "1"
            },
            { "mid": "22222222222222222222222222222222", "fax_number": "13862345678", "status": "1" }
          ]
        }
      }`)
        .replaceAll("{ ", "{")
        .replaceAll(" }", "}")
        .replaceAll(", ", ",")
    )
  })

  it("hands over the whole fax: numbers, references, bytes in order", async () => {
    const { ask, authorization, fake } = serving()
    await ask("/api/rest/fax/send", {
      method: "POST",
      headers: { "content-type": "Application/JSON; charset=utf-8", ...(await authorization()) },
      body: `{
        "receipients": [{ "send_to": "018555808797", "reference": 7 }],
        "documents": [
          { "file_name": "second.bin", "file_data": "AP8Q", "order": "1" },
          { "file_name": "erster Brief ü.txt", "file_data": "SGVs\\nbG8=", "order": 0, "more": 1 }
        ],
        "reference": "order 4711",
        "unknown": {}
      }`
    })
    expect(fake.jobs).toMatchObject([
      {
        owner: "demo",
        reference: "order 4711",
        messages: [{ faxNumber: "018555808797" }],
        documents: [
          { fileName: "erster Brief ü.txt", bytes: new TextEncoder().encode("Hello") },
          { fileName: "second.bin", bytes: Uint8Array.of(0, 255, 16) }
        ]
      }
    ])
  })
})

describe("3. Status", () => {
  it.each([`sid=${sid}`, `sid=${sid}&p=1`])("answers %s", async (query) => {
    const answer = await known.ask(`/api/rest/fax/status?${query}`, { headers: bearer })
    expect(answer.status).toBe(200)
    expect(answer.text).toBe(page)
  })

  it.each([`mid=${mids[1]}`, `sid=${sid}&mid=${mids[1]}`])("answers %s", async (query) => {
    const answer = await known.ask(`/api/rest/fax/status?${query}`, { headers: bearer })
    expect(answer.status).toBe(200)
    expect(answer.json).toEqual({
      results: [JSON.parse(page).results[1]],
      pager: {
        ...JSON.parse(page).pager,
        currentItemCount: 1,
        totalItemCount: 1,
        lastItemNumber: 1
      }
    })
  })
})

describe("4. Search", () => {
  it.each([
    "from_date=2014-01-30T00%3A00%3A00-5%3A00&to_date=2014-04-08T17%3A26%3A25-04%3A00",
    "from_date=2014-04-08T17:26:25Z&to_date=2014-04-30T17:26:25Z&p=1&status=2&user_id=4",
    "from_date=04/01/2014&to_date=04/30/2014&fax_number=13862345678",
    "from_date=04%2F01%2F2014&to_date=04%2F30%2F2014&fax_number=%2B13862345678"
  ])("answers %s", async (query) => {
    const answer = await known.ask(`/api/rest/fax/search?${query}`, { headers: bearer })
    expect(answer.status).toBe(200)
    expect(answer.text).toBe(page)
  })

  it("finds a message by its own sent_on as both ends, as the Java client asks", async () => {
    const { ask, authorization } = serving()
    const headers = await authorization()
    await ask("/api/rest/fax/send", {
      method: "POST",
      headers: { ...jsonType, ...headers },
      body: `{"receipients":[{"send_to":"13862345678"}],"documents":[{"file_name":"a","file_data":"AAAA","order":"0"}]}`
    })
    const time = "2014-04-08T17:26:25-04:00"
    const { json } = await ask(`/api/rest/fax/search?from_date=${time}&to_date=${time}`, {
      headers
    })
    expect(json).toMatchObject({ results: [{ sent_on: time }], pager: { totalItemCount: 1 } })
    const { json: none } = await ask(
      `/api/rest/fax/search?from_date=${time}&to_date=${time}&status=3`,
      { headers }
    )
    expect(none).toEqual({
      results: [],
      pager: {
        pageCount: 1,
        itemCountPerPage: 100,
        first: 1,
        current: 1,
        last: 1,
        currentItemCount: 0,
        totalItemCount: 0,
        firstItemNumber: 0,
        lastItemNumber: 0
      }
    })
  })
})

describe("6. Errors", () => {
  it("gives an invalid number as the contract does, and the place beside it", async () => {
    const answer = await known.ask("/api/rest/fax/send", {
      method: "POST",
      headers: { ...jsonType, ...bearer },
      body: `{"receipients":[{"send_to":"12ab5"}],"documents":[]}`
    })
    expect(answer.status).toBe(406)
    expect(answer.headers.get("content-type")).toBe("application/problem+json")
    expect(answer.text).toBe(
      JSON.stringify({
        code: 100,
        culprit: "12ab5",
        type: "http://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html",
        title: "Not Acceptable",
        status: 406,
        detail: "Phone number is invalid",
        errors: [
          {
            pointer: "/receipients/0/send_to",
            detail:
              "the number has characters that are not digits; give digits only, with at most one + in front"
          }
        ]
      })
    )
  })
})
