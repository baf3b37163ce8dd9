import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "@effect/vitest"
import { createMockServer } from "@faxingcenter/mock-server"
import { onTestFinished } from "vitest"
import { ended, fax, faxInTerminal, firstLine, home, start } from "./fax.js"
import { answerOf } from "./shapes.js"

const database = join(home, "gateway.db")
const json = async (...args: ReadonlyArray<string>) => {
  const { code, stdout } = await fax([...args, "--json"])
  return { code, stdout, answer: JSON.parse(stdout) }
}

it("serves a gateway to its own clients, and verifies its receipts offline", async () => {
  const document = join(home, "served.txt")
  writeFileSync(document, "An order of one fax machine\n")
  const { answer: client } = await json("clients", "add", "billing", "--database", database)
  expect(client).toEqual({
    name: "billing",
    clientId: expect.any(String),
    clientSecret: expect.any(String)
  })

  const gateway = start([
    "serve",
    "--port",
    "0",
    "--database",
    database,
    "--transport",
    "simulated"
  ])
  const url = await firstLine(gateway)
  const env = {
    FAXINGCENTER_BASE_URL: url,
    FAXINGCENTER_CLIENT_ID: client.clientId,
    FAXINGCENTER_CLIENT_SECRET: client.clientSecret
  }
  const sent = await fax(["send", document, "--to", "13862345678", "--wait", "--json"], { env })
  expect(sent.code).toBe(0)
  expect(sent.stderr.match(/This gateway simulates its line: no calls are made/g)).toHaveLength(1)
  const ready = await fetch(`${url}/readyz`)
  expect(await ready.json()).toEqual({
    status: "ready",
    transport: "simulated",
    delivering: true,
    queue: "running",
    line: "up"
  })
  const doctor = () => fax(["doctor"], { env })
  expect(await doctor()).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^delivery +ok +.*simulated.*: no calls are made$/m)
  })
  await fax(["queue", "pause", "--database", database])
  expect(await doctor()).toMatchObject({
    code: 11,
    stdout: expect.stringMatching(/^delivery +problem +.*queue paused.*fax queue show/m)
  })
  await fax(["queue", "resume", "--database", database])
  const { messageId } = JSON.parse(sent.stdout).messages[0]

  const keyed = [
    "send",
    document,
    "--to",
    "13862345679",
    "--idempotency-key",
    "order-4711",
    "--json"
  ]
  const once = await fax(keyed, { env })
  const again = await fax(keyed, { env })
  expect(JSON.parse(again.stdout).sendId).toBe(JSON.parse(once.stdout).sendId)
  const other = await fax([...keyed, "--to", "13862345670"], { env })
  expect(JSON.parse(other.stderr).error).toMatchObject({ kind: "Rejected" })
  const wrong = await fax(
    ["send", document, "--to", "13862345679", "--idempotency-key", "two words"],
    { env }
  )
  expect(wrong.code).toBe(2)
  expect(wrong.stderr).toContain("1 to 255 visible ASCII characters")

  const authorized = await fetch(`${url}/oauth`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      client_id: client.clientId,
      client_secret: client.clientSecret,
      grant_type: "client_credentials"
    })
  })
  const token = JSON.parse(await authorized.text()).access_token
  const get = async (path: string, file: string) => {
    const headers = { authorization: `Bearer ${token}` }
    writeFileSync(file, await (await fetch(`${url}${path}`, { headers })).text())
  }
  const receipt = join(home, "receipt.jws")
  const key = join(home, "gateway.jwk")
  await get(`/gateway/v1/messages/${messageId}/receipt`, receipt)
  await get("/gateway/v1/receipt-key", key)
  expect(await ended(gateway, "SIGTERM")).toBe(0)

  const checked = await json("verify", receipt, "--key", key, "--document", document)
  answerOf("verify", JSON.stringify(checked.answer))
  expect(checked).toMatchObject({
    code: 13,
    answer: {
      valid: true,
      trusted: true,
      messageId,
      status: "delivered",
      simulated: true,
      transports: ["simulated"]
    }
  })
  const said = await fax(["verify", receipt, "--key", key])
  expect(said.stdout).toContain("line: simulated: no calls were made\n")
  const unknown = await json("verify", receipt, "--document", document)
  expect(unknown).toMatchObject({ code: 13, answer: { valid: true, trusted: false } })
  const [header, payload = "", signature] = readFileSync(receipt, "utf8").split(".")
  const forged = Buffer.from(payload, "base64url").toString().replace("13862345678", "13862345679")
  writeFileSync(receipt, [header, Buffer.from(forged).toString("base64url"), signature].join("."))
  expect((await fax(["verify", receipt, "--key", key])).code).toBe(11)
  expect((await fax(["verify", receipt])).code).toBe(11)
})

