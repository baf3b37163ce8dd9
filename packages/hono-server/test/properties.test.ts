import * as fc from "effect/FastCheck"
import { expect, it } from "vitest"
import { serving } from "./serving.js"

const routes = serving()

const path = fc.oneof(
  fc.constantFrom(
    "/oauth",
    "/api/rest/fax/send",
    "/api/rest/fax/status",
    "/api/rest/fax/search",
    "/openapi.json"
  ),
  fc.webPath()
)
const query = fc.oneof(
  fc.webQueryParameters(),
  fc
    .dictionary(
      fc.constantFrom(
        "sid",
        "mid",
        "p",
        "from_date",
        "to_date",
        "fax_number",
        "status",
        "__proto__"
      ),
      fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("04/01/2014", "a".repeat(32), "1"))
    )
    .map((parameters) => String(new URLSearchParams(parameters)))
)
const almostSend = fc.record(
  {
    receipients: fc.array(
      fc.oneof(
        fc.dictionary(fc.constantFrom("send_to", "fax_number", "reference"), fc.jsonValue()),
        fc.jsonValue()
      )
    ),
    documents: fc.array(
      fc.record(
        {
          file_name: fc.oneof(fc.string(), fc.jsonValue()),
          file_data: fc.oneof(fc.base64String(), fc.jsonValue()),
          order: fc.oneof(fc.integer(), fc.string(), fc.double(), fc.jsonValue())
        },
        { requiredKeys: [] }
      )
    ),
    reference: fc.jsonValue()
  },
  { requiredKeys: [] }
)
const body = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.uint8Array(),
  fc.json(),
  almostSend.map((value) => JSON.stringify(value)),
  fc
    .dictionary(
      fc.constantFrom("client_id", "client_secret", "grant_type"),
      fc.oneof(fc.constant("client_credentials"), fc.jsonValue())
    )
    .map((value) => JSON.stringify(value))
)
const headers = fc.record(
  {
    "content-type": fc.oneof(
      fc.constantFrom("application/json", "application/x-www-form-urlencoded"),
      fc.stringMatching(/^[!-~]*$/)
    ),
    authorization: fc.oneof(
      fc.constant("known"),
      fc.base64String().map((pair) => `Basic ${pair}`),
      fc.stringMatching(/^[!-~]*$/).map((token) => `Bearer ${token}`),
      fc.stringMatching(/^[!-~]*$/)
    ),
    "content-length": fc.oneof(fc.nat().map(String), fc.stringMatching(/^[!-~]*$/))
  },
  { requiredKeys: [] }
)

const request = fc.record({
  method: fc.constantFrom("GET", "POST", "PUT", "HEAD", "DELETE"),
  path,
  query,
  headers,
  body
})

it("no request is answered with a 5xx, and every answer is described", () =>
  fc.assert(
    fc.asyncProperty(request, async ({ body, headers, method, path, query }) => {
      const known = headers.authorization === "known" ? await routes.authorization() : {}
      const answer = await routes.ask(query === "" ? path : `${path}?${query}`, {
        method,
        headers: { ...headers, ...known },
        ...(method === "GET" || method === "HEAD" ? {} : { body })
      })
      expect(answer.status).toBeLessThan(500)
      expect(answer.headers.get("content-type")).toMatch(/^application\/(problem\+)?json$/)
    }),
    { numRuns: 1000 }
  ))
