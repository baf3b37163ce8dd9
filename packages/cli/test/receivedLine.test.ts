import { readFileSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import { join } from "node:path"
import { Pages, layer as pagesLayer } from "@faxingcenter/pages"
import * as Effect from "effect/Effect"
import { afterAll, describe, expect, it } from "vitest"
import {
  adminPassword,
  missingForHylafax,
  type PrivateHylafax,
  startHylafax
} from "../../../scripts/line/hylafax.mjs"
import { fax, home } from "./fax.js"
import { at, serveGateway } from "./servedGateway.js"

const missing = missingForHylafax()
if (missing !== undefined) console.warn(`SKIPPED: nobody is called through HylaFAX: ${missing}`)

/** Where the receiving modem answers. */
const ourselves = "13055551110"

let hylafax: PrivateHylafax | undefined
const announced: Array<unknown> = []
const webhooks = createServer((request, response) => {
  let body = ""
  request.on("data", (part) => {
    body += part
  })
  request.on("end", () => {
    announced.push(JSON.parse(body))
    response.writeHead(204).end()
  })
})
afterAll(async () => {
  webhooks.close()
  await hylafax?.stop()
}, 60_000)

/** The dots of the only page. */
const dotsOf = (tiff: Uint8Array) =>
  Effect.runPromise(
    Effect.flatMap(Pages, (pages) => pages.dots(tiff, 1)).pipe(Effect.provide(pagesLayer()))
  ).then((png) => Buffer.from(png).toString("base64"))

describe.skipIf(missing !== undefined)("a real fax that comes in", () => {
  it("is announced, and has the dots that were sent", async () => {
    hylafax = await startHylafax({ lines: 1, receiving: true })
    await new Promise<void>((resolve) => webhooks.listen(0, "127.0.0.1", resolve))
    const address = webhooks.address()
    const port = typeof address === "object" ? address?.port : undefined
    const database = join(home, "inbound.db")
    const made = await fax(["clients", "add", "inbox", "--database", database, "--json"])
    const client = {
      clientId: String(at(JSON.parse(made.stdout), "clientId")),
      clientSecret: String(at(JSON.parse(made.stdout), "clientSecret"))
    }
    const gateway = await serveGateway(database, {
      client,
      env: {
        FAXINGCENTER_GATEWAY_TRANSPORT: "hylafax",
        FAXINGCENTER_GATEWAY_HYLAFAX: `${hylafax.host}:${hylafax.port}`,
        FAXINGCENTER_GATEWAY_HYLAFAX_ADMIN_PASSWORD: adminPassword,
        // The other one is for what comes in.
        FAXINGCENTER_GATEWAY_HYLAFAX_MODEM: hylafax.senders[0] ?? "",
        FAXINGCENTER_GATEWAY_STATION_ID: "+1 305 555 0199",
        FAXINGCENTER_GATEWAY_WEBHOOK_NETWORKS: "127.0.0.0/8",
        FAXINGCENTER_GATEWAY_RECEIVE: `*=${client.clientId}`
      }
    })
    const url = `http://127.0.0.1:${port}/`
    const hook = await gateway.call(
      "POST",
      "/gateway/v1/webhooks",
      JSON.stringify({ url, types: ["fax.received"] })
    )
    expect(hook.status).toBe(201)
    const env = {
      FAXINGCENTER_BASE_URL: gateway.url,
      FAXINGCENTER_CLIENT_ID: client.clientId,
      FAXINGCENTER_CLIENT_SECRET: client.clientSecret
    }
    const page = join(home, "inbound.txt")
    writeFileSync(page, "Sphinx of black quartz, judge my vow.\n")
    const preview = `${page}.tif`
    await fax(["preview", page, "--tiff", preview, "--out", `${page}.png`])
    const sent = await fax(["send", page, "--to", ourselves, "--json"], { env })
    expect(sent.code, sent.stderr).toBe(0)
    for (let looks = 0; looks < 450 && announced.length === 0; looks++) {
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
    const listed = await gateway.call("GET", "/gateway/v1/received?unread=true")
    expect(at(listed.json, "faxes")).toEqual([at(announced[0], "data")])
    expect(at(listed.json, "faxes", 0)).toMatchObject({
      remoteStation: "+1 305 555 0199",
      pages: 1,
      partial: false,
      speed: 14_400,
      channel: expect.stringMatching(/^ttyFX\d+r$/)
    })
    const tiff = join(home, "inbound.received.tif")
    const id = String(at(listed.json, "faxes", 0, "receivedFaxId"))
    const got = await fax(["received", "get", id, "--out", tiff], { env })
    expect(got.code, got.stderr).toBe(0)
    expect(await dotsOf(readFileSync(tiff))).toBe(await dotsOf(readFileSync(preview)))
    // It is stored, and so it is gone from the line.
    expect(gateway.log()).not.toContain("could not be")
  }, 150_000)
})
