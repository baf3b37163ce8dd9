import { FaxingCenter } from "@faxingcenter/core/promise"
import { createMockServer, faults } from "@faxingcenter/mock-server"
import { afterAll, expect, it } from "vitest"
import { confirmOrder } from "../src/confirmOrder.js"

const mock = createMockServer({
  scenarios: [faults.reset("after_acceptance", { operation: "send", number: "15005550020" })]
})
afterAll(() => mock.close())

const fax = new FaxingCenter({
  baseUrl: mock.url,
  clientId: "demo",
  clientSecret: "demo",
  fetch: mock.fetch
})
const order = (id: string, number: string) => ({ id, fax: number, text: "Forty gloves" })

it("faxes the order to the customer", async () => {
  const confirmation = await confirmOrder(fax, order("4711", "15005550001"))
  expect(confirmation).toMatchObject({ state: "sent" })
  mock.runToEnd()
  expect(mock.faxes({ reference: "4711" })).toMatchObject([
    { number: "15005550001", status: "delivered" }
  ])
  expect(mock.faxes({ text: "Order 4711 is confirmed." })).toHaveLength(1)
})

it("asks for another number when there is no such one", async () => {
  expect(await confirmOrder(fax, order("4712", "15005550099"))).toEqual({
    state: "mend number",
    number: "15005550099"
  })
  expect(mock.faxes({ reference: "4712" })).toEqual([])
})

it("does not send again when the answer is lost, for the fax was accepted", async () => {
  expect(await confirmOrder(fax, order("4713", "15005550020"))).toMatchObject({ state: "find out" })
  expect(mock.faxes({ reference: "4713" })).toHaveLength(1)
})
