import { layer as pagesLayer } from "@faxingcenter/pages"
import { Validator } from "@seriousme/openapi-schema-validator"
import { Ajv2020 } from "ajv/dist/2020.js"
import * as Layer from "effect/Layer"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { connectMock } from "../src/client.js"
import { createMockServer, type MockServer } from "../src/index.js"

const letter = (text: string) => ({
  fileName: "letter.txt",
  bytes: Buffer.from(text).toString("base64")
})

interface Document {
  readonly paths: Record<string, Record<string, { readonly responses: Record<string, unknown> }>>
}

interface Asked {
  readonly body?: unknown
  readonly headers?: Record<string, string>
  readonly ids?: Record<string, string>
  readonly query?: string
  readonly to?: MockServer
}

describe("the control API and its OpenAPI document", () => {
  let mock: MockServer
  let document: Document
  const ajv = new Ajv2020({ strict: false, validateFormats: false })

  beforeAll(async () => {
    mock = createMockServer({ pages: pagesLayer({ workers: 1 }) })
    document = (await (await mock.fetch("/_mock/openapi.json")).json()) as Document
    ajv.addSchema({ $id: "api", ...document })
  })
  afterAll(() => mock.close())

  const pointer = (...parts: ReadonlyArray<string>) =>
    parts.map((part) => part.replaceAll("~", "~0").replaceAll("/", "~1")).join("/")

  /** Asks, and holds the answer to what the document says of this route. */
  const ask = async (
    route: string,
    { body, headers, ids = {}, query = "", to = mock }: Asked
  ): Promise<{ status: number; answer: unknown }> => {
    const [method = "", template = ""] = route.split(" ")
    const path = template.replace(/\{(\w+)\}/g, (_, name) => ids[name] ?? "")
    const answer = await to.fetch(path + query, {
      method,
      headers: {
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === "string" ? body : JSON.stringify(body) })
    })
    const status = String(answer.status)
    const operation = document.paths[template]?.[method.toLowerCase()]
    expect(Object.keys(operation?.responses ?? {}), route).toContain(status)
    if (status === "204") return { status: 204, answer: undefined }
    const type = answer.headers.get("content-type")?.split(";")[0] ?? ""
    const place = pointer("paths", template, method.toLowerCase(), "responses", status, "content")
    const schema = ajv.compile({ $ref: `api#/${place}/${pointer(type)}/schema` })
    if (type !== "application/json") {
      return { status: answer.status, answer: new Uint8Array(await answer.arrayBuffer()) }
    }
    const value: unknown = await answer.json()
    expect([route, schema(value), schema.errors]).toEqual([route, true, null])
    expect(JSON.stringify(value)).not.toContain('"_tag"')
    return { status: answer.status, answer: value }
  }

  it("is valid OpenAPI 3.1", async () => {
    const validator = new Validator()
    expect(await validator.validate(JSON.parse(JSON.stringify(document)))).toEqual({ valid: true })
  })

  it("lists the pages of a fax, with their sizes, texts and pictures", async () => {
    const [fax] = mock.seed([
      { number: "15005550001", documents: [letter("Dear Ann,\n\nyours\f"), letter("P.S.")] }
    ])
    const ids = { messageId: fax?.messageId ?? "" }
    const { answer } = await ask("GET /_mock/faxes/{messageId}/pages", { ids })
    const page = { width: 1728, rows: 2290, fileName: "letter.txt", documentPage: 1 }
    expect(answer).toMatchObject({
      paper: "a4",
      resolution: "fine",
      pages: [
        { ...page, number: 1, text: "Dear Ann,\n\nyours" },
        { ...page, number: 2, text: "P.S.", image: `/_mock/faxes/${ids.messageId}/pages/2.png` }
      ]
    })
    const sizeOf = async (image: string, query: string) => {
      const route = "GET /_mock/faxes/{messageId}/pages/{image}"
      const { answer, status } = await ask(route, { ids: { ...ids, image }, query })
      return answer instanceof Uint8Array
        ? new DataView(answer.buffer).getUint32(16)
        : [status, answer]
    }
    expect(await sizeOf("1.png", "")).toBe(1728)
    expect(await sizeOf("2.png", "?width=300")).toBe(300)
    expect(await sizeOf("3.png", "")).toEqual([
      404,
      { error: "not_found", detail: "There is no page 3 of 2" }
    ])
    expect(await sizeOf("1.svg", "")).toMatchObject([400, {}])
    expect(await sizeOf("1.png", "?width=100000")).toMatchObject([400, {}])
  })

  it("gives the same to the typed client", async () => {
    const [fax] = mock.seed([{ number: "15005550001", documents: [letter("Hello")] }])
    const messageId = fax?.messageId ?? ""
    const remote = connectMock(mock.url, { fetch: mock.fetch })
    const [page, none] = await remote.pages({ messageId })
    const [own] = await mock.pages({ messageId })
    expect(none).toBeUndefined()
    expect({ ...page, image: 0 }).toEqual({ ...own, image: 0 })
    expect(page?.text).toBe("Hello")
    expect(await page?.image()).toEqual(await own?.image())
    const start = (bytes: Uint8Array) => new TextDecoder().decode(bytes.subarray(0, 4))
    expect(start(await remote.tiff(messageId))).toBe("II*\0")
    expect(start(await remote.pdf(messageId))).toBe("%PDF")
  })

  it("says why there are no pages to show", async () => {
    const [fax] = mock.seed([{ number: "15005550001", documents: [letter("%PDF-1.4 broken")] }])
    const ids = { messageId: fax?.messageId ?? "" }
    const route = "GET /_mock/faxes/{messageId}/pages"
    const detail = "letter.txt: the file is not a readable PDF"
    expect(await ask(route, { ids })).toEqual({
      status: 409,
      answer: { error: "conflict", detail }
    })
    expect((await ask(route, { ids: { messageId: "0" } })).status).toBe(404)
    await expect(mock.pages({ messageId: ids.messageId })).rejects.toThrow(detail)
    await expect(mock.pages(mock.faxes({ number: "1" })[0])).rejects.toThrow("There is no fax")
    await using blind = createMockServer()
    const [other] = blind.seed([{ number: "15005550001" }])
    await expect(blind.pages(other)).rejects.toThrow("createMockServer({ pages: layer() })")
  })

  it("says in words what was wrong, as the document has it", async () => {
    const faxes = "POST /_mock/faxes"
    for (const body of ["{bad", ""]) {
      expect(await ask(faxes, { body })).toMatchObject({
        status: 400,
        answer: {
          error: "bad_request",
          detail: expect.stringMatching(/^The body cannot be read: .*JSON/)
        }
      })
    }
    expect(await ask(faxes, { body: { faxes: [{ number: 1 }] } })).toMatchObject({
      status: 400,
      answer: { error: "bad_request", errors: [{ pointer: "/faxes/0/number" }] }
    })
    const detail = (told: string) => ({ detail: expect.stringContaining(told) })
    expect(await ask(faxes, { body: "x".repeat(17 * 1024 * 1024) })).toMatchObject({
      status: 413,
      answer: detail("more than 16777216 bytes")
    })
    expect(await ask("GET /_mock/clock", { headers: { host: "evil.example" } })).toMatchObject({
      status: 403,
      answer: detail("does not accept requests for the host evil.example")
    })
    const [fax] = mock.seed([{ number: "15005550001" }])
    const ids = { messageId: fax?.messageId ?? "", index: "9" }
    expect(await ask("GET /_mock/faxes/{messageId}/documents/{index}", { ids })).toMatchObject({
      status: 404,
      answer: detail("no document 9 of 1")
    })
    await using broken = createMockServer({ pages: Layer.die(new Error("no fonts")) })
    const [other] = broken.seed([{ number: "15005550001" }])
    const asked = { ids: { messageId: other?.messageId ?? "" }, to: broken }
    expect(await ask("GET /_mock/faxes/{messageId}/pages", asked)).toMatchObject({
      status: 500,
      answer: detail("no fonts")
    })
    const inbox = await broken.fetch(`/?fax=${other?.messageId}`)
    expect([inbox.status, await inbox.json()]).toMatchObject([500, detail("no fonts")])
    await using small = createMockServer({ limits: { clients: 1 } })
    small.of("ann").seed([{ number: "15005550001" }])
    await ask("POST /_mock/snapshots", { to: small })
    small.of("ann").reset()
    small.of("bob").seed([{ number: "15005550001" }])
    const restore = { ids: { id: "1" }, to: small }
    expect(await ask("POST /_mock/snapshots/{id}/restore", restore)).toMatchObject({
      status: 409,
      answer: detail("at most 1 clients")
    })
  })

  const broken = { method: "POST", body: "{", headers: { "content-type": "multipart/form-data" } }
  it.each([
    ["a query that it does not know", "/_mock/events?x=1", {}, 400, "bad_request"],
    ["a method that is not taken", "/_mock/ui/faxes/0", {}, 405, "method_not_allowed"],
    ["a fax that is not there", "/_mock/ui/faxes/0/originals/0", {}, 404, "not_found"],
    ["what is no form", "/_mock/ui/faxes", broken, 400, "bad_request"],
    ["another site", "/", { headers: { host: "evil.example" } }, 403, "forbidden"]
  ] as const)(
    "refuses %s in words, beside the documented routes too",
    async (_, path, init, status, error) => {
      const answer = await mock.fetch(path, init)
      expect([answer.status, await answer.json()]).toEqual([
        status,
        { error, detail: expect.any(String) }
      ])
    }
  )

  it.each([
    ["GET", "/_mock"],
    ["GET", "/_mock/nothing?x=1"],
    ["GET", "/_mock/ui/nothing"]
  ])("names what there is not: %s %s", async (method, path) => {
    const answer = await mock.fetch(path, { method })
    const detail = `There is no ${method} ${path.split("?")[0]}; /_mock/openapi.json lists what there is`
    expect([answer.status, await answer.json()]).toEqual([404, { error: "not_found", detail }])
  })

  it("answers every other route as it says", async () => {
    mock.reset()
    mock.freeze()
    const seeded = await ask("POST /_mock/faxes", {
      body: {
        faxes: [{ number: "15005550004" }, { number: "15005550001", documents: [letter("x")] }]
      }
    })
    expect(seeded.status).toBe(200)
    const [one, two] = mock.faxes()
    const ids = { messageId: one?.messageId ?? "", index: "0", id: "1" }
    const fax = "/_mock/faxes/{messageId}"
    const scenarios = [
      { name: "slow", when: { nth: [1, 2] }, do: { delay: { min: "1s", max: 2000 } } },
      { do: { calls: [{ ends: "busy" }, { after: "2m", ends: "delivered", pages: 1 }] } }
    ]
    const statuses: Record<string, number> = {}
    const asked = async (route: string, given: Parameters<typeof ask>[1] = {}) => {
      statuses[route] = (await ask(route, { ids, ...given })).status
    }
    await asked("GET /_mock/faxes", { query: "?limit=1" })
    await asked(`POST ${fax}/hold`)
    await asked(`POST ${fax}/release`)
    await asked("POST /_mock/clock/advance", { body: { by: "1500 ms" } })
    await asked(`GET ${fax}`)
    await asked(`POST ${fax}/fail`, { body: { reason: "blocked" } })
    await asked(`POST ${fax}/deliver`)
    await asked(`GET ${fax}/documents/{index}`)
    await asked(`GET ${fax}/fax.tiff`)
    await asked(`GET ${fax}/fax.pdf`)
    await mock.fetch("/api/rest/fax/search?p=1")
    await asked("POST /_mock/received", { body: { from: "13055550100", after: "1 hour" } })
    await asked("GET /_mock/received")
    await asked("GET /_mock/journal")
    await asked("POST /_mock/verify", { body: { faxes: [{ fax: { number: "1" }, times: 2 }] } })
    await asked("POST /_mock/wait", { body: { fax: { number: "1" }, timeout: 1 } })
    await asked("PUT /_mock/scenarios", { body: { scenarios } })
    await asked("POST /_mock/scenarios", { body: { scenarios } })
    await asked("GET /_mock/scenarios", { query: "?client=demo" })
    await asked("DELETE /_mock/scenarios")
    await asked("GET /_mock/clock")
    await asked("POST /_mock/clock/freeze")
    await asked("POST /_mock/clock/unfreeze")
    await asked("POST /_mock/clock/run-to-end")
    await asked("GET /_mock/clients")
    await asked("POST /_mock/tokens/expire")
    await asked("POST /_mock/snapshots")
    await asked("POST /_mock/snapshots/{id}/restore")
    await asked(`DELETE ${fax}`, { ids: { messageId: two?.messageId ?? "" } })
    await asked("DELETE /_mock/journal")
    await asked("DELETE /_mock/faxes")
    await asked("POST /_mock/reset", { body: {} })
    const unusual = Object.entries(statuses).filter(([, status]) => ![200, 204].includes(status))
    // It had failed already.
    expect(unusual).toEqual([[`POST ${fax}/deliver`, 409]])
    const routes = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`)
    )
    const elsewhere = ["POST /_mock/faxes", `GET ${fax}/pages`, `GET ${fax}/pages/{image}`]
    expect(routes.filter((route) => !(route in statuses)).sort()).toEqual(elsewhere.sort())
  })
})
