import { layer as pagesLayer } from "@faxingcenter/pages"
import { afterAll, beforeEach, describe, expect, it } from "vitest"
import { createMockServer } from "../src/index.js"

const mock = createMockServer({ pages: pagesLayer({ workers: 1 }) })
const year = 365 * 24 * 60 * 60 * 1000

const ask = async (method: string, path: string, body?: unknown) => {
  const answer = await mock.fetch(path, {
    method,
    ...(body === undefined
      ? {}
      : {
          body: typeof body === "string" ? body : JSON.stringify(body),
          headers: { "content-type": "application/json" }
        })
  })
  return { status: answer.status, headers: answer.headers, text: await answer.text() }
}
const statusOf = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).status

/** Everything that people and programs look at is still there. */
const isWell = async () =>
  Promise.all(
    ["/", "/_mock/faxes", "/_mock/clock", "/_mock/ui/requests"].map((path) => statusOf("GET", path))
  )

beforeEach(() => mock.reset())
afterAll(() => mock.close())

describe("a hostile user of the control API", () => {
  it.each(["garbage", "+275760-09-13T00:00:00.000Z", "-271821-04-20T00:00:00.000Z"])(
    "cannot put a fax at %s, which no list could show",
    async (sentOn) => {
      const faxes = [{ number: "15005550001", sentOn }]
      expect(await statusOf("POST", "/_mock/faxes", { faxes })).toBe(400)
      expect(await isWell()).toEqual([200, 200, 200, 200])
    }
  )

  it("cannot turn the clock to where there are no dates", async () => {
    mock.seed([{ number: "15005550001" }])
    for (let count = 0; count < 300; count++) mock.advance(31 * year)
    expect(await ask("POST", "/_mock/clock/advance", { by: "1 day" })).toMatchObject({
      status: 200,
      text: expect.stringContaining("9999-12-31")
    })
    mock.seed([{ number: "15005550002" }])
    mock.runToEnd()
    expect(await isWell()).toEqual([200, 200, 200, 200])
    for (const by of [-1, "1e400 h", "99999999999 days", null, `${"1".repeat(1e5)}h`]) {
      expect(await statusOf("POST", "/_mock/clock/advance", { by })).toBe(400)
    }
  })

  it("cannot plan calls without end, nor scenarios", async () => {
    const calls = Array.from({ length: 101 }, () => ({ after: 1e12, lasts: 1e12, ends: "busy" }))
    expect(await statusOf("POST", "/_mock/scenarios", { scenarios: [{ do: { calls } }] })).toBe(400)
    const many = (length: number) => ({
      scenarios: Array.from({ length }, () => ({ do: { delay: 0 } }))
    })
    expect(await statusOf("POST", "/_mock/scenarios", many(1001))).toBe(400)
    expect(await statusOf("POST", "/_mock/scenarios", many(1000))).toBe(200)
    expect(await statusOf("POST", "/_mock/scenarios", many(1))).toBe(409)
    expect(() => mock.addScenarios({ do: { delay: 0 } })).toThrow("at most 1000 scenarios")
  })

  it("cannot make an answer grow with every expectation", async () => {
    mock.seed([{ number: "15005550001", reference: "x".repeat(100_000) }])
    const faxes = Array.from({ length: 1000 }, () => ({ fax: { number: "2" } }))
    const { status, text } = await ask("POST", "/_mock/verify", { faxes })
    expect([status, text.length < 2_500_000]).toEqual([200, true])
    const more = [...faxes, ...faxes]
    expect(await statusOf("POST", "/_mock/verify", { faxes: more })).toBe(400)
  })

  it("cannot fill the memory with texts that are not documents", async () => {
    await using small = createMockServer({ limits: { bytes: 1_000_000 } })
    for (let count = 0; count < 5; count++) {
      small.seed([{ number: "15005550001", reference: "x".repeat(400_000) }])
    }
    expect(small.faxes()).toHaveLength(2)
  })

  it("finds patterns of many stars answered at once", async () => {
    mock.seed([{ number: "15005550001", reference: "a".repeat(1_000_000) }])
    const fax = { reference: `${"*a".repeat(100_000)}*b` }
    expect(await statusOf("POST", "/_mock/verify", { faxes: [{ fax }] })).toBe(200)
  })

  it("learns that what it sends is no JSON, or no request", async () => {
    for (const body of ["{bad", "null", "[]", '{"faxes":{}}', '{"faxes":[{"number":1}]}']) {
      expect(await statusOf("POST", "/_mock/faxes", body)).toBe(400)
    }
    const places = ["documents/-1", "documents/1e3", "documents/NaN", "documents/0.5", "%2e%2e%2fx"]
    for (const place of places) expect(await statusOf("GET", `/_mock/faxes/x/${place}`)).toBe(404)
    for (const place of ["%00", "%E0%A4%A", "faxes/%E0%A4%A"]) {
      expect(await statusOf("GET", `/_mock/${place}`)).toBe(404)
    }
    expect(await statusOf("GET", "/_mock/snapshots/__proto__/restore")).toBe(405)
    expect(await statusOf("POST", "/_mock/snapshots/__proto__/restore")).toBe(404)
    expect(await statusOf("GET", "/_mock/faxes?client=__proto__")).toBe(200)
  })
})

describe("what is no number, and no JSON", () => {
  it.each(["attempts=-1", "pageCount=1.5", "limit=0", "offset=-1", "attempts=many"])(
    "is refused: %s",
    async (query) => {
      const { status, text } = await ask("GET", `/_mock/faxes?${query}`)
      expect([status, text]).toEqual([400, expect.stringContaining(query.split("=")[0] ?? "")])
    }
  )

  it("is refused as a form", async () => {
    const body = new FormData()
    body.append("faxes", "[]")
    const answer = await mock.fetch("/_mock/verify", { method: "POST", body })
    expect([answer.status, await answer.text()]).toEqual([
      400,
      expect.stringContaining("send JSON")
    ])
  })
})

