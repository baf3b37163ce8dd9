import { afterEach, describe, expect, it } from "vitest"
import { createMockServer, type MockServer } from "../src/index.js"

/** Methods of arrays that pass over all of them. */
const passing = [
  "map",
  "filter",
  "flatMap",
  "reduce",
  "sort",
  "toSorted",
  "find",
  "findIndex",
  "some",
  "every",
  "forEach",
  "toReversed"
] as const

const iterators = [new Map().entries(), new Set().values()].map((it) => Object.getPrototypeOf(it))

/** How many entries of maps, sets and arrays are visited while this is done, whoever does it. */
const visitedBy = async (work: () => Promise<void>): Promise<number> => {
  let visited = 0
  const counted: Array<() => void> = []
  const count = (owner: object, name: string, entries: (self: unknown) => number) => {
    const original: unknown = Reflect.get(owner, name)
    if (typeof original !== "function") throw new Error(`${name} is no method`)
    const counting = function (this: unknown, ...given: Array<unknown>) {
      visited += entries(this)
      return Reflect.apply(original, this, given)
    }
    Object.defineProperty(owner, name, { value: counting, configurable: true, writable: true })
    counted.push(() =>
      Object.defineProperty(owner, name, { value: original, configurable: true, writable: true })
    )
  }
  for (const method of passing) {
    count(Array.prototype, method, (self) => (Array.isArray(self) ? self.length : 0))
  }
  for (const iterator of iterators) count(iterator, "next", () => 1)
  try {
    await work()
  } finally {
    for (const restore of counted) restore()
  }
  return visited
}

const body = JSON.stringify({
  receipients: [{ send_to: "15005550001" }],
  documents: [{ file_name: "a.txt", file_data: "SGVsbG8=", order: "0" }]
})

describe("what a call to the mock costs does not grow with what it keeps", () => {
  let mock: MockServer | undefined
  afterEach(() => mock?.close())

  /** Entries visited for each of these, by a mock whose inbox and journal are full with so many. */
  const costs = async (kept: number) => {
    mock = createMockServer({ limits: { faxes: kept, journal: kept } })
    const { url } = await mock.listen()
    const post = (path: string, text: string, headers: Record<string, string> = {}) =>
      fetch(url + path, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: text
      })
    const token = await post(
      "/oauth",
      JSON.stringify({ client_id: "demo", client_secret: "demo", grant_type: "client_credentials" })
    )
    const given = /"access_token":"(\w+)"/.exec(await token.text())?.[1]
    const headers = { authorization: `Bearer ${given}` }
    mock.seed(Array.from({ length: kept }, () => ({ number: "15005550001" })))
    const send = async () => {
      const answer = await post("/api/rest/fax/send", body, headers)
      expect(answer.status).toBe(201)
      return answer.text()
    }
    for (let index = 0; index < 20; index++) await send()
    const sendId = /"request_reference":"(\w+)"/.exec(await send())?.[1]
    expect(mock.faxes()).toHaveLength(kept)
    const status = async () => {
      await (await fetch(`${url}/api/rest/fax/status?sid=${sendId}`, { headers })).text()
    }
    const found = {
      send: await visitedBy(async () => void (await send())),
      status: await visitedBy(status)
    }
    await mock.close()
    return found
  }

  // The client is counted too, which needs some hundred more or less.
  it("by a send or a status, with 100 faxes and with 2,000", async () => {
    const few = await costs(100)
    const many = await costs(2000)
    for (const call of ["send", "status"] as const) {
      expect(many[call], call).toBeLessThan(few[call] + 500)
    }
  })

  it("by telling an open inbox when the next thing happens: each message is looked at once", async () => {
    mock = createMockServer()
    mock.freeze()
    mock.seed(Array.from({ length: 1000 }, () => ({ number: "15005550002" })))
    const [tenant] = mock.tenants
    const visited = await visitedBy(async () => void tenant?.inbox.changesAt(0))
    expect(visited).toBeLessThan(100)
    mock.unfreeze()
    const running = await visitedBy(async () => void tenant?.inbox.changesAt(0))
    expect(running).toBeLessThan(1100)
  })
})
