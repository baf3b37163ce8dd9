import { FaxError } from "@faxingcenter/core"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { describe, expect, it } from "vitest"
import { jsonType, serving } from "./serving.js"

const { ask } = serving()
const form = { "content-type": "application/x-www-form-urlencoded" }
const basic = (pair: string) => ({ authorization: `Basic ${btoa(pair)}` })
const good = { client_id: "demo", client_secret: "demo", grant_type: "client_credentials" }
const grant = "grant_type=client_credentials"

const post = (headers: Record<string, string>, body: string) =>
  ask("/oauth", { method: "POST", headers, body })

describe("a token is given to", () => {
  it.each<readonly [string, Record<string, string>, string]>([
    ["a JSON body", jsonType, JSON.stringify(good)],
    ["a JSON body with more in it", jsonType, JSON.stringify({ ...good, more: { client_id: 1 } })],
    ["a form", form, String(new URLSearchParams(good))],
    [
      "a form of percent-encoded values",
      form,
      `client_id=a+b%25zz&client_secret=p%2Bq+%25zz%26%3D&${grant}`
    ],
    ["a Basic header", { ...form, ...basic("demo:demo") }, grant],
    [
      "a Basic header, with JSON",
      { ...jsonType, ...basic("demo:demo") },
      `{"grant_type":"client_credentials"}`
    ],
    ["a raw Basic pair with a bad escape", { ...form, ...basic("a b%zz:p+q %zz&=") }, grant],
    ["an encoded Basic pair", { ...form, ...basic("a+b%25zz:p%2Bq%20%25zz%26%3D") }, grant],
    [
      "body and header that agree, as the Java client sends",
      { ...form, ...basic("demo:demo") },
      String(new URLSearchParams(good))
    ],
    [
      "body and header that agree but for encoding",
      { ...jsonType, ...basic("a%20b%25zz:p%2Bq%20%25zz%26%3D") },
      JSON.stringify({ ...good, client_id: "a b%zz", client_secret: "p+q %zz&=" })
    ],
    [
      "a body beside another scheme",
      { ...jsonType, authorization: "Bearer 0123" },
      JSON.stringify(good)
    ]
  ])("%s", async (_name, headers, body) => {
    const answer = await post(headers, body)
    expect(answer.json).toMatchObject({ expires_in: 3600, token_type: "Bearer" })
    expect(answer.json.access_token).toMatch(/^[0-9a-f]{44}$/)
    expect(answer.headers.get("cache-control")).toBe("no-store")
    expect(answer.headers.get("pragma")).toBe("no-cache")
  })
})

it("every request makes a new token", async () => {
  const [one, two] = [
    await post(jsonType, JSON.stringify(good)),
    await post(jsonType, JSON.stringify(good))
  ]
  expect(one.json.access_token).not.toBe(two.json.access_token)
})

it.each([" ", "  \t ", " demo ", "demo "])(
  "a Basic password of %j is taken as given",
  async (given) => {
    const secrets: Array<string> = []
    const { ask } = serving({
      authenticate: ({ clientSecret }) =>
        Effect.suspend(() => {
          secrets.push(Redacted.value(clientSecret))
          return Effect.fail(
            new FaxError.Unauthorized({ reason: "invalid_client", detail: "wrong" })
          )
        })
    })
    const headers = { ...form, ...basic(`demo:${given}`) }
    const answer = await ask("/oauth", { method: "POST", headers, body: grant })
    expect([answer.status, secrets]).toEqual([401, [given]])
  }
)

