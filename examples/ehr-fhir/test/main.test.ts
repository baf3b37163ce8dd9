import { readFileSync } from "node:fs"
import { FaxingCenter } from "@faxingcenter/core/promise"
import { Clients, layerSqlite, Vault } from "@faxingcenter/gateway"
import { gatewayRoutes } from "@faxingcenter/hono-server/gateway"
import { serveNode } from "@faxingcenter/hono-server/node"
import { Effect, Exit, Layer, ManagedRuntime, Redacted, Scope } from "effect"
import { Client } from "fhir-kit-client"
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest"
import { account, order, patience, start } from "../../support/program.js"
import { line, wrong } from "../../support/simulatedLine.js"
import { sendRequests } from "../src/faxRequests.js"
import { fhirServer } from "./fhirServer.js"

const runtime = ManagedRuntime.make(
  layerSqlite(":memory:").pipe(Layer.provide(line), Layer.provide(Vault.layerPlain), Layer.orDie)
)
const { all, app, put } = fhirServer()
const scope = Effect.runSync(Scope.make())
const served = (routes: Parameters<typeof serveNode>[0]) =>
  Effect.runPromise(Scope.extend(serveNode(routes), scope))

let settings: Record<string, string> = {}
let fax: FaxingCenter
let ehr: Client
beforeAll(async () => {
  const { clientId, clientSecret } = await runtime.runPromise(
    Effect.flatMap(Clients, (clients) => clients.add({ name: "clinic" }, "test"))
  )
  const secret = Redacted.value(clientSecret)
  const gateway = (await served(gatewayRoutes({ runtime }))).url
  const baseUrl = `${(await served(app)).url}/fhir`
  settings = { ...account(gateway, clientId, secret), FHIR_BASE_URL: baseUrl }
  fax = new FaxingCenter({ baseUrl: gateway, clientId, clientSecret: secret })
  ehr = new Client({ baseUrl })
})
afterAll(async () => {
  await Effect.runPromise(Scope.close(scope, Exit.void))
  await runtime.dispose()
})

const run = async () => {
  const main = new URL("../src/main.ts", import.meta.url)
  const { code, stderr } = await start(main, [], settings).ended
  expect([code, stderr]).toEqual([0, ""])
}

const medium = [{ coding: [{ code: "FAXWRIT" }] }]
const request = (id: string, members: Record<string, unknown>) =>
  put({ resourceType: "CommunicationRequest", id, status: "active", medium, ...members })
const find = (type: string, id: string) => all(type).find((each) => each.id === id)
const madeFor = (id: string) =>
  all("Communication").filter((each) => JSON.stringify(each.basedOn).includes(`Request/${id}"`))

const statusAfterRun = async (id: string) => {
  await run()
  return find("CommunicationRequest", id)?.status
}

beforeEach(() => {
  const fax = (value: string) => [
    { system: "phone", value: "1" },
    { system: "fax", value }
  ]
  put({ resourceType: "Practitioner", id: "gp", telecom: fax("+1 (386) 234-5678") })
  put({ resourceType: "Organization", id: "lab", telecom: fax(wrong) })
  put({ resourceType: "Patient", id: "ann", telecom: [{ system: "email", value: "a@b.example" }] })
  const attachment = { contentType: "application/pdf", url: "Binary/letter" }
  put({ resourceType: "DocumentReference", id: "letter", content: [{ attachment }] })
  const data = readFileSync(order).toString("base64")
  put({ resourceType: "Binary", id: "letter", contentType: "application/pdf", data })
})

const letter = [{ contentReference: { reference: "DocumentReference/letter" } }]

it("faxes a request once and completes it", patience, async () => {
  request("one", {
    recipient: [{ reference: "Practitioner/gp" }],
    payload: [...letter, { contentString: "Please confirm." }]
  })
  await run()
  await expect.poll(() => statusAfterRun("one"), patience).toBe("completed")
  expect(madeFor("one")).toMatchObject([
    {
      status: "completed",
      recipient: [{ reference: "Practitioner/gp" }],
      sent: expect.stringMatching(/Z$/),
      received: expect.stringMatching(/Z$/)
    }
  ])
})

it("makes good what a crash left out, without a second fax", patience, async () => {
  const recipient = [{ reference: "Practitioner/gp" }]
  request("two", { recipient, payload: letter })
  // The gateway has the fax, and the EHR does not know of it.
  const broken = new Client({ baseUrl: String(settings.FHIR_BASE_URL) })
  broken.create = () => Promise.reject(new Error("crash"))
  await expect(sendRequests(broken, fax)).rejects.toThrow("crash")
  await sendRequests(ehr, fax)
  await sendRequests(ehr, fax)
  expect(madeFor("two")).toHaveLength(1)
  const found = await fax.search({ from: new Date(0), to: new Date("2999-01-01") })
  // One of this test, one of the test before.
  expect(found.messages).toHaveLength(2)
})

it(
  "puts a request on hold when a recipient does not get it, with the reason",
  patience,
  async () => {
    request("three", {
      recipient: [{ reference: "Practitioner/gp" }, { reference: "Organization/lab" }],
      payload: letter
    })
    await expect.poll(() => statusAfterRun("three"), patience).toBe("on-hold")
    expect(
      madeFor("three")
        .map(({ status }) => status)
        .toSorted()
    ).toEqual(["completed", "not-done"])
    expect(JSON.stringify(madeFor("three"))).toContain("invalid_number")

    // The lab's number is corrected and the request made active: the lab alone is called again.
    put({
      resourceType: "Organization",
      id: "lab",
      telecom: [{ system: "fax", value: "13862345680" }]
    })
    put({ ...find("CommunicationRequest", "three"), status: "active" }, 3)
    await expect.poll(() => statusAfterRun("three"), patience).toBe("completed")
    expect(
      madeFor("three")
        .map(({ status }) => status)
        .toSorted()
    ).toEqual(["completed", "completed", "not-done"])
  }
)

it("puts a request on hold that cannot be faxed", async () => {
  request("four", { recipient: [{ reference: "Patient/ann" }], payload: letter })
  const attachment = { contentType: "audio/mpeg", data: "AAAA" }
  const recipient = [{ reference: "Practitioner/gp" }]
  request("five", { recipient, payload: [{ contentAttachment: attachment }] })
  await sendRequests(ehr, fax)
  expect(find("CommunicationRequest", "four")).toMatchObject({
    status: "on-hold",
    statusReason: { text: "Patient/ann has no fax number" }
  })
  expect(find("CommunicationRequest", "five")).toMatchObject({
    status: "on-hold",
    statusReason: { text: "Document 1 has no content of a type that can be faxed" }
  })
})