it("asks a script on which line, and tells a person that nobody is called", async () => {
  const args = ["serve", "--port", "0", "--database", join(home, "undecided.db")]
  const { code, stderr, stdout } = await fax(args)
  expect([code, stdout]).toEqual([2, ""])
  expect(stderr).toContain("--transport faxingcenter")
  expect(stderr).toContain("--transport simulated (no calls are made)")
  expect(existsSync(join(home, "undecided.db"))).toBe(false)
  const { screen } = await faxInTerminal(args, [["no calls are made", "\u0003"]])
  expect(screen).toContain("SIMULATED LINE")
})

it("refuses an idempotency key where nobody knows it, and sends nothing", async () => {
  const mock = createMockServer()
  onTestFinished(() => mock.close())
  const { url } = await mock.listen()
  const document = join(home, "keyed.txt")
  writeFileSync(document, "Once\n")
  const { code, stderr } = await fax(
    ["send", document, "--to", "15005550001", "--idempotency-key", "order-1"],
    {
      env: {
        FAXINGCENTER_BASE_URL: url,
        FAXINGCENTER_CLIENT_ID: "demo",
        FAXINGCENTER_CLIENT_SECRET: "demo"
      }
    }
  )
  expect([code, stderr]).toEqual([5, expect.stringContaining("does not support --idempotency-key")])
  expect(mock.faxes()).toEqual([])
})

it("lists clients, gives new secrets and ends access", async () => {
  const { answer: first } = await json("clients", "add", "shop", "--database", database)
  const { answer: second } = await json("clients", "rotate", "shop", "--database", database)
  expect(second.clientId).toBe(first.clientId)
  expect(second.clientSecret).not.toBe(first.clientSecret)
  expect((await json("clients", "revoke", "shop", "--database", database)).code).toBe(0)
  const { answer } = await json("clients", "list", "--database", database)
  expect(answer.clients).toContainEqual(
    expect.objectContaining({ name: "shop", revokedAt: expect.any(String) })
  )
  expect((await fax(["clients", "revoke", "nobody", "--database", database])).code).toBe(4)
})

it("gives operators keys of a role, lists them and ends their access", async () => {
  const add = ["operators", "add", "anna", "--role", "operator", "--database", database]
  const { answer: added } = await json(...add)
  expect(added).toMatchObject({ name: "anna", role: "operator", key: expect.any(String) })
  expect(await fax(add)).toMatchObject({ code: 2, stderr: expect.stringContaining("anna") })
  expect((await json("operators", "revoke", "anna", "--database", database)).code).toBe(0)
  const { answer, stdout } = await json("operators", "list", "--database", database)
  expect(answer.operators).toContainEqual(
    expect.objectContaining({ name: "anna", role: "operator", revokedAt: expect.any(String) })
  )
  expect(stdout).not.toContain(added.key)
  expect((await fax(["operators", "revoke", "nobody", "--database", database])).code).toBe(4)
})

it("pauses, holds and goes on by the word of another process", async () => {
  const queue = (...args: ReadonlyArray<string>) => json("queue", ...args, "--database", database)
  expect((await queue("pause", "--note", "the trunk")).answer).toEqual({
    paused: true,
    changed: true
  })
  expect((await queue("hold", "+1 386 234 5678")).answer).toMatchObject({ number: "13862345678" })
  const shown = await fax(["queue", "show", "--database", database])
  expect(shown.stdout).toMatch(
    /^paused since .* by fax queue \(.*\), the trunk; fax queue resume ends the pause$/m
  )
  expect(shown.stdout).toMatch(/^13862345678 /m)
  expect((await queue("release", "13862345678")).answer.changed).toBe(true)
  expect((await queue("resume")).answer).toEqual({ paused: false, changed: true })
})

it("lists every mistake in its settings at once, and starts nothing", async () => {
  const { code, stderr, stdout } = await fax(
    ["serve", "--port", "70000", "--transport", "pigeon"],
    {
      env: { FAXINGCENTER_GATEWAY_LINES: "none" }
    }
  )
  expect([code, stdout]).toEqual([2, ""])
  for (const name of ["--port", "--transport", "FAXINGCENTER_GATEWAY_LINES"]) {
    expect(stderr).toContain(name)
  }
})

