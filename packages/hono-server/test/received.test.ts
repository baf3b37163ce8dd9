import { assert, describe, it } from "@effect/vitest"
import { Reception } from "@faxingcenter/gateway"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { at, gateway } from "./gatewayServing.js"

const tiff = Uint8Array.of(0x49, 0x49, 42, 0, 0xff)

/** A gateway at which two faxes came in for its client, and another client. */
const receiving = Effect.gen(function* () {
  const service = yield* gateway
  const { app, clientId, token, within } = service
  yield* within(
    Effect.gen(function* () {
      const reception = yield* Reception
      for (const remoteId of ["one", "two"]) {
        yield* reception.take({
          line: "test",
          remoteId,
          receivedAt: DateTime.unsafeMake("2026-11-29T12:00:00Z"),
          pages: 1,
          partial: remoteId === "two",
          to: "4711",
          tiff
        })
      }
      for (const { fax } of yield* reception.list({ nobody: true })) {
        yield* reception.assign(fax.receivedFaxId, clientId, { actor: "operator:anna" })
      }
    })
  )
  const stranger = yield* service.login()
  const bytes = (path: string) =>
    Effect.promise(async () => {
      const response = await app.request(path, { headers: { authorization: `Bearer ${token}` } })
      return { headers: response.headers, body: new Uint8Array(await response.arrayBuffer()) }
    })
  return { ...service, bytes, stranger }
})

describe("the faxes that came in", () => {
  it.scopedLive("are listed, had, marked, announced again and deleted, by their client alone", () =>
    Effect.gen(function* () {
      const { bytes, call, stranger } = yield* receiving
      const all = "/gateway/v1/received"
      const first = yield* call("GET", `${all}?limit=1`)
      const id = String(at(first.json, "faxes", 0, "receivedFaxId"))
      const second = yield* call("GET", `${all}?limit=1&before=${at(first.json, "next")}`)
      const other = String(at(second.json, "faxes", 0, "receivedFaxId"))
      assert.deepStrictEqual(
        [at(second.json, "next"), at(second.json, "faxes", 0, "to"), id === other],
        [undefined, "4711", false]
      )

      const document = yield* bytes(`${all}/${id}/document`)
      assert.deepStrictEqual(document.body, tiff)
      assert.deepStrictEqual(
        ["content-type", "content-length", "content-disposition", "cache-control"].map((name) =>
          document.headers.get(name)
        ),
        ["image/tiff", "5", `attachment; filename="fax-${id}.tif"`, "private, no-store"]
      )

      // Whoever it is not for learns nothing of it; not even that there is one.
      const attempts = [
        ["GET", ""],
        ["GET", "/document"],
        ["POST", "/read"],
        ["POST", "/redeliver"],
        ["DELETE", ""]
      ] as const
      for (const [method, path] of attempts) {
        const refused = yield* stranger(method, `${all}/${id}${path}`)
        assert.strictEqual(refused.status, 404, `${method} ${path}`)
      }
      assert.deepStrictEqual((yield* stranger("GET", all)).json, { faxes: [] })

      assert.isString(at((yield* call("POST", `${all}/${id}/read`)).json, "readAt"))
      const unread = yield* call("GET", `${all}?unread=true`)
      assert.strictEqual(at(unread.json, "faxes", 0, "receivedFaxId"), other)
      const marked = yield* call("POST", `${all}/${id}/read`, '{"read":false}')
      assert.deepStrictEqual(
        [at(marked.json, "read"), at(marked.json, "readAt")],
        [false, undefined]
      )
      assert.strictEqual((yield* call("POST", `${all}/${id}/redeliver`)).status, 200)
      assert.strictEqual((yield* call("DELETE", `${all}/${id}`)).status, 204)
      assert.strictEqual((yield* call("GET", `${all}/${id}`)).status, 404)

      // What is wrong is named.
      for (const [path, status, culprit] of [
        ["?unread=maybe", 400, "unread"],
        ["?limit=0", 400, "limit"],
        ["?before=42", 400, "before"],
        [`/${other}/document?format=gif`, 400, "format"],
        [`/${other}/document?format=png&page=0`, 400, "page"],
        [`/${other}/document?format=pdf`, 422, other],
        ["/42", 404, "42"]
      ] as const) {
        const refused = yield* call("GET", `${all}${path}`)
        assert.deepStrictEqual([refused.status, at(refused.json, "culprit")], [status, culprit])
      }
      assert.strictEqual((yield* call("POST", `${all}/${other}/read`, '{"red":1}')).status, 400)
    })
  )
})
