import { assert, describe, expect, it } from "@effect/vitest"
import { CurrentClient, Document, FaxNumber, Send, SendFax } from "@faxingcenter/core"
import { Clients, DeliveryReceipts, Gateway, Reception } from "@faxingcenter/gateway"
import { Audit, FaxQueue, Operators, Supervision } from "@faxingcenter/gateway/manage"
import { verifyReceipt } from "@faxingcenter/gateway/receipts"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { csrfOf, gatewayConsole } from "./consoleServing.js"

describe("the console", () => {
  it.scopedLive("shows nothing without a session, with another's key, or with a stale one", () =>
    Effect.gen(function* () {
      const { operator, request, sent, signIn, within } = yield* gatewayConsole
      const fax = `/messages/${yield* sent("13862345671", "Delivered")}`
      for (const path of [
        fax,
        `${fax}/pages`,
        `${fax}/pages/1.png`,
        `${fax}/receipt`,
        `${fax}/receipt.jws`,
        "/queue",
        "/messages",
        "/received",
        "/unknown",
        "/webhooks",
        "/clients",
        "/health",
        "/audit",
        "/events"
      ]) {
        const stranger = yield* request(path)
        assert.strictEqual(stranger.status, 401, path)
        assert.notMatch(stranger.text, /billing|13862345671|PNG/)
        const forged = yield* request(path, { headers: { cookie: "fax_console=forged" } })
        assert.strictEqual(forged.status, 401, path)
      }
      assert.strictEqual((yield* signIn("not a key")).status, 401)
      assert.strictEqual((yield* signIn("")).status, 401)
      const anna = yield* operator("anna", "admin")
      assert.strictEqual((yield* anna.get("/queue")).status, 200)
      yield* within(Effect.flatMap(Operators, (operators) => operators.revoke("anna", "test")))
      assert.strictEqual((yield* anna.get("/queue")).status, 401)
      assert.strictEqual((yield* signIn(anna.key)).status, 401)
    })
  )

  it.scopedLive("keeps its session in a cookie that no script and no other site gets", () =>
    Effect.gen(function* () {
      const { operator, signIn } = yield* gatewayConsole
      const { key } = yield* operator("anna", "viewer")
      const plain = (yield* signIn(key)).headers.get("set-cookie") ?? ""
      for (const part of ["HttpOnly", "SameSite=Strict", "Path=/console", "Max-Age=43200"]) {
        assert.include(plain, part)
      }
      const proxied = yield* signIn(key, { "x-forwarded-proto": "https" })
      assert.include(proxied.headers.get("set-cookie") ?? "", "Secure")
    })
  )

  it.scopedLive("answers no page of another site, and to no name that is not its own", () =>
    Effect.gen(function* () {
      const { operator, request, sent, stateOf } = yield* gatewayConsole
      const anna = yield* operator("anna", "admin")
      const id = yield* sent("13862345679", "Calling")
      const csrf = csrfOf((yield* anna.get("/queue")).text)
      const path = `/messages/${id}`
      const tries = [
        { origin: "http://evil.example" },
        { origin: "null" },
        { "sec-fetch-site": "cross-site" },
        { host: "evil.example" },
        // A name that was made to mean this machine: a page of it is of the same origin.
        { host: "evil.example", origin: "http://evil.example" }
      ]
      for (const headers of tries) {
        const { status } = yield* anna.post(path, { csrf, do: "cancel" }, headers)
        assert.strictEqual(status, 403, JSON.stringify(headers))
      }
      const without = yield* request(path, {
        method: "POST",
        headers: { cookie: anna.cookie },
        body: new URLSearchParams({ csrf, do: "cancel" })
      })
      assert.strictEqual(without.status, 403)
      const read = yield* request("/queue", {
        headers: { cookie: anna.cookie, "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors" }
      })
      assert.strictEqual(read.status, 403)
      const rebound = yield* request("/queue", {
        headers: { cookie: anna.cookie, host: "evil.example" }
      })
      assert.strictEqual(rebound.status, 403)
      assert.isFalse((yield* stateOf(id)).delivery.cancelRequested)
      const known = yield* request("/queue", {
        headers: { cookie: anna.cookie, host: "fax.example.com" }
      })
      assert.strictEqual(known.status, 200)
      assert.include(known.headers.get("content-security-policy") ?? "", "default-src 'none'")
    })
  )

  it.scopedLive("takes no form without the token of its own session", () =>
    Effect.gen(function* () {
      const { operator, sent, stateOf } = yield* gatewayConsole
      const anna = yield* operator("anna", "admin")
      const ben = yield* operator("ben", "admin")
      const id = yield* sent("13862345679", "Calling")
      const others = csrfOf((yield* ben.get("/queue")).text)
      for (const csrf of ["", "x", others]) {
        const { status } = yield* anna.post(`/messages/${id}`, { csrf, do: "cancel" })
        assert.strictEqual(status, 403)
      }
      assert.isFalse((yield* stateOf(id)).delivery.cancelRequested)
    })
  )

  it.scopedLive("lets a viewer look, and do nothing", () =>
    Effect.gen(function* () {
      const { clientId, operator, sent, stateOf, within } = yield* gatewayConsole
      const vic = yield* operator("vic", "viewer")
      const olga = yield* operator("olga", "operator")
      const id = yield* sent("13862345679", "Calling")
      const page = yield* vic.get(`/messages/${id}`)
      assert.strictEqual(page.status, 200)
      assert.notInclude(page.text, 'value="cancel"')
      assert.include((yield* olga.get(`/messages/${id}`)).text, 'value="cancel"')
      const acts: ReadonlyArray<readonly [string, Record<string, string>]> = [
        [`/messages/${id}`, { do: "cancel" }],
        [`/messages/${id}`, { do: "resend", twice: "yes" }],
        [`/messages/${id}`, { do: "delivered", pages: "1", note: "" }],
        ["/clients", { do: "add", name: "mine", perMinute: "" }],
        ["/clients", { do: "revoke", client: clientId }],
        ["/clients", { do: "limit", client: clientId, perMinute: "1" }],
        ["/webhooks", { do: "replay", client: clientId, post: "1" }],
        ["/webhooks", { do: "add", client: clientId, url: "http://127.0.0.1:1/", ends: "all" }],
        ["/webhooks", { do: "remove", client: clientId, webhook: "1" }],
        ["/webhooks", { do: "test", client: clientId, webhook: "1" }],
        ["/queue", { do: "pause", note: "" }],
        ["/queue", { do: "resume" }],
        ["/queue", { do: "hold", number: "13862345679", note: "" }],
        ["/queue", { do: "release", number: "13862345679" }]
      ]
      for (const [path, fields] of acts) {
        assert.strictEqual((yield* vic.act(path, fields)).status, 403, JSON.stringify(fields))
      }
      for (const wanted of [
        { do: "revoke", client: clientId },
        { do: "limit", client: clientId, perMinute: "1" }
      ]) {
        assert.strictEqual((yield* olga.act("/clients", wanted)).status, 403)
      }
      assert.notInclude((yield* vic.get("/queue")).text, "Pause the queue")
      expect(yield* within(Effect.flatMap(FaxQueue, ({ state }) => state))).toEqual({
        holds: [],
        held: 0
      })
      assert.isFalse((yield* stateOf(id)).delivery.cancelRequested)
      const clients = yield* within(Effect.flatMap(Clients, ({ list }) => list))
      expect(clients).toMatchObject([{ name: "billing" }])
      assert.isUndefined(clients[0]?.revokedAt)
    })
  )

  it.scopedLive("settles an unknown outcome by what a person found out, under their name", () =>
    Effect.gen(function* () {
      const { operator, sent, stateOf, within } = yield* gatewayConsole
      const olga = yield* operator("olga", "operator")
      const first = yield* sent("13862345672", "Failed")
      const second = yield* sent("13862345673", "Failed")
      const list = (yield* olga.get("/unknown")).text
      assert.include(list, "13862345672")
      assert.include(list, "13862345673")
      const arrived = { do: "delivered", pages: "3", note: "they rang back" }
      assert.strictEqual((yield* olga.act(`/messages/${first}`, arrived)).status, 303)
      const lost = { do: "failed", reason: "no_answer", note: "" }
      assert.strictEqual((yield* olga.act(`/messages/${second}`, lost)).status, 303)
      expect((yield* stateOf(first)).delivery.state).toMatchObject({ _tag: "Delivered", pages: 3 })
      expect((yield* stateOf(second)).delivery.state).toMatchObject({ reason: "no_answer" })
      assert.notInclude((yield* olga.get("/unknown")).text, "13862345672")
      // What is settled is settled.
      assert.strictEqual((yield* olga.act(`/messages/${first}`, lost)).status, 409)
      const entries = yield* within(Effect.flatMap(Audit, ({ list }) => list({ limit: 10 })))
      expect(entries).toContainEqual(
        expect.objectContaining({
          actor: "olga",
          action: "message.resolve",
          subject: first,
          detail: "they rang back"
        })
      )
    })
  )

  it.scopedLive("cancels a call that is on, and sends again what is over", () =>
    Effect.gen(function* () {
      const { clientId, operator, sent, stateOf, within } = yield* gatewayConsole
      const olga = yield* operator("olga", "operator")
      const engaged = yield* sent("13862345679", "Calling")
      assert.include((yield* olga.get("/queue")).text, "13862345679")
      assert.strictEqual((yield* olga.act(`/messages/${engaged}`, { do: "cancel" })).status, 303)
      assert.isTrue((yield* stateOf(engaged)).delivery.cancelRequested)
      const over = yield* sent("13862345671", "Delivered")
      const unsure = yield* olga.act(`/messages/${over}`, { do: "resend" })
      assert.strictEqual(unsure.status, 409)
      const again = yield* olga.act(`/messages/${over}`, { do: "resend", twice: "yes" })
      assert.strictEqual(again.status, 303)
      const { messages } = yield* within(
        Effect.flatMap(Supervision, ({ find }) =>
          find({ number: FaxNumber.make("13862345671") }, undefined, 10)
        )
      )
      expect(messages).toMatchObject([{ clientId }, { clientId, id: over }])
    })
  )

  it.scopedLive("finds messages of every client by what is known of them", () =>
    Effect.gen(function* () {
      const { clientId, operator, sent, within } = yield* gatewayConsole
      const vic = yield* operator("vic", "viewer")
      yield* sent("13862345671", "Delivered")
      yield* sent("13862345672", "Failed")
      const shown = (query: string) =>
        Effect.map(vic.get(`/messages?${query}`), ({ text }) =>
          ["13862345671", "13862345672"].filter((number) => text.includes(`>${number}<`))
        )
      assert.deepStrictEqual(yield* shown(""), ["13862345671", "13862345672"])
      assert.deepStrictEqual(yield* shown("number=1+386-234-5671"), ["13862345671"])
      assert.deepStrictEqual(yield* shown("reference=ref+13862345672"), ["13862345672"])
      yield* within(
        Effect.flatMap(Send, ({ submit }) =>
          Effect.flatMap(
            SendFax.make({
              recipients: [{ number: FaxNumber.make("13862345671") }],
              documents: [Document.fromBytes("a.txt", new TextEncoder().encode("Hello"))],
              reference: "all of ward 4"
            }),
            submit
          )
        ).pipe(Effect.provideService(CurrentClient, { clientId }))
      )
      const ofSend = (yield* vic.get("/messages?reference=all+of+ward+4")).text
      expect(ofSend).toMatch(/>13862345671<[\s\S]*>all of ward 4</)
      assert.deepStrictEqual(yield* shown("state=Delivered"), ["13862345671"])
      assert.deepStrictEqual(yield* shown("reason=unknown_outcome"), ["13862345672"])
      assert.deepStrictEqual(yield* shown(`client=${clientId}&from=2020-01-01`), [
        "13862345671",
        "13862345672"
      ])
      assert.deepStrictEqual(yield* shown("client=nobody"), [])
      assert.deepStrictEqual(yield* shown("to=2020-01-01"), [])
      assert.include(
        (yield* vic.get("/messages?from=once")).text,
        "from: this cannot be searched for"
      )
    })
  )

  it.scopedLive("pauses the queue and holds a number, which every page says", () =>
    Effect.gen(function* () {
      const { operator, within } = yield* gatewayConsole
      const olga = yield* operator("olga", "operator")
      const vic = yield* operator("vic", "viewer")
      const queue = within(Effect.flatMap(FaxQueue, ({ state }) => state))
      const act = (fields: Record<string, string>) =>
        Effect.map(olga.act("/queue", fields), ({ status }) => status)
      expect(yield* act({ do: "pause", note: "the <trunk>" })).toBe(303)
      expect(yield* act({ do: "hold", number: "+1 (386) 234-5679", note: "" })).toBe(303)
      expect(yield* queue).toMatchObject({ pause: { by: "olga" }, held: 1 })
      for (const path of ["/queue", "/messages", "/health", "/audit"]) {
        assert.include((yield* vic.get(path)).text, "The queue is paused since", path)
      }
      assert.include((yield* vic.get("/queue")).text, "the &lt;trunk&gt;")
      assert.include((yield* vic.get("/queue")).text, "+13862345679")
      expect(yield* act({ do: "hold", number: "nowhere", note: "" })).toBe(400)
      expect(yield* act({ do: "release", number: "13862345679" })).toBe(303)
      expect(yield* act({ do: "resume" })).toBe(303)
      expect(yield* queue).toEqual({ holds: [], held: 0 })
      assert.notInclude((yield* vic.get("/queue")).text, "is paused since")
      const entries = yield* within(Effect.flatMap(Audit, ({ list }) => list({ limit: 20 })))
      expect(
        entries
          .filter(({ action }) => action.startsWith("queue."))
          .map(({ actor, action }) => [actor, action])
      ).toEqual([
        ["olga", "queue.pause"],
        ["olga", "queue.hold"],
        ["olga", "queue.release"],
        ["olga", "queue.resume"]
      ])
    })
  )

  it.scopedLive("shows the pages of a fax and its receipt, and notes who looked at pages", () =>
    Effect.gen(function* () {
      const { operator, sent, within } = yield* gatewayConsole
      const olga = yield* operator("olga", "operator")
      const vic = yield* operator("vic", "viewer")
      const id = yield* sent("13862345671", "Delivered")
      const page = yield* olga.get(`/messages/${id}/pages`)
      assert.strictEqual(page.status, 200)
      // The line was given documents: what is shown is not what it made of them.
      assert.include(page.text, "makes its own pages")
      assert.include(page.text, `/console/messages/${id}/pages/1.png?width=864`)
      const picture = yield* olga.get(`/messages/${id}/pages/1.png?width=160`)
      assert.strictEqual(picture.headers.get("content-type"), "image/png")
      assert.match(picture.text.slice(0, 8), /PNG/)
      for (const wrong of ["0.png", "2.png", "1.png?width=9", "x.png", "1.gif"]) {
        const { status } = yield* olga.get(`/messages/${id}/pages/${wrong}`)
        assert.isTrue(status === 400 || status === 409, wrong)
      }
      for (const path of ["pages", "pages/1.png"]) {
        assert.strictEqual((yield* vic.get(`/messages/${id}/${path}`)).status, 403)
      }
      const receipt = yield* vic.get(`/messages/${id}/receipt`)
      const file = yield* vic.get(`/messages/${id}/receipt.jws`)
      assert.include(receipt.text, "fax verify")
      assert.match(file.headers.get("content-disposition") ?? "", /^attachment/)
      const key = yield* within(Effect.flatMap(DeliveryReceipts, ({ publicKey }) => publicKey))
      const { receipt: verified } = yield* verifyReceipt(file.text, key)
      assert.strictEqual(verified.messageId, id)
      const entries = yield* within(Effect.flatMap(Audit, ({ list }) => list({ limit: 20 })))
      expect(entries).toContainEqual(
        expect.objectContaining({ actor: "olga", action: "message.pages", subject: id })
      )
    })
  )

  it.scopedLive(
    "adds, tests and removes webhooks in a client's place, under the operator's name",
    () =>
      Effect.gen(function* () {
        const { clientId, operator, within } = yield* gatewayConsole
        const olga = yield* operator("olga", "operator")
        const url = "http://127.0.0.1:1/hook"
        const added = yield* olga.act("/webhooks", {
          do: "add",
          client: clientId,
          url,
          ends: "ends"
        })
        assert.strictEqual(added.status, 200)
        assert.match(added.text, /<code>whsec_/)
        const page = yield* olga.get(`/webhooks?client=${clientId}`)
        assert.notInclude(page.text, "whsec_")
        const webhook = /name="webhook" value="([0-9a-f]+)"/.exec(page.text)?.[1] ?? ""
        const tested = yield* olga.act("/webhooks", { do: "test", client: clientId, webhook })
        assert.include(tested.text, "The test event did not arrive")
        const foreign = { do: "remove", client: "nobody", webhook }
        assert.strictEqual((yield* olga.act("/webhooks", foreign)).status, 404)
        const gone = yield* olga.act("/webhooks", { do: "remove", client: clientId, webhook })
        assert.strictEqual(gone.status, 303)
        const bad = { do: "add", client: clientId, url: "http://10.0.0.1/", ends: "all" }
        assert.strictEqual((yield* olga.act("/webhooks", bad)).status, 400)
        const entries = yield* within(Effect.flatMap(Audit, ({ list }) => list({ limit: 20 })))
        expect(
          entries
            .filter(({ action }) => action.startsWith("webhook."))
            .map(({ actor, action }) => [actor, action])
        ).toEqual([
          ["olga", "webhook.add"],
          ["olga", "webhook.test"],
          ["olga", "webhook.remove"]
        ])
      })
  )

  it.scopedLive("says how database, disk, line and queue are, and what retention takes", () =>
    Effect.gen(function* () {
      const { operator, sent } = yield* gatewayConsole
      const vic = yield* operator("vic", "viewer")
      yield* sent("13862345671", "Delivered")
      const { text } = yield* vic.get("/health")
      for (const part of [
        "Database",
        "Disk",
        "Line",
        "Queue",
        "Documents",
        "kept for 30d",
        "The line accepts faxes"
      ]) {
        assert.include(text, part)
      }
    })
  )

  it.scopedLive("manages clients, and shows a secret once", () =>
    Effect.gen(function* () {
      const { operator, within } = yield* gatewayConsole
      const anna = yield* operator("anna", "admin")
      const made = yield* anna.act("/clients", { do: "add", name: "shop", perMinute: "60" })
      assert.strictEqual(made.status, 200)
      const [, clientId = "", secret = ""] =
        /<code>([0-9a-f]{16})<\/code>[\s\S]*?<code>([\w-]{32})<\/code>/.exec(made.text) ?? []
      assert.notStrictEqual(secret, "")
      assert.notInclude((yield* anna.get("/clients")).text, secret)
      const turned = yield* anna.act("/clients", { do: "rotate", client: clientId })
      assert.notInclude(turned.text, secret)
      const limits = within(
        Effect.map(
          Effect.flatMap(Clients, ({ list }) => list),
          (all) => all.filter((one) => one.clientId === clientId).map(({ perMinute }) => perMinute)
        )
      )
      for (const [perMinute, limit] of [
        ["30", 30],
        ["", undefined]
      ] as const) {
        yield* anna.act("/clients", { do: "limit", client: clientId, perMinute })
        expect(yield* limits).toEqual([limit])
      }
      const ended = yield* anna.act("/clients", { do: "revoke", client: clientId })
      assert.strictEqual(ended.status, 303)
      const clients = yield* within(Effect.flatMap(Clients, ({ list }) => list))
      assert.isDefined(clients.find(({ name }) => name === "shop")?.revokedAt)
      assert.strictEqual((yield* anna.act("/clients", { do: "add", name: " " })).status, 400)
      const taken = yield* anna.act("/clients", { do: "add", name: "Billing", perMinute: "" })
      assert.strictEqual(taken.status, 409)
      assert.include(taken.text, "The name billing is that of the client ")
    })
  )

  it.scopedLive("goes back to itself alone", () =>
    Effect.gen(function* () {
      const { operator } = yield* gatewayConsole
      const vic = yield* operator("vic", "viewer")
      for (const back of [
        "https://evil.example",
        "//evil.example",
        "/console/../x",
        "/console//x"
      ]) {
        const ana = yield* vic.act("/sign-out", { back })
        assert.match(ana.headers.get("location") ?? "/console/queue", /^\/console\/(queue|\/x)?$/)
      }
    })
  )

  it.scopedLive("ends a session when its operator signs out", () =>
    Effect.gen(function* () {
      const { operator } = yield* gatewayConsole
      const vic = yield* operator("vic", "viewer")
      assert.strictEqual((yield* vic.act("/sign-out", {})).status, 303)
      assert.strictEqual((yield* vic.get("/queue")).status, 401)
    })
  )
})