describe("no token is given to", () => {
  it.each<readonly [string, Record<string, string>, string, number, string]>([
    [
      "a wrong secret",
      jsonType,
      JSON.stringify({ ...good, client_secret: "x" }),
      401,
      "invalid_client"
    ],
    ["an unknown client", form, `client_id=x&client_secret=x&${grant}`, 401, "invalid_client"],
    ["a wrong Basic pair", { ...form, ...basic("demo:x") }, grant, 401, "invalid_client"],
    [
      "a Basic header that is no base64",
      { ...form, authorization: "Basic ???" },
      grant,
      401,
      "invalid_client"
    ],
    ["a Basic header without a colon", { ...form, ...basic("demo") }, grant, 401, "invalid_client"],
    ["an empty Basic header", { ...form, authorization: "Basic" }, grant, 401, "invalid_client"],
    ["an empty Basic password", { ...form, ...basic("demo:") }, grant, 401, "invalid_client"],
    [
      "an empty Basic password beside the body's",
      { ...form, ...basic("demo:") },
      String(new URLSearchParams(good)),
      401,
      "invalid_client"
    ],
    ["an empty Basic name", { ...form, ...basic(":demo") }, grant, 401, "invalid_client"],
    ["an empty Basic pair", { ...form, ...basic(":") }, grant, 401, "invalid_client"],
    [
      "an empty secret",
      jsonType,
      JSON.stringify({ ...good, client_secret: "" }),
      400,
      "invalid_request"
    ],
    ["nobody", form, grant, 401, "invalid_client"],
    ["a client without a secret", form, `client_id=demo&${grant}`, 400, "invalid_request"],
    [
      "a secret without a client",
      jsonType,
      JSON.stringify({ ...good, client_id: "" }),
      400,
      "invalid_request"
    ],
    [
      "two different clients",
      { ...form, ...basic("demo:demo") },
      `client_id=other&${grant}`,
      400,
      "invalid_request"
    ],
    [
      "another grant",
      jsonType,
      JSON.stringify({ ...good, grant_type: "password" }),
      400,
      "unsupported_grant_type"
    ],
    [
      "no grant",
      jsonType,
      JSON.stringify({ ...good, grant_type: undefined }),
      400,
      "invalid_request"
    ],
    [
      "a parameter twice in a form",
      form,
      `client_id=demo&client_id=demo&client_secret=demo&${grant}`,
      400,
      "invalid_request"
    ],
    [
      "a member twice in JSON",
      jsonType,
      `{"client_id":"demo","client_secret":"demo","client_secret":"demo","grant_type":"client_credentials"}`,
      400,
      "invalid_request"
    ],
    [
      "a member twice in JSON, once escaped",
      jsonType,
      `{"client_id":"x","client\\u005fid":"demo","client_secret":"demo","grant_type":"client_credentials"}`,
      400,
      "invalid_request"
    ],
    [
      "a member of another kind",
      jsonType,
      JSON.stringify({ ...good, client_id: 5 }),
      400,
      "invalid_request"
    ],
    ["malformed JSON", jsonType, `{"client_id`, 400, "invalid_request"],
    ["JSON of another shape", jsonType, "[1]", 400, "invalid_request"],
    ["an empty body", form, "", 400, "invalid_request"]
  ])("%s", async (_name, headers, body, status, error) => {
    const answer = await post(headers, body)
    expect(answer.json).toEqual({ error, error_description: expect.any(String) })
    expect(answer.status).toBe(status)
    expect(answer.headers.get("content-type")).toBe("application/json")
    expect(answer.headers.get("cache-control")).toBe("no-store")
    expect(answer.headers.get("pragma")).toBe("no-cache")
    expect(answer.headers.get("www-authenticate")).toBe(
      status === 401 ? `Basic realm="faxingcenter"` : null
    )
  })

  it("a body of another media type", async () => {
    const answer = await post({ "content-type": "text/plain" }, "hello")
    expect(answer.json).toMatchObject({ status: 415, culprit: "text/plain" })
  })

  it("a body that is not UTF-8", async () => {
    const answer = await ask("/oauth", {
      method: "POST",
      headers: jsonType,
      body: Uint8Array.of(0x22, 0xff, 0x22)
    })
    expect(answer.json).toMatchObject({ error: "invalid_request" })
  })

  it("who asks too often, who is told when to come back", async () => {
    const limited = serving({
      authenticate: () =>
        Effect.fail(
          new FaxError.RateLimited({
            detail: "Too many requests",
            retryAfter: Duration.millis(1500)
          })
        )
    })
    const answer = await limited.ask("/oauth", {
      method: "POST",
      headers: jsonType,
      body: JSON.stringify(good)
    })
    expect(answer.json).toMatchObject({ status: 429 })
    expect(answer.headers.get("retry-after")).toBe("2")
  })
})
