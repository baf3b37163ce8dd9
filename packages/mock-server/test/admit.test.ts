import { describe, expect, it } from "vitest"
import { createMockServer } from "../src/index.js"
import { makeSite } from "../src/site/makeSite.js"

const key = "letmein"
const outside = "203.0.113.7"

const site = (address: string | undefined) => {
  const mock = createMockServer()
  const { fetch } = makeSite(mock, { allowedHosts: ["fax-mock"], key })
  return (path: string, headers: Record<string, string> = {}) =>
    fetch(
      new Request(`http://localhost${path}`, { headers: { host: "localhost", ...headers } }),
      address
    )
}

describe("the inbox and the control API of a mock that other machines reach", () => {
  it.each(["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1", undefined])(
    "are open to this machine (%s)",
    async (address) => {
      const ask = site(address)
      expect((await ask("/")).status).toBe(200)
      expect((await ask("/_mock/clock")).status).toBe(200)
    }
  )

  it.each([outside, "10.0.0.3", "::ffff:10.0.0.3", "fe80::1", "1::1"])(
    "are closed to %s without the key, whatever host it names",
    async (address) => {
      const ask = site(address)
      for (const path of [
        "/",
        "/_mock/faxes",
        "/_mock/events",
        "/_mock/ui/inbox.js",
        "/?key=guess"
      ]) {
        expect((await ask(path, { host: "localhost" })).status, path).toBe(403)
      }
      expect(
        (await ask("/", { authorization: "Bearer guess", cookie: "fax_mock_key=" })).status
      ).toBe(403)
    }
  )

  it("open with the key: as a bearer token, or once in an address, which a cookie remembers", async () => {
    const ask = site(outside)
    expect((await ask("/_mock/clock", { authorization: `Bearer ${key}` })).status).toBe(200)
    const answer = await ask(`/?key=${key}&q=a`)
    expect(answer.status).toBe(303)
    expect(answer.headers.get("location")).toBe("/?q=a")
    const cookie = answer.headers.get("set-cookie") ?? ""
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict$/)
    expect((await ask("/", { cookie: `a=b; ${cookie.split(";")[0]}` })).status).toBe(200)
  })

  it("still answer to no host that is not allowed", async () => {
    const ask = site(outside)
    const authorization = `Bearer ${key}`
    expect((await ask("/", { authorization, host: "evil.example" })).status).toBe(403)
    expect((await ask("/", { authorization, host: "fax-mock" })).status).toBe(200)
  })
})