it("tells who did what, of one client, since when, and as a script wants it", async () => {
  const store = join(home, "audit.db")
  const { answer: first } = await json("clients", "add", "one", "--database", store)
  await json("clients", "add", "two", "--database", store)
  await json("clients", "rotate", "one", "--database", store)
  const { answer } = await json("audit", "--database", store)
  const actor = expect.stringMatching(/^fax clients \(.+\)$/)
  expect(answer.entries).toMatchObject([
    { actor, action: "client.add", subject: first.clientId, detail: "one" },
    { actor, action: "client.add", detail: "two" },
    { actor, action: "client.rotate", subject: first.clientId }
  ])
  const actionsOf = async (...args: ReadonlyArray<string>) => {
    const { stdout } = await fax(["audit", "--database", store, "--format", "ndjson", ...args])
    return stdout.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line).action]))
  }
  expect(await actionsOf("--client", "one")).toEqual(["client.add", "client.rotate"])
  expect(await actionsOf("--client", first.clientId)).toEqual(["client.add", "client.rotate"])
  expect(await actionsOf("--limit", "1")).toEqual(["client.rotate"])
  expect(await actionsOf("--since", "2999-01-01")).toEqual([])
  const { stdout } = await fax(["audit", "--database", store])
  expect(stdout.split("\n")[0]).toMatch(/^AT +ACTOR +ACTION +SUBJECT +DETAIL$/)
  expect((await fax(["audit", "--client", "nobody", "--database", store])).code).toBe(4)
  expect((await fax(["audit", "--since", "whenever", "--database", store])).code).toBe(2)
})

it.each([
  [["clients", "list"]],
  [["clients", "rotate", "shop"]],
  [["clients", "revoke", "shop"]],
  [["audit"]],
  [["keys", "list"]],
  [["keys", "reseal"]]
])("makes no database to %j", async (args) => {
  const store = join(home, "typo.db")
  const { code, stderr } = await fax([...args, "--database", store])
  expect([code, stderr]).toEqual([
    2,
    `fax: there is no database ${store}; fax clients add and fax serve create one\n`
  ])
  expect(existsSync(store)).toBe(false)
})

it.each([[["clients", "add", "shop"]], [["clients", "list"]], [["serve", "--port", "0"]]])(
  "says that there is no folder for the database of %j",
  async (args) => {
    const folder = join(home, "nowhere")
    const { code, stderr } = await fax([...args, "--database", join(folder, "f.db")])
    expect([code, stderr]).toEqual([
      2,
      `fax: there is no folder ${folder} for the database ${folder}/f.db\n`
    ])
    const given = await fax([...args, "--database", home])
    expect([given.code, given.stderr]).toEqual([2, `fax: the database ${home} is a folder\n`])
  }
)

it("makes keys, shows what they seal, and seals anew", async () => {
  const store = join(home, "keys.db")
  const made = await fax(["keys", "new", "2026"])
  expect(made.stdout).toMatch(/^2026:[A-Za-z0-9+/]{43}=\n$/)
  expect((await fax(["keys", "new", "a:b"])).code).toBe(2)
  await json("clients", "add", "shop", "--database", store)
  const { code, stderr } = await fax(["keys", "reseal", "--database", store])
  expect([code, stderr]).toEqual([2, expect.stringContaining("there is no key to encrypt with")])
  const env = { FAXINGCENTER_GATEWAY_DOCUMENT_KEYS: made.stdout.trim() }
  const resealed = await fax(["keys", "reseal", "--database", store, "--json"], { env })
  expect(answerOf("keys reseal", resealed.stdout)).toEqual({ resealed: 0, texts: 1, unreadable: 0 })
  const listed = await fax(["keys", "list", "--database", store, "--json"], { env })
  expect(answerOf("keys list", listed.stdout)).toEqual({
    keys: [{ name: "2026", isConfigured: true, isCurrent: true, contents: 0, secrets: 2 }]
  })
  // What is noted is encrypted, too.
  const audit = await fax(["audit", "--database", store, "--json"], { env })
  expect(answerOf("audit", audit.stdout)).toMatchObject({
    entries: [
      { action: "client.add", detail: "shop" },
      { action: "keys.reseal", subject: "2026" }
    ]
  })
})
