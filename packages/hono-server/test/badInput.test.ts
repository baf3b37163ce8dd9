import { describe, expect, it } from "vitest"
import { jsonType, serving } from "./serving.js"

const recipient = { send_to: "018555808797" }
const document = { file_name: "a.pdf", file_data: "AAAA", order: "0" }
const good = { receipients: [recipient], documents: [document] }
const documentWith = (change: object) => ({ ...good, documents: [{ ...document, ...change }] })
const to = (send_to: unknown) => ({ ...good, receipients: [{ send_to }] })

/** What is sent, and what the answer has. */
type Row = readonly [name: string, body: unknown, status: number, answer: object]

const pointer = (place: string) => ({ errors: [{ pointer: place }] })

const sends: ReadonlyArray<Row> = [
  [
    "a number with letters",
    to("1386abc"),
    406,
    { code: 100, culprit: "1386abc", ...pointer("/receipients/0/send_to") }
  ],
  ["a number that is too short", to("123"), 406, { code: 100, culprit: "123" }],
  ["a number that is too long", to("1".repeat(16)), 406, { code: 100, culprit: "1".repeat(16) }],
  ["an endless number", to("1".repeat(100_000)), 406, { code: 100, culprit: "1".repeat(200) }],
  ["an empty number", to(""), 406, { code: 100, culprit: "" }],
  ["a number that is null", to(null), 406, { code: 100, culprit: "" }],
  ["a recipient without a number", { ...good, receipients: [{}] }, 406, { code: 100, culprit: "" }],
  ["a number that is an object", to({}), 400, { culprit: "receipients[0].send_to" }],
  [
    "a document without data",
    documentWith({ file_data: undefined }),
    406,
    { code: 110, culprit: "a.pdf", ...pointer("/documents/0/file_data") }
  ],
  [
    "a document with empty data",
    documentWith({ file_data: "" }),
    406,
    { code: 110, culprit: "a.pdf" }
  ],
  [
    "data that is not base64",
    documentWith({ file_data: "a-b_" }),
    406,
    { code: 110, culprit: "a.pdf" }
  ],
  [
    "base64 that is cut off",
    documentWith({ file_data: "AAAAA" }),
    406,
    { code: 110, culprit: "a.pdf" }
  ],
  ["data that is a number", documentWith({ file_data: 5 }), 406, { code: 110, culprit: "a.pdf" }],
  [
    "half of a character in a reference",
    { ...good, receipients: [{ ...recipient, reference: "Ann \ud83d" }] },
    400,
    { culprit: "receipients[0].reference" }
  ],
  ["a NUL in a job's reference", { ...good, reference: "a\0b" }, 400, { culprit: "reference" }],
  [
    "half of a character in a file name",
    documentWith({ file_name: "\udfff.pdf" }),
    400,
    { culprit: "documents[0].file_name" }
  ],
  ["no recipients", { ...good, receipients: [] }, 400, { culprit: "receipients" }],
  ["no receipients member", { documents: [document] }, 400, { culprit: "receipients" }],
  [
    "recipients spelt right",
    { recipients: [recipient], documents: [document] },
    400,
    { culprit: "receipients" }
  ],
  ["no documents", { ...good, documents: [] }, 406, { code: 110, culprit: "documents" }],
  ["no documents member", { receipients: [recipient] }, 406, { code: 110, culprit: "documents" }],
  [
    "both send_to and fax_number",
    { ...good, receipients: [{ send_to: "13862345678", fax_number: "13862345678" }] },
    400,
    { culprit: "receipients[0]" }
  ],
  [
    "two revisions in one request",
    { ...good, receipients: [recipient, { fax_number: "13862345678" }] },
    400,
    { culprit: "receipients[1]" }
  ],
  [
    "two documents of one order",
    { ...good, documents: [document, { ...document, order: 0 }] },
    400,
    { culprit: "documents" }
  ],
  [
    "a document without an order",
    documentWith({ order: undefined }),
    400,
    { culprit: "documents[0].order" }
  ],
  [
    "an order that is no number",
    documentWith({ order: "first" }),
    400,
    { culprit: "documents[0].order" }
  ],
  ["an order below 0", documentWith({ order: -1 }), 400, { culprit: "documents[0].order" }],
  [
    "a document without a name",
    documentWith({ file_name: "" }),
    400,
    { culprit: "documents[0].file_name" }
  ],
  ["malformed JSON", `{"receipients":[`, 400, { culprit: "" }],
  ["an empty body", "", 400, { culprit: "" }],
  ["JSON that is no object", "[]", 400, { title: "Bad Request" }],
  ["JSON null", "null", 400, { culprit: "" }],
  ["JSON of another shape", { receipients: "018555808797" }, 400, { culprit: "receipients" }],
  ["documents of another shape", { ...good, documents: {} }, 400, { culprit: "documents" }]
]

