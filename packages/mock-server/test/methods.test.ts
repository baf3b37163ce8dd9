import * as Schema from "effect/Schema"
import { expect, it } from "vitest"
import { createMockServer } from "../src/index.js"

const mock = createMockServer()
const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

const ask = (path: string, method: string) =>
  mock.fetch(mock.url + path, { method, headers: { origin: mock.url } })

const Operation = Schema.Struct({
  parameters: Schema.optionalWith(
    Schema.Array(Schema.Struct({ in: Schema.String, name: Schema.String })),
    { default: () => [] }
  )
})
const decode = Schema.decodeUnknownSync(
  Schema.Struct({
    paths: Schema.Record({
      key: Schema.String,
      value: Schema.Record({ key: Schema.String, value: Operation })
    })
  })
)
/** Addresses of the control API, as its document has them. */
const documented = async () => {
  const { paths } = decode(await (await ask("/_mock/openapi.json", "GET")).json())
  return Object.entries(paths).filter(([path]) => path.startsWith("/_mock"))
}

/** Every address of the mock beside the contract's, and what it takes. */
const addresses = async () => {
  const taken = (await documented()).map(
    ([path, operations]) =>
      [
        path.replaceAll("{image}", "1.png").replaceAll(/\{\w+\}/g, "0"),
        Object.keys(operations).map((method) => method.toUpperCase())
      ] as const
  )
  return new Map<string, ReadonlyArray<string>>([
    ...taken,
    ["/", ["GET"]],
    ["/_mock/openapi.json", ["GET"]],
    ["/_mock/events", ["GET"]],
    ["/_mock/ui/faxes", ["POST"]]
  ])
}

it("every address says what it takes to OPTIONS and to every method that it does not take", async () => {
  const all = await addresses()
  expect(all.size).toBeGreaterThan(20)
  for (const [path, taken] of all) {
    const allowed = new Set([...taken, ...(taken.includes("GET") ? ["HEAD"] : []), "OPTIONS"])
    for (const method of methods.filter((one) => one === "OPTIONS" || !allowed.has(one))) {
      const { headers, status } = await ask(path, method)
      const allow = new Set(headers.get("allow")?.split(", "))
      expect([path, method, status, allow]).toEqual([
        path,
        method,
        method === "OPTIONS" ? 204 : 405,
        allowed
      ])
    }
  }
  expect((await ask("/_mock/nothing", "PUT")).status).toBe(404)
})

it("an empty member of a query is one that was not given", async () => {
  for (const [path, { get }] of await documented()) {
    if (get === undefined || path.includes("{")) continue
    const names = get.parameters.flatMap((one) => (one.in === "query" ? [one.name] : []))
    const plain = await (await ask(path, "GET")).text()
    const empty = await ask(`${path}?${names.map((name) => `${name}=`).join("&")}`, "GET")
    expect([path, empty.status]).toEqual([path, 200])
    if (!path.endsWith("clock")) expect(await empty.text()).toBe(plain)
  }
  const events = await ask("/_mock/events?client=&other=", "GET")
  expect(events.status).toBe(200)
  await events.body?.cancel()
  // Where there is a body, it is the same.
  const advance = await mock.fetch(`${mock.url}/_mock/clock/advance?client=`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ by: "1 hour" })
  })
  expect(advance.status).toBe(200)
})
