import { Validator } from "@seriousme/openapi-schema-validator"
import { Hono } from "hono"
import { describe, expect, it } from "vitest"
import { openApi } from "../src/index.js"
import { serving } from "./serving.js"

describe("the OpenAPI document", () => {
  it("is valid OpenAPI 3.1", async () => {
    const validator = new Validator()
    const result = await validator.validate(JSON.parse(JSON.stringify(openApi())))
    expect(result).toEqual({ valid: true })
    expect(validator.version).toBe("3.1")
  })

  it("is served beside the routes, wherever they are mounted", async () => {
    const { app } = serving()
    const mounted = new Hono().route("/fax/v1", app)
    expect(await (await app.request("/openapi.json")).json()).toEqual(
      JSON.parse(JSON.stringify(openApi("/")))
    )
    expect(await (await mounted.request("/fax/v1/openapi.json")).json()).toEqual(
      JSON.parse(JSON.stringify(openApi("/fax/v1")))
    )
  })

  it("has every route, and both revisions of a send", () => {
    const { paths } = openApi()
    expect(Object.entries(paths).map(([path, item]) => [path, Object.keys(item)])).toEqual([
      ["/oauth", ["post"]],
      ["/api/rest/fax/send", ["post"]],
      ["/api/rest/fax/status", ["get"]],
      ["/api/rest/fax/search", ["get"]]
    ])
    expect(paths["/api/rest/fax/send"]).toMatchObject({
      post: {
        requestBody: {
          content: {
            "application/json": {
              schema: {
                anyOf: [
                  { $ref: "#/components/schemas/WireSend20140403" },
                  { $ref: "#/components/schemas/WireSend20140409" }
                ]
              }
            }
          }
        },
        responses: {
          201: {
            content: {
              "application/json": {
                schema: {
                  anyOf: [
                    { $ref: "#/components/schemas/WireReceipt20140403" },
                    { $ref: "#/components/schemas/WireReceipt20140409" }
                  ]
                }
              }
            }
          }
        }
      }
    })
  })
})

describe("routes mounted in another app", () => {
  it("keep their own errors, and leave the rest to it", async () => {
    const { app } = serving({
      clientOf: () => {
        throw new Error("thrown, not failed")
      }
    })
    const host = new Hono()
      .route("/fax", app)
      .get("/", (c) => c.text("home"))
      .notFound((c) => c.text("nothing here", 404))
    expect(await (await host.request("/")).text()).toBe("home")
    expect(await (await host.request("/fax/nope")).text()).toBe("nothing here")
    const unauthorized = await host.request("/fax/api/rest/fax/status")
    expect(unauthorized.headers.get("www-authenticate")).toContain("Bearer")
    const broken = await host.request("/fax/api/rest/fax/status", {
      headers: { authorization: "Bearer 0123" }
    })
    expect(await broken.json()).toMatchObject({
      status: 500,
      detail: "The server failed to answer"
    })
  })
})
