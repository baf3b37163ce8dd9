import { describe, expect, it } from "@effect/vitest"
import { elideData, redactBody } from "../src/http/redact.js"

describe("what the journal keeps of a body", () => {
  const send = (data: string) =>
    `{"documents":[{"file_name":"a.pdf","file_data" : "${data}","order":"0"}]}`

  it("has a length instead of the data of each document, however large", () => {
    const data = "QUJD".repeat(4 * 1024 * 1024)
    expect(elideData(send(data))).toBe(send(`[${data.length} characters of base64]`))
    expect(elideData(send(data.slice(0, 1000)) + send(data.slice(0, 2000)))).toBe(
      send("[1000 characters of base64]") + send("[2000 characters of base64]")
    )
  })

  it("keeps short data, data that is no base64, and data without an end", () => {
    const odd = `${"a".repeat(100)}\\"${"b".repeat(100)}`
    for (const body of [send("QUJD"), send(odd), `{"file_data":"${"a".repeat(100)}`]) {
      expect(elideData(body)).toBe(body)
    }
  })

  it("has no secret, not even one that goes on beyond what is kept", () => {
    const long = "s3cret".repeat(1024 * 1024)
    expect(redactBody(`{"client_id":"demo","client_secret":"${long}"}`)).toBe(
      '{"client_id":"demo","client_secret":"[redacted]"[...]'
    )
    expect(redactBody("client_id=demo&client_secret=s3cret&grant_type=client_credentials")).toBe(
      "client_id=demo&client_secret=[redacted]&grant_type=client_credentials"
    )
  })
})