/** A body of known length is parsed at once, and one of unknown length as it comes. */
const lengths = {
  "with a length": (body: string) => ({ "content-length": String(Buffer.byteLength(body)) }),
  "without a length": () => ({})
}

describe.each(Object.entries(lengths))("a send %s", (_length, lengthOf) => {
  it.each(sends)(
    "with %s is refused, and nothing is sent",
    async (_name, given, status, expected) => {
      const { ask, authorization, fake } = serving()
      const body = typeof given === "string" ? given : JSON.stringify(given)
      const answer = await ask("/api/rest/fax/send", {
        method: "POST",
        headers: { ...jsonType, ...lengthOf(body), ...(await authorization()) },
        body
      })
      expect(answer.status).toBe(status)
      expect(answer.headers.get("content-type")).toBe("application/problem+json")
      expect(answer.json).toMatchObject({ status, ...expected })
      expect(String(answer.json.detail)).not.toBe("")
      expect(fake.jobs).toEqual([])
    }
  )
})

describe("a send", () => {
  it("is refused as a whole when one of many numbers is invalid", async () => {
    const { ask, authorization, fake } = serving()
    const answer = await ask("/api/rest/fax/send", {
      method: "POST",
      headers: { ...jsonType, ...(await authorization()) },
      body: JSON.stringify({ ...good, receipients: [recipient, { send_to: "x" }, recipient] })
    })
    expect(answer.json).toMatchObject({
      code: 100,
      culprit: "x",
      ...pointer("/receipients/1/send_to")
    })
    expect(fake.jobs).toEqual([])
  })

  it("that is not UTF-8 is refused", async () => {
    const { ask, authorization } = serving()
    const answer = await ask("/api/rest/fax/send", {
      method: "POST",
      headers: { ...jsonType, ...(await authorization()) },
      body: Uint8Array.of(0x22, 0xff, 0x22)
    })
    expect(answer.json).toMatchObject({ status: 400, detail: "The body is not UTF-8 text" })
  })

  it.each([
    [{ "content-type": "application/x-www-form-urlencoded" }, "application/x-www-form-urlencoded"],
    [{ "content-type": "text/plain" }, "text/plain"],
    [{ ...jsonType, "content-encoding": "gzip" }, "gzip"]
  ])("of another kind, %o, is refused with 415", async (headers, culprit) => {
    const { ask, authorization } = serving()
    const answer = await ask("/api/rest/fax/send", {
      method: "POST",
      headers: { ...headers, ...(await authorization()) },
      body: JSON.stringify(good)
    })
    expect(answer.json).toMatchObject({ status: 415, culprit })
  })

  it("without a content type is refused with 415", async () => {
    const { ask, authorization } = serving()
    const answer = await ask("/api/rest/fax/send", {
      method: "POST",
      headers: await authorization(),
      body: new TextEncoder().encode(JSON.stringify(good))
    })
    expect(answer.json).toMatchObject({ status: 415, culprit: "" })
  })
})