it.scopedLive("leaves the gateway's own clients where they were", () =>
  Effect.gen(function* () {
    const { sent, within } = yield* gatewayConsole
    const id = yield* sent("13862345671", "Delivered")
    const theirs = within(
      Effect.flip(Effect.flatMap(Gateway, ({ detail }) => detail(id))).pipe(
        Effect.provideService(CurrentClient, { clientId: "somebody else" })
      )
    )
    expect(yield* theirs).toMatchObject({ culprit: id })
  })
)

describe("received faxes in the console", () => {
  it.scopedLive(
    "are listed, given to a client, read and deleted by operators, and their pages not for others",
    () =>
      Effect.gen(function* () {
        const { clientId, operator, within } = yield* gatewayConsole
        yield* within(
          Effect.flatMap(Reception, ({ take }) =>
            take({
              line: "test",
              remoteId: "one",
              receivedAt: DateTime.unsafeMake("2026-11-29T12:00:00Z"),
              pages: 2,
              partial: true,
              problem: "E103 <b>lost</b>",
              from: "018555808797",
              tiff: Uint8Array.of(0x49, 0x49, 42, 0)
            })
          )
        )
        const anna = yield* operator("anna", "operator")
        const list = (yield* anna.get("/received?nobody=1")).text
        assert.include(list, "018555808797")
        assert.include(list, "nobody")
        const path = /\/console(\/received\/[0-9a-f]{32})/.exec(list)?.[1] ?? ""
        const page = (yield* anna.get(path)).text
        assert.include(page, "E103 &lt;b&gt;lost")
        assert.include(page, `${path}/pages/2.png`)
        const csrf = csrfOf(page)
        const state = Effect.map(
          within(Effect.flatMap(Reception, ({ list }) => list({}))),
          ([first]) => first
        )
        yield* anna.post(path, { csrf, do: "assign", client: clientId })
        yield* anna.post(path, { csrf, do: "read" })
        assert.deepInclude(yield* state, { clientId })
        assert.isTrue((yield* state)?.fax.read)
        assert.strictEqual(
          (yield* anna.get("/received?nobody=1")).text.includes("018555808797"),
          false
        )
        // A picture is for operators, and a viewer is shown none of anybody's.
        assert.strictEqual((yield* anna.get(`${path}/pages/1.png`)).status, 200)
        const vera = yield* operator("vera", "viewer")
        assert.notInclude((yield* vera.get(path)).text, ".png")
        assert.strictEqual((yield* vera.get(`${path}/pages/1.png`)).status, 403)
        const hers = csrfOf((yield* vera.get("/queue")).text)
        assert.strictEqual((yield* vera.post(path, { csrf: hers, do: "remove" })).status, 403)
        yield* anna.post(path, { csrf, do: "remove" })
        assert.isUndefined(yield* state)
        assert.strictEqual((yield* anna.get(path)).status, 404)
      })
  )
})
