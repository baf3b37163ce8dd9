// Run by `node --test`, as testKit.test.ts does: every expectation is wrong.
import { after, test } from "node:test"
import { createMockServer } from "@faxingcenter/mock-server"
import {
  assertPageText,
  assertReceivedFax,
  assertReceivesFax
} from "@faxingcenter/mock-server/assert"
import { layer } from "@faxingcenter/pages"

const mock = createMockServer({ pages: layer({ workers: 1 }) })
const [fax] = mock.seed([
  {
    number: "15005550001",
    documents: [{ fileName: "note.txt", bytes: Buffer.from("12 chairs").toString("base64") }]
  }
])
after(() => mock.close())

test("another number", () => assertReceivedFax(mock, { number: "15005550009" }))

test("too soon", () => assertReceivesFax(mock, { reference: "none" }, { timeout: 5 }))

test("another text", async () => {
  assertPageText(await mock.pages(fax), "13 chairs")
})