describe("a body over the limit", () => {
  const body = new TextEncoder().encode(JSON.stringify(good))
  const streamed = () =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of body) controller.enqueue(Uint8Array.of(byte))
        controller.close()
      }
    })

  it.each([
    ["with a length", { "content-length": String(body.length) }, () => body],
    ["without a length", {}, streamed],
    ["with a length that is too small", { "content-length": "1" }, () => body],
    ["with a length that is no number", { "content-length": "-1" }, streamed]
  ])("is refused with 413 %s", async (_name, headers, content) => {
    const { ask, authorization, fake } = serving({ bodyLimit: body.length - 1 })
    const answer = await ask("/api/rest/fax/send", {
      method: "POST",
      headers: { ...jsonType, ...headers, ...(await authorization()) },
      body: content(),
      duplex: "half"
    })
    expect(answer.json).toMatchObject({ status: 413, title: "Request Entity Too Large" })
    expect(answer.json.detail).toContain(`${body.length - 1} bytes`)
    expect(fake.jobs).toEqual([])
  })

  it.each([
    ["with a length", { "content-length": String(body.length) }, () => body],
    ["without a length", {}, streamed]
  ])("but one at the limit is taken, %s", async (_name, headers, content) => {
    const { ask, authorization } = serving({ bodyLimit: body.length })
    const answer = await ask("/api/rest/fax/send", {
      method: "POST",
      headers: { ...jsonType, ...headers, ...(await authorization()) },
      body: content(),
      duplex: "half"
    })
    expect(answer.status).toBe(201)
  })

  it("of a token request is refused, too", async () => {
    const { ask } = serving()
    const answer = await ask("/oauth", {
      method: "POST",
      headers: jsonType,
      body: JSON.stringify({ client_id: "a".repeat(100_000) })
    })
    expect(answer.status).toBe(413)
  })
})

describe("a body that never ends", () => {
  const endless = (chunk: Uint8Array | undefined) =>
    new ReadableStream<Uint8Array>({
      start: (controller) => (chunk === undefined ? undefined : controller.enqueue(chunk))
    })

  it.each([
    ["without a byte", undefined, {}],
    ["after a byte", Uint8Array.of(0x7b), {}],
    ["with a length", Uint8Array.of(0x7b), { "content-length": "100" }]
  ])("is refused with 408 %s", async (_name, chunk, headers) => {
    const { ask, authorization } = serving({ bodyTimeout: "20 millis" })
    const answer = await ask("/api/rest/fax/send", {
      method: "POST",
      headers: { ...jsonType, ...headers, ...(await authorization()) },
      body: endless(chunk),
      duplex: "half"
    })
    expect(answer.json).toMatchObject({ status: 408, title: "Request Timeout" })
  })

  it("that breaks off is refused, and nothing is sent", async () => {
    const { ask, authorization, fake } = serving()
    const answer = await ask("/api/rest/fax/send", {
      method: "POST",
      headers: { ...jsonType, ...(await authorization()) },
      body: new ReadableStream({
        start: (controller) => controller.error(new Error("connection lost"))
      }),
      duplex: "half"
    })
    expect(answer.json).toMatchObject({ status: 400 })
    expect(fake.jobs).toEqual([])
  })
})

const range = "from_date=04/01/2014&to_date=04/30/2014"
const id = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"