describe("a misspelt wish", () => {
  const known = '"sendId" | "messageId" | "number" | "status"'
  const misspelt: ReadonlyArray<readonly [string, string, unknown, string]> = [
    ["POST", "verify", { faxes: [{ fax: { nubmer: "1" } }] }, `is unexpected, expected: ${known}`],
    ["POST", "verify", { faxes: [{ fax: {}, tmies: 1 }] }, '"fax" | "times"'],
    ["POST", "verify", { faxes: [{ fax: {}, times: { mni: 1 } }] }, '"min" | "max"'],
    ["POST", "verify", { faxes: [], nothingElsse: true }, '"faxes" | "nothingElse"'],
    ["POST", "wait", { fax: { nubmer: "1" }, timeout: 1 }, known],
    ["POST", "wait", { fax: {}, timeuot: 1 }, '"fax" | "count" | "timeout"'],
    ["POST", "reset", { faxs: true }, '"faxes" | "journal" | "scenarios" | "clock"'],
    ["POST", "reset?cleint=ann", {}, 'expected: "client"'],
    ["POST", "faxes", { faxes: [{ number: "15005550001", refernce: "x" }] }, '"reference"'],
    ["GET", "faxes?nosuch=1", undefined, `"client" | ${known}`],
    ["GET", "journal?opreation=send", undefined, '"operation"'],
    ["GET", "events?cleint=ann", undefined, 'expected: "client"'],
    ["GET", "clients?client=ann", undefined, "no members are expected"],
    ["POST", "snapshots/1/restore?client=ann", undefined, "no members are expected"]
  ]
  it.each(misspelt)("is refused: %s /_mock/%s %j", async (method, path, body, told) => {
    mock.seed([{ number: "15005550001" }])
    const { status, text } = await ask(method, `/_mock/${path}`, body)
    expect(status).toBe(400)
    expect(Object.values(JSON.parse(text)).join("\n")).toContain(told)
    expect(mock.faxes()).toHaveLength(1)
  })
})

describe("a hostile name of a document", () => {
  const downloads = [
    ["../../etc/passwd", "__.._etc_passwd"],
    [".bashrc", "_bashrc"],
    ["a\r\nSet-Cookie: x=1", "a__Set-Cookie%3A%20x%3D1"],
    ["invoice\u202efdp.exe", "invoice_fdp.exe"],
    ["\ud800.txt", "_.txt"],
    ["", "document"],
    ["Größe 世界.pdf", "Gr%C3%B6%C3%9Fe%20%E4%B8%96%E7%95%8C.pdf"]
  ] as const
  it.each(downloads)("%j is saved as %s", async (fileName, saved) => {
    const [fax] = mock.seed([
      { number: "15005550001", documents: [{ fileName, bytes: btoa("x") }] }
    ])
    const { headers } = await ask("GET", `/_mock/faxes/${fax?.messageId}/documents/0`)
    expect(headers.get("content-disposition")?.split("filename*=UTF-8''")[1]).toBe(saved)
    expect(headers.get("set-cookie")).toBeNull()
  })
})

describe("a hostile form", () => {
  const post = async (body: string, type = "application/x-www-form-urlencoded") => {
    const [fax] = mock.seed([{ number: "15005550001" }])
    const answer = await mock.fetch(`/_mock/ui/faxes/${fax?.messageId}`, {
      method: "POST",
      body,
      headers: { "content-type": type },
      redirect: "manual"
    })
    return [answer.status, answer.headers.get("location")]
  }
  it.each([
    ["//evil.example", "/"],
    ["https://evil.example", "/"],
    ["/\\evil.example", "/"],
    ["/?x\r\nSet-Cookie: a=b", "/"],
    ["/?status=failed", "/?status=failed"]
  ])("that says to go to %j goes to %s", async (back, location) => {
    expect(await post(`do=hold&back=${encodeURIComponent(back)}`)).toEqual([303, location])
  })

  it("that is none is refused", async () => {
    expect(await post("garbage", "multipart/form-data; boundary=x")).toEqual([400, null])
    expect(await post("", "multipart/form-data")).toEqual([400, null])
    expect(await post("do=fail&reason=__proto__")).toEqual([303, "/"])
    expect(mock.faxes().map(({ status }) => status)).not.toContain("failed")
  })
})

describe("a crowd", () => {
  it("gets a hundred event streams, and no more; those who leave make room", async () => {
    const streams = await Promise.all(
      Array.from({ length: 130 }, () => mock.fetch("/_mock/events"))
    )
    expect(streams.filter(({ status }) => status === 503)).toHaveLength(30)
    await Promise.all(streams.map(({ body }) => body?.cancel()))
    const again = await mock.fetch("/_mock/events")
    expect(again.status).toBe(200)
    await again.body?.cancel()
  })

  it("waits a thousand at a time, and nobody else is kept", async () => {
    const leaving = new AbortController()
    const waiting = Array.from({ length: 1000 }, () =>
      mock.fetch("/_mock/wait", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ fax: { number: "1" }, timeout: "10 m" }),
        signal: leaving.signal
      })
    )
    const ended = Promise.allSettled(waiting)
    const fax = { number: "1" }
    await expect.poll(() => statusOf("POST", "/_mock/wait", { fax, timeout: 1 })).toBe(409)
    expect(await isWell()).toEqual([200, 200, 200, 200])
    leaving.abort()
    await ended
    await expect.poll(() => statusOf("POST", "/_mock/wait", { fax, timeout: 1 })).toBe(200)
  })
})
