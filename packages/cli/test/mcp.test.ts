import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Client } from "@modelcontextprotocol/sdk/client/index.js"
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js"
import * as Schema from "effect/Schema"
import { bundle, ended, home, start } from "./fax.js"
import { mockService } from "./mockService.js"

const { env, mock } = mockService()

const root = mkdtempSync(join(tmpdir(), "fax-mcp-"))
const folder = join(root, "shared")
mkdirSync(folder)
writeFileSync(join(folder, "order.txt"), "Forty gloves, please\n")
writeFileSync(join(root, "secret.txt"), "not yours\n")
symlinkSync(join(root, "secret.txt"), join(folder, "link.txt"))

const client = new Client({ name: "test", version: "1.0.0" })

beforeAll(async () => {
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [bundle, "mcp", "--folder", folder],
      env: { ...env, PATH: process.env.PATH ?? "", HOME: home },
      stderr: "inherit"
    })
  )
})
afterAll(() => client.close())

const decode = Schema.decodeUnknownSync(
  Schema.Struct({
    isError: Schema.optional(Schema.Boolean),
    structuredContent: Schema.Record({ key: Schema.String, value: Schema.Unknown })
  })
)

const call = async (name: string, given: Record<string, unknown>) =>
  decode(await client.callTool({ name, arguments: given }))

const prepare = async (given: Record<string, unknown>) =>
  (await call("prepare_fax", given)).structuredContent

const accepted = () => mock.faxes().length

describe("fax mcp", () => {
  it("has tools that say whether they change anything", async () => {
    const { tools } = await client.listTools()
    assert.deepStrictEqual(
      tools.map(({ annotations, name }) => [name, annotations?.readOnlyHint]),
      [
        ["prepare_fax", true],
        ["send_fax", false],
        ["fax_status", true],
        ["search_faxes", true]
      ]
    )
    for (const { description, inputSchema } of tools) {
      assert.isAbove(description?.length ?? 0, 30)
      assert.strictEqual(inputSchema.type, "object")
    }
  })

  it("shows a fax before it sends it, and sends it once", async () => {
    const plan = await prepare({
      to: ["+1 500 555 0001", "15005550001"],
      files: ["order.txt"],
      text: "Please confirm."
    })
    assert.deepInclude(plan, {
      server: env.FAXINGCENTER_BASE_URL,
      recipients: [{ written: "+1 500 555 0001", number: "15005550001" }],
      documents: [
        { fileName: "order.txt", bytes: 21 },
        { fileName: "text.txt", bytes: 15 }
      ],
      pages: 2,
      findings: [],
      sendable: true
    })
    assert.strictEqual(accepted(), 0)

    writeFileSync(join(folder, "order.txt"), "Something else by now\n")
    const [first, second] = await Promise.all([
      call("send_fax", { planId: plan.planId }),
      call("send_fax", { planId: plan.planId })
    ])
    assert.deepStrictEqual(first, second)
    assert.strictEqual(accepted(), 1)

    const sendId = first.structuredContent.sendId
    const status = await call("fax_status", { sendId })
    assert.deepNestedInclude(status.structuredContent, { "messages[0].faxNumber": "15005550001" })
    const found = await call("search_faxes", { from: "2014-01-01", to: "2999-01-01" })
    assert.deepNestedInclude(found.structuredContent, { total: 1, "messages[0].sendId": sendId })
  })

  it("sends nothing whose plan it does not know", async () => {
    const { isError, structuredContent } = await call("send_fax", { planId: "plan-1-0123456789ab" })
    assert.isTrue(isError)
    assert.strictEqual(structuredContent.kind, "NotFound")
    assert.strictEqual(accepted(), 0)
  })

  for (const [what, given, kind] of [
    ["a file above the folder", { files: ["../secret.txt"] }, "DocumentUnreadable"],
    ["a link out of the folder", { files: ["link.txt"] }, "DocumentUnreadable"],
    ["a path of the machine", { files: ["/etc/passwd"] }, "DocumentUnreadable"],
    ["a file that does not exist", { files: ["none.pdf"] }, "DocumentUnreadable"],
    ["standard input", { files: ["-"] }, "DocumentUnreadable"],
    ["no document at all", {}, "DocumentMissing"],
    ["an empty value", { text: "" }, "DocumentMissing"],
    ["a number that is none", { to: ["nobody"], text: "Hello" }, "InvalidNumber"]
  ] as const) {
    it(`refuses ${what}, and says why`, async () => {
      const { isError, structuredContent } = await call("prepare_fax", {
        to: ["15005550001"],
        ...given
      })
      assert.isTrue(isError)
      assert.strictEqual(structuredContent.kind, kind)
      assert.notInclude(JSON.stringify(structuredContent), "not yours")
    })
  }

  it("says what the service refuses, in its own kind", async () => {
    const { planId } = await prepare({ to: ["15005550099"], text: "Hello" })
    const { isError, structuredContent } = await call("send_fax", { planId })
    assert.isTrue(isError)
    assert.strictEqual(structuredContent.kind, "InvalidNumber")
  })

  it("does not prepare what cannot be faxed", async () => {
    writeFileSync(join(folder, "broken.pdf"), "%PDF-1.7\nnothing\n")
    const plan = await prepare({ to: ["15005550001"], files: ["broken.pdf"] })
    assert.strictEqual(plan.sendable, false)
    const { structuredContent } = await call("send_fax", { planId: plan.planId })
    assert.strictEqual(structuredContent.kind, "NotFound")
  })

  it("ends when its assistant does", async () => {
    const child = start(["mcp"], { env })
    const end = ended(child)
    child.stdin?.end()
    assert.strictEqual(await end, 0)
  })
})