const reads: ReadonlyArray<readonly [query: string, status: number, answer: object]> = [
  ["status", 400, { culprit: "sid" }],
  ["status?sid=", 400, { culprit: "sid" }],
  ["status?sid=12", 400, { culprit: "sid", detail: "sid must be 32 hexadecimal digits" }],
  [`status?sid=${id}&mid=zz`, 400, { culprit: "mid" }],
  [`status?sid=${id}0`, 400, { culprit: "sid" }],
  [
    `status?sid=${id}&sid=${id}`,
    400,
    { culprit: "sid", detail: "sid is given more than once; give it once" }
  ],
  [`status?sid=${id}&p=0`, 400, { culprit: "p" }],
  [`status?sid=${id}`, 404, { culprit: id }],
  [`status?mid=${id}`, 404, { culprit: id }],
  [`status?sid=${id}&mid=${id}`, 404, { culprit: id }],
  ["search", 400, { culprit: "from_date" }],
  [
    "search?to_date=04/01/2014",
    400,
    { culprit: "from_date", detail: "from_date is missing; both ends of the range are required" }
  ],
  ["search?from_date=04/01/2014", 400, { culprit: "to_date" }],
  ["search?from_date=&to_date=04/01/2014", 400, { culprit: "from_date" }],
  ["search?from_date=yesterday&to_date=04/01/2014", 400, { culprit: "from_date" }],
  ["search?from_date=02/30/2014&to_date=04/01/2014", 400, { culprit: "from_date" }],
  ["search?from_date=04/01/2014&to_date=2014-04-31", 400, { culprit: "to_date" }],
  [
    "search?from_date=04/02/2014&to_date=04/01/2014",
    400,
    { culprit: "from_date", detail: "from_date is after to_date; exchange them" }
  ],
  [`search?${range}&p=0`, 400, { culprit: "p", detail: "p must be a page number from 1" }],
  [`search?${range}&p=-1`, 400, { culprit: "p" }],
  [`search?${range}&p=abc`, 400, { culprit: "p" }],
  [`search?${range}&p=1.5`, 400, { culprit: "p" }],
  [`search?${range}&p=0x10`, 400, { culprit: "p" }],
  [`search?${range}&p=1&p=2`, 400, { culprit: "p" }],
  [`search?${range}&p=1000000000`, 404, { culprit: "1000000000" }],
  [`search?${range}&p=2`, 404, { culprit: "2" }],
  [
    `search?${range}&status=4`,
    400,
    { culprit: "status", detail: "status must be 1 (processing), 2 (delivered) or 3 (failed)" }
  ],
  [`search?${range}&status=delivered`, 400, { culprit: "status" }],
  [`search?${range}&fax_number=12ab5`, 406, { code: 100, culprit: "12ab5" }],
  [`search?${range}&fax_number=+`, 406, { code: 100, culprit: "+" }],
  [`search?${range}&fax_number=%zz`, 406, { code: 100, culprit: "%zz" }],
  ["search?%zz=%ff", 400, { culprit: "from_date" }]
]

describe("a read", () => {
  it.each(reads)("%s is answered %i, naming the place", async (query, status, expected) => {
    const { ask, authorization } = serving()
    const answer = await ask(`/api/rest/fax/${query}`, { headers: await authorization() })
    expect(answer.headers.get("content-type")).toBe("application/problem+json")
    expect(answer.json).toMatchObject({ status, ...expected })
  })

  it("of another account's fax finds nothing", async () => {
    const { ask, authorization, fake } = serving()
    await ask("/api/rest/fax/send", {
      method: "POST",
      headers: { ...jsonType, ...(await authorization()) },
      body: JSON.stringify(good)
    })
    const [job] = fake.jobs
    const headers = await authorization("other")
    const status = await ask(`/api/rest/fax/status?sid=${job?.sendId}`, { headers })
    expect(status.json).toMatchObject({ status: 404, culprit: job?.sendId })
  })
})

describe("an empty query member", () => {
  it("is one that was not given", async () => {
    const { ask, authorization } = serving()
    const headers = await authorization()
    await ask("/api/rest/fax/send", {
      method: "POST",
      headers: { ...jsonType, ...headers },
      body: JSON.stringify(good)
    })
    const today = "from_date=01/01/1970&to_date=12/31/2999"
    const plain = await ask(`/api/rest/fax/search?${today}`, { headers })
    expect(plain.json).toMatchObject({ results: [{ fax_number: "018555808797" }] })
    const members = ["fax_number", "status", "p", "user_id", "unknown"]
    for (const empty of [...members.map((name) => `${name}=`), `${members.join("=&")}=`, "&&"]) {
      const answer = await ask(`/api/rest/fax/search?${empty}&${today}&${empty}`, { headers })
      expect([empty, answer.json]).toEqual([empty, plain.json])
    }
    const [first] = Object.values(plain.json).flat()
    const { mid } = Object(first)
    const ofOne = await ask(`/api/rest/fax/status?sid=&mid=${mid}&p=`, { headers })
    expect(ofOne.json).toMatchObject({ results: [{ mid }] })
  })
})

