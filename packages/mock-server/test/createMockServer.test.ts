import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "@effect/vitest"
import { FaxClient } from "@faxingcenter/core"
import { FaxingCenter } from "@faxingcenter/core/promise"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import { createMockServer } from "../src/index.js"
import { sendTo } from "./fixtures.js"

const clientOf = (clientId: string, mock: ReturnType<typeof createMockServer>) =>
  FaxClient.layer({
    baseUrl: mock.url,
    clientId,
    clientSecret: Redacted.make("any")
  }).pipe(Layer.provide(mock.httpClient))

describe("createMockServer", () => {
  it("shows what was received, as bytes", async () => {
    await using mock = createMockServer({ anyClient: true })
    await Effect.runPromise(
      sendTo("15005550001", "15005550002").pipe(Effect.provide(clientOf("demo", mock)))
    )
    const faxes = mock.faxes()
    expect(faxes.map(({ number }) => number)).toEqual(["15005550001", "15005550002"])
    expect(faxes[0]?.documents).toEqual([
      { fileName: "letter.txt", order: 0, bytes: new TextEncoder().encode("Hello") }
    ])
    expect(mock.faxes({ number: "*0002", text: "Hell", document: "*.txt" })).toHaveLength(1)
  })

  it("answers HEAD with the length that GET has, over a socket", async () => {
    await using mock = createMockServer()
    const { url } = await mock.listen()
    for (const path of ["/openapi.json", "/api/rest/fax/status"]) {
      const [head, get] = await Promise.all([
        fetch(`${url}${path}`, { method: "HEAD" }),
        fetch(`${url}${path}`)
      ])
      const { length } = new Uint8Array(await get.arrayBuffer())
      expect([path, head.status, head.headers.get("content-length")]).toEqual([
        path,
        get.status,
        String(length)
      ])
      expect(await head.text()).toBe("")
    }
  })

  it("moves time at a word, for one client alone or for all", async () => {
    await using mock = createMockServer({ anyClient: true })
    const ann = mock.of("ann")
    const bob = mock.of("bob")
    mock.freeze()
    for (const client of ["ann", "bob"]) {
      await Effect.runPromise(sendTo("15005550002").pipe(Effect.provide(clientOf(client, mock))))
    }
    const statuses = () => [ann, bob].map((one) => one.faxes()[0]?.reason ?? "processing")
    expect(statuses()).toEqual(["processing", "processing"])
    ann.advance("2 hours")
    expect(statuses()).toEqual(["busy", "processing"])
    expect(ann.now - bob.now).toBe(2 * 60 * 60 * 1000)
    mock.runToEnd()
    expect(statuses()).toEqual(["busy", "busy"])
  })

  it.effect("goes by the clock of a test", () =>
    Effect.gen(function* () {
      const clock = yield* Effect.clock
      const mock = createMockServer({ clock })
      const { sendId } = yield* sendTo("15005550001").pipe(Effect.provide(mock.layer))
      expect(mock.faxes({ sendId })[0]).toMatchObject({ status: "processing", acceptedAt: 0 })
      yield* TestClock.adjust("3 seconds")
      expect(mock.faxes({ sendId })[0]).toMatchObject({ status: "delivered", endedAt: 2000 })
      yield* Effect.promise(() => mock.close())
    })
  )

  it("stands beside others, which know nothing of it", async () => {
    await using one = createMockServer()
    await using other = createMockServer()
    await Effect.runPromise(sendTo("15005550001").pipe(Effect.provide(one.layer)))
    expect([one.faxes().length, other.faxes().length]).toEqual([1, 0])
  })

  it("listens on any number of free ports, and stops", async () => {
    const mock = createMockServer()
    const first = await mock.listen()
    const second = await mock.listen()
    expect(first.port).not.toBe(second.port)
    const answer = await fetch(`${first.url}/oauth`)
    expect(answer.status).toBe(405)
    await mock.close()
    await expect(fetch(`${second.url}/oauth`)).rejects.toThrow()
  })

  it("keeps faxes and clocks in a file on request", async () => {
    const folder = await mkdtemp(join(tmpdir(), "fax-mock-"))
    const stateFile = join(folder, "state.json")
    const first = createMockServer({ stateFile })
    first.freeze()
    first.seed([{ number: "15005550002", reference: "kept" }, { number: "15005550001" }])
    const { messageId } = first.faxes()[1] ?? { messageId: "" }
    first.fail(messageId, "blocked")
    const before = first.faxes()
    await first.close()
    const second = createMockServer({ stateFile })
    expect(second.faxes()).toEqual(before)
    second.advance("1 hour")
    expect(second.faxes().map(({ reason }) => reason)).toEqual(["busy", "blocked"])
    await second.close()
    await writeFile(join(folder, "other.json"), "{}")
    expect(() => createMockServer({ stateFile: join(folder, "other.json") })).toThrow(/version/)
    await rm(folder, { recursive: true })
  })

  it("goes back to a snapshot, with its clock", async () => {
    await using mock = createMockServer()
    mock.freeze()
    mock.seed([{ number: "15005550001" }])
    const before = mock.snapshot()
    mock.advance("1 hour")
    mock.seed([{ number: "15005550002", ends: "blocked" }])
    expect(mock.faxes().map(({ status }) => status)).toEqual(["delivered", "processing"])
    mock.restore(before)
    expect(mock.faxes().map(({ status }) => status)).toEqual(["processing"])
  })

  it("tells the time in UTC, and with the vendor's offset on the vendor's wire alone", async () => {
    await using mock = createMockServer()
    const sentOn = "2026-07-01T12:00:00Z"
    const [fax] = mock.seed([{ number: "15005550001", sentOn }])
    const text = async (path: string, init?: RequestInit) =>
      (await mock.fetch(`${mock.url}${path}`, init)).text()
    const [{ access_token: token }] = [
      JSON.parse(
        await text("/oauth", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: '{"client_id":"demo","client_secret":"demo","grant_type":"client_credentials"}'
        })
      )
    ]
    const headers = { authorization: `Bearer ${token}` }
    const wire = await text(`/api/rest/fax/status?mid=${fax?.messageId}`, { headers })
    expect(JSON.parse(wire).results[0].sent_on).toBe("2026-07-01T08:00:00-04:00")
    const own = await Promise.all(
      ["faxes", `faxes/${fax?.messageId}`, "clock"].map((name) => text(`/_mock/${name}`))
    )
    expect(own[0]).toContain("2026-07-01T12:00:00")
    for (const answer of own) {
      const moments = answer.match(/"\d{4}-\d\d-\d\dT[^"]*"/g) ?? []
      expect(moments.length).toBeGreaterThan(0)
      for (const moment of moments) expect(moment).toMatch(/Z"$/)
    }
  })

  it("is served under a path of a proxy, which it may leave or take off", async () => {
    await using mock = createMockServer()
    const [fax] = mock.seed([{ number: "15005550001" }])
    const { url } = await mock.listen({ basePath: "/fax/" })
    const trusting = await mock.listen({ trustedProxies: ["127.0.0.1"] })
    const client = new FaxingCenter({
      clientId: "demo",
      clientSecret: "demo",
      baseUrl: `${url}/fax`
    })
    expect((await client.status(fax?.sendId ?? "")).messages).toHaveLength(1)
    const forwarded = {
      headers: { "x-forwarded-prefix": "/other", "x-forwarded-proto": "https" }
    }
    const addressOf = (base: string) => `${base}/?fax=${fax?.messageId}`
    for (const [address, init, path] of [
      [addressOf(`${url}/fax`), {}, "/fax"],
      [addressOf(url), {}, "/fax"],
      [addressOf(trusting.url), forwarded, "/other"],
      [addressOf(trusting.url), {}, ""]
    ] as const) {
      const html = await (await fetch(address, init)).text()
      const found = [...html.matchAll(/ (?:href|src|action|data-events)="(\/[^"]*)"/g)]
      expect(found.length).toBeGreaterThan(5)
      for (const [, link] of found) expect(link).toMatch(new RegExp(`^${path}/`))
    }
    const done = await fetch(`${url}/fax/_mock/ui/faxes/${fax?.messageId}`, {
      method: "POST",
      redirect: "manual",
      headers: { origin: url },
      body: new URLSearchParams({ do: "delete", back: "/?q=1" })
    })
    expect([done.status, done.headers.get("location")]).toEqual([303, "/fax/?q=1"])
    for (const wrong of [{ basePath: "fax" }, { basePath: "/a/../b" }, { trustedProxies: ["x"] }]) {
      await expect(mock.listen(wrong)).rejects.toThrow(/is not /)
    }
  })

  it("closes as often as it is told to, and listens no more", async () => {
    const mock = createMockServer()
    const listening = await mock.listen()
    {
      await using again = mock
      await again.close()
    }
    await Promise.all([mock.close(), mock.close(), listening.close(), listening.close()])
    await expect(mock.listen()).rejects.toThrow("This mock is closed")
  })
})
