// Run by `node --test`, as testKit.test.ts does: nothing of Vitest is in it.
import { after, before, test } from "node:test"
import { FaxingCenter } from "@faxingcenter/core/promise"
import { createMockServer } from "@faxingcenter/mock-server"
import {
  assertPageImage,
  assertPageText,
  assertReceivedFax,
  assertReceivedOnly,
  assertReceivesFax
} from "@faxingcenter/mock-server/assert"
import { layer } from "@faxingcenter/pages"

const mock = createMockServer({ pages: layer({ workers: 1 }) })
const fax = new FaxingCenter({
  clientId: "demo",
  clientSecret: "demo",
  baseUrl: mock.url,
  fetch: mock.fetch
})

before(async () => {
  mock.freeze()
  await fax.send({ to: "15005550002", documents: new File(["12 chairs"], "invoice.txt") })
})
after(() => mock.close())

test("the invoice is faxed", async () => {
  await assertReceivedFax(mock, { number: "15005550002", document: "*.txt" }, 1)
  await assertReceivedOnly(mock, { text: "12 chairs" })
  mock.runToEnd()
  await assertReceivesFax(mock, { reason: "busy", attempts: 3 })
})

test("it reads as it should, and looks so", async () => {
  const [received] = mock.faxes()
  const [page] = await mock.pages(received)
  assertPageText(page, "12 chairs")
  await assertPageImage(page, new URL("../__pages__/invoice.png", import.meta.url))
})