describe("a token", () => {
  const paths = [
    ["POST", "send"],
    ["GET", "status"],
    ["GET", "search"]
  ] as const

  it.each(paths)("that is missing: %s %s is challenged without an error", async (method, path) => {
    const { ask } = serving()
    const answer = await ask(`/api/rest/fax/${path}`, { method })
    expect(answer.json).toMatchObject({ status: 401, title: "Unauthorized" })
    expect(answer.headers.get("www-authenticate")).toBe(`Bearer realm="faxingcenter"`)
  })

  it.each(paths)("that never existed: %s %s is told so", async (method, path) => {
    const { ask } = serving()
    const answer = await ask(`/api/rest/fax/${path}`, {
      method,
      headers: { authorization: "Bearer 0123" }
    })
    expect(answer.status).toBe(401)
    expect(answer.headers.get("www-authenticate")).toBe(
      `Bearer realm="faxingcenter", error="invalid_token"`
    )
  })

  it("that has expired is told so", async () => {
    const { ask, authorization, fake } = serving()
    const headers = await authorization()
    fake.expireTokens()
    const answer = await ask(`/api/rest/fax/status?sid=${id}`, { headers })
    expect(answer.headers.get("www-authenticate")).toContain(`error="invalid_token"`)
  })

  it.each(["Basic ZGVtbzpkZW1v", "Bearer", "Bearer a b", "Bearer é", "bearer"])(
    "given as %o is refused",
    async (authorization) => {
      const { ask } = serving()
      const headers = { authorization: encodeURI(authorization) }
      const answer = await ask(`/api/rest/fax/status?sid=${id}`, { headers })
      expect(answer.status).toBe(401)
    }
  )

  it("is asked for before a byte of the body is read", async () => {
    const { ask } = serving()
    let pulls = 0
    const body = new ReadableStream(
      {
        pull(controller) {
          pulls += 1
          controller.enqueue(new Uint8Array(1000))
        }
      },
      { highWaterMark: 0 }
    )
    const answer = await ask("/api/rest/fax/send", {
      method: "POST",
      headers: { ...jsonType, authorization: "Bearer 0123" },
      body,
      duplex: "half"
    })
    expect(answer.status).toBe(401)
    expect(pulls).toBe(0)
  })
})

describe("an address", () => {
  it.each([
    ["/oauth", "POST, OPTIONS"],
    ["/api/rest/fax/send", "POST, OPTIONS"],
    ["/api/rest/fax/status", "GET, HEAD, OPTIONS"],
    ["/api/rest/fax/search", "GET, HEAD, OPTIONS"],
    ["/openapi.json", "GET, HEAD, OPTIONS"]
  ])("%s answers OPTIONS, and refuses what is not of %s", async (path, allow) => {
    const { app, ask } = serving()
    const options = await app.request(path, { method: "OPTIONS" })
    expect([options.status, options.headers.get("allow")]).toEqual([204, allow])
    const all = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "PROPFIND"]
    for (const method of all.filter((one) => !allow.split(", ").includes(one))) {
      const answer = await ask(path, { method })
      expect([method, answer.status, answer.headers.get("allow")]).toEqual([method, 405, allow])
    }
  })

  it.each(["/", "/api", "/oauth/", "/api/rest/fax", "/api/rest/fax/send/1", "/..%2f", "/%zz"])(
    "that is unknown, %s, is answered 404",
    async (path) => {
      const answer = await serving().ask(path)
      expect(answer.json).toMatchObject({ status: 404, title: "Not Found" })
    }
  )

  it.each([`/api/rest/fax/search?${range}`, "/api/rest/fax/status", "/openapi.json"])(
    "of a read, %s, answers HEAD as GET, without the body",
    async (path) => {
      const { ask, authorization } = serving()
      const headers = await authorization()
      const whole = await ask(path, { headers })
      const head = await ask(path, { method: "HEAD", headers })
      expect([head.status, head.text]).toEqual([whole.status, ""])
      expect(Object.fromEntries(head.headers)).toEqual({
        ...Object.fromEntries(whole.headers),
        "content-length": String(Buffer.byteLength(whole.text))
      })
    }
  )
})
