import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { connectMock } from "../src/client.js"
import { createMockServer, faults, type MockServer } from "../src/index.js"
import { faxTo, sendTo } from "./fixtures.js"

const send = (mock: MockServer, ...numbers: ReadonlyArray<string>) =>
  Effect.runPromise(sendTo(...numbers).pipe(Effect.provide(mock.layer)))

const rejection = async (promise: Promise<unknown>) => {
  try {
    await promise
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  return "did not reject"
}

/** A mock, and its control over HTTP. */
const withMock = async (
  test: (mock: MockServer, remote: ReturnType<typeof connectMock>) => Promise<void>
) => {
  await using mock = createMockServer({ anyClient: true })
  mock.freeze()
  await test(mock, connectMock(mock.url, { fetch: mock.fetch, client: "demo" }))
}

describe("the control API", () => {
  it("tells what was received, with its documents", () =>
    withMock(async (mock, remote) => {
      const { messages, sendId } = await send(mock, "15005550001", "15005550002")
      await remote.runToEnd()
      expect(await remote.faxes({ number: "*0002" })).toMatchObject([
        {
          client: "demo",
          sendId,
          number: "15005550002",
          status: "failed",
          reason: "busy",
          attempts: [{ ends: "busy" }, { ends: "busy" }, { ends: "busy" }],
          documents: [{ fileName: "letter.txt", order: 0, bytes: 5 }]
        }
      ])
      const messageId = messages[0]?.messageId ?? ""
      expect((await remote.fax(messageId)).status).toBe("delivered")
      expect(new TextDecoder().decode(await remote.document(messageId, 0))).toBe("Hello")
      expect(await rejection(remote.fax("nobody"))).toContain("no fax")
    }))

  it("ends, holds and releases faxes, and says when it is too late", () =>
    withMock(async (mock, remote) => {
      const { messages } = await send(mock, "15005550001", "15005550001", "15005550001")
      const [one = "", two = "", three = ""] = messages.map(({ messageId }) => messageId)
      expect((await remote.fail(one, "no_fax_tone")).reason).toBe("no_fax_tone")
      expect(await rejection(remote.deliver(one))).toContain("already ended: it is failed")
      expect((await remote.deliver(two)).status).toBe("delivered")
      expect((await remote.hold(three)).onHold).toBe(true)
      await remote.advance("1 day")
      expect((await remote.fax(three)).status).toBe("processing")
      await remote.release(three)
      await remote.advance("2s")
      expect((await remote.fax(three)).status).toBe("delivered")
      await remote.remove(three)
      expect(await remote.faxes()).toEqual([])
    }))

  it("verifies what was sent, how often, and that nothing else was", () =>
    withMock(async (mock, remote) => {
      await send(mock, "15005550001")
      await send(mock, "15005550002")
      const well = { faxes: [{ fax: { number: "15005550001" }, times: 1 }] }
      expect(await remote.verify(well)).toEqual([])
      const badly = {
        faxes: [{ fax: { number: "15005550001", text: "Bye" } }, { fax: { number: "*0002" } }],
        nothingElse: true
      }
      expect(await remote.verify(badly)).toMatchObject([
        {
          message: expect.stringContaining("at least 1"),
          nearMisses: [
            { fax: { number: "15005550001" }, mismatches: ['no document contains "Bye"'] },
            { mismatches: [expect.stringContaining("number"), expect.stringContaining("Bye")] }
          ]
        },
        { message: "Expected nothing else, found 1 other fax(es)" }
      ])
    }))

  it("waits for a fax, and tells what came closest when none comes", () =>
    withMock(async (mock, remote) => {
      const waiting = remote.waitFor({ number: "15005550001", status: "delivered" })
      await send(mock, "15005550001")
      await remote.runToEnd()
      expect((await waiting).faxes).toMatchObject([{ number: "15005550001" }])
      const inVain = await remote.waitFor(
        { number: "15005550001", status: "failed" },
        { timeout: 20 }
      )
      expect(inVain).toMatchObject({
        ok: false,
        nearMisses: [{ mismatches: ['status is "delivered", not "failed"'] }]
      })
    }))

  it("keeps a journal without secrets, and says what broke the contract", () =>
    withMock(async (mock, remote) => {
      const token = async () => {
        const answer = await mock.fetch("/oauth", {
          method: "POST",
          headers: { "content-type": "application/x-www-form-urlencoded" },
          body: "client_id=demo&client_secret=hush&grant_type=client_credentials"
        })
        const { access_token } = (await answer.json()) as { access_token: string }
        return access_token
      }
      const bearer = await token()
      const answer = await mock.fetch("/api/rest/fax/send?dry=1", {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${bearer}` },
        body: JSON.stringify({
          receipients: [{ send_to: "+15005550001", name: "Ann" }],
          documents: [{ file_name: "a.txt", file_data: btoa("x".repeat(90)), order: 0 }]
        })
      })
      expect(answer.status).toBe(201)
      const [sent, oauth] = await remote.journal()
      expect(JSON.stringify([sent, oauth])).not.toMatch(new RegExp(`hush|${bearer}|eHh4eHh4`))
      expect(sent).toMatchObject({
        client: "demo",
        operation: "send",
        request: { headers: { authorization: "Bearer [redacted]" } },
        answer: { status: 201 },
        sendId: mock.faxes()[0]?.sendId,
        violations: [
          "dry is not a parameter of send",
          "receipients[0].name is not a member of the contract",
          "receipients[0]: the number has only digits in the contract, without +",
          "documents[0].order is a string in this revision"
        ]
      })
      expect(sent?.request.body).toContain("[120 characters of base64]")
      expect(oauth?.violations).toEqual([])
    }))

  it("takes scenarios for one client alone", () =>
    withMock(async (mock, remote) => {
      await remote.addScenarios(faults.proxyError(502, { operation: "oauth" }))
      const statusFor = async (client_id: string) => {
        const answer = await mock.fetch("/oauth", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ client_id, client_secret: "x", grant_type: "client_credentials" })
        })
        return answer.status
      }
      expect([await statusFor("demo"), await statusFor("other")]).toEqual([502, 200])
      await remote.reset({ scenarios: true })
      expect(await statusFor("demo")).toBe(200)
      const refused = await mock.fetch("/_mock/scenarios", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ scenarios: [{ when: { nht: 2 }, do: { delay: "soon" } }] })
      })
      expect(refused.status).toBe(400)
      expect(await refused.text()).toMatch(/nht|soon/)
    }))

  it("resets one thing without the others, and goes back to snapshots", () =>
    withMock(async (mock, remote) => {
      await send(mock, "15005550001")
      await mock.fetch("/api/rest/fax/status")
      const snapshot = await remote.snapshot()
      await remote.seed([{ number: "15005550002", ends: "busy", sentOn: "2014-04-08T00:00:00Z" }])
      expect((await remote.faxes()).map(({ status }) => status)).toEqual(["processing", "failed"])
      await remote.reset({ faxes: true })
      expect(await remote.faxes()).toEqual([])
      expect(mock.journal).toHaveLength(1)
      await remote.restore(snapshot)
      expect(await remote.faxes()).toHaveLength(1)
      expect(await rejection(remote.restore("99"))).toContain("no longer exists")
      expect(await remote.clients()).toEqual([{ client: "demo", faxes: 1, requests: 0 }])
    }))

  it("makes no client of a name that is only asked for", () =>
    withMock(async (mock) => {
      const nobody = connectMock(mock.url, { fetch: mock.fetch, client: "nobody" })
      mock.advance("1 hour")
      expect(await nobody.faxes()).toEqual([])
      await nobody.waitFor({}, { timeout: 1 })
      const paths = ["clock", "journal", "scenarios", "faxes/0"]
      for (const path of paths) await mock.fetch(`/_mock/${path}?client=nobody`)
      await (await mock.fetch("/_mock/events?client=nobody")).body?.cancel()
      expect(mock.clients).toEqual([])
      await nobody.advance("1 hour")
      expect(mock.clients).toEqual(["nobody"])
    }))

  it("describes itself in OpenAPI", () =>
    withMock(async (mock) => {
      const answer = await mock.fetch("/_mock/openapi.json")
      const { paths } = (await answer.json()) as { paths: Record<string, unknown> }
      expect(Object.keys(paths)).toContain("/_mock/faxes/{messageId}/fail")
    }))

  it("tells of changes as they happen, those of time included", async () => {
    await using mock = createMockServer()
    const answer = await mock.fetch("/_mock/events")
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
    expect((await reader?.read())?.value).toContain("event: open")
    await send(mock, "15005550001")
    expect((await reader?.read())?.value).toContain("event: change")
    mock.hold(mock.faxes()[0]?.messageId ?? "")
    expect((await reader?.read())?.value).toContain("event: change")
    await reader?.cancel()
  })
})

describe("strangers", () => {
  const refused = [
    ["a foreign Host", { host: "evil.example" }],
    ["a name that only looks like ours", { host: "localhost.evil.example:80" }],
    ["a foreign Origin", { host: "127.0.0.1:80", origin: "https://evil.example" }],
    ["another port of this machine", { host: "127.0.0.1:80", origin: "http://127.0.0.1:81" }],
    ["an opaque Origin", { host: "127.0.0.1:80", origin: "null" }],
    ["a page that embeds it", { host: "127.0.0.1:80", "sec-fetch-site": "cross-site" }]
  ] as const
  const addresses = ["/", "/_mock/faxes", "/_mock/events", "/_mock/openapi.json"]
  for (const [who, headers] of refused) {
    it(`are refused: ${who}`, async () => {
      await using mock = createMockServer()
      for (const address of addresses) {
        expect((await mock.fetch(address, { headers })).status).toBe(403)
      }
    })
  }

  it("are let in under a name that was allowed", async () => {
    await using mock = createMockServer({ allowedHosts: ["fax-mock"] })
    const statusFor = async (host: string) =>
      (await mock.fetch("/_mock/faxes", { headers: { host } })).status
    expect([await statusFor("fax-mock:8080"), await statusFor("other:8080")]).toEqual([200, 403])
  })

  it("cannot make a download run as a page", async () => {
    await using mock = createMockServer()
    const fax = faxTo("15005550001")
    await Effect.runPromise(sendTo("15005550001").pipe(Effect.provide(mock.layer)))
    mock.seed([
      {
        number: fax.recipients[0]?.number ?? "",
        documents: [
          { fileName: '"><script>\r\nx: y.html', bytes: btoa("<script>alert(1)</script>") }
        ]
      }
    ])
    const { messageId } = mock.faxes().at(-1) ?? { messageId: "" }
    const answer = await mock.fetch(`/_mock/faxes/${messageId}/documents/0`)
    expect(answer.headers.get("content-type")).toBe("application/octet-stream")
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff")
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'")
    expect(answer.headers.get("content-disposition")).toMatch(/^attachment; filename="[\w. -]+"; /)
  })

  it("cannot fill it with one request", async () => {
    await using mock = createMockServer()
    const answer = await mock.fetch("/_mock/faxes", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ faxes: [], filling: "x".repeat(17 * 1024 * 1024) })
    })
    expect(answer.status).toBe(413)
  })
})
