import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { existsSync } from "node:fs"
import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { layer } from "@faxingcenter/pages"
import * as Effect from "effect/Effect"
import { afterAll, describe, expect, it } from "vitest"
import { assertPageImage, assertReceivedFax, assertReceivesFax } from "../src/assert.js"
import { connectMock } from "../src/client.js"
import { createMockServer } from "../src/index.js"
import { faxTest } from "../src/vitest.js"
import { sendTo } from "./fixtures.js"

const test = faxTest({ anyClient: true })
const rejects = async (assertion: Promise<unknown>) =>
  assertion.then(
    () => "passed",
    (error: unknown) => String(error)
  )

describe("the matchers", () => {
  test("tell what was received, and what came closest", async ({ mock }) => {
    await Effect.runPromise(sendTo("15005550001", "15005550002").pipe(Effect.provide(mock.layer)))
    await expect(mock).toHaveReceivedFax({ number: "15005550001", text: "Hello" })
    await expect(mock).toHaveReceivedFax({ document: "*.txt" }, 2)
    await expect(mock).not.toHaveReceivedFax({ number: "15005550003" })
    await expect(mock).toHaveReceivedOnly({ number: "*0001" }, { number: "*0002" })
    const message = await rejects(expect(mock).toHaveReceivedFax({ number: "15005550003" }))
    expect(message).toContain('number is "15005550001", not "15005550003"')
    expect(await rejects(expect(mock).toHaveReceivedOnly({ number: "*0001" }))).toContain(
      "nothing else, found 1"
    )
  })

  test("say what moves a fax on, and why one failed", async ({ mock }) => {
    await Effect.runPromise(sendTo("15005550002").pipe(Effect.provide(mock.layer)))
    const toBeDelivered = () => rejects(expect(mock).toHaveReceivedFax({ status: "delivered" }))
    expect(await toBeDelivered()).toContain(
      'status is "processing", not "delivered"; runToEnd() or advance(...) of the mock moves time on'
    )
    mock.runToEnd()
    expect(await toBeDelivered()).toMatch(
      /15005550002, failed: busy \(\w+\)\n {4}status is "failed"/
    )
  })

  test("wait for a fax", async ({ mock }) => {
    const sending = Effect.runPromise(
      Effect.delay(sendTo("15005550002"), "5 millis").pipe(Effect.provide(mock.layer))
    )
    await expect(mock).toReceiveFax({ number: "15005550002" })
    await sending
    mock.runToEnd()
    await expect(mock).toReceiveFax({ reason: "busy", attempts: 3 })
    const message = await rejects(
      expect(mock).toReceiveFax({ status: "delivered" }, { timeout: 5 })
    )
    expect(message).toContain("arrived in time")
  })

  test("take a mock that runs elsewhere, or one client of it", async ({ mock }) => {
    mock.of("ann").seed([{ number: "15005550001" }])
    const remote = connectMock(mock.url, { fetch: mock.fetch, client: "ann" })
    await expect(remote).toHaveReceivedFax({ number: "15005550001" })
    await expect(mock.of("ann")).toHaveReceivedFax({ number: "15005550001" })
    await expect(mock.of("bob")).not.toHaveReceivedFax({})
  })

  test("refuse what is misspelt, which every fax would be like", async ({ mock }) => {
    const remote = connectMock(mock.url, { fetch: mock.fetch, client: "ann" })
    // As a test runner has it, which does not look at types.
    const misspelt: object = { nubmer: "15005550001" }
    const told = /nubmer: is unexpected, expected: "sendId" \| "messageId" \| "number"/
    for (const one of [mock, mock.of("ann"), remote]) {
      one.seed([{ number: "15005550001" }])
      expect(await rejects(expect(one).toHaveReceivedFax(misspelt))).toMatch(told)
      expect(await rejects(expect(one).not.toHaveReceivedFax(misspelt))).toMatch(told)
      expect(await rejects(expect(one).toHaveReceivedOnly(misspelt))).toMatch(told)
      expect(await rejects(expect(one).toReceiveFax(misspelt))).toMatch(told)
      const times: object = { mni: 2 }
      expect(await rejects(expect(one).toHaveReceivedFax({}, times))).toMatch(/mni.*"min" \| "max"/)
      const waiting: object = { timeuot: 5 }
      expect(await rejects(expect(one).toReceiveFax({}, waiting))).toMatch(/timeuot.*"timeout"/)
      expect(await rejects(assertReceivedFax(one, misspelt))).toMatch(told)
      expect(await rejects(assertReceivesFax(one, misspelt))).toMatch(told)
      expect(await rejects((async () => one.faxes(misspelt))())).toMatch(told)
      expect(await rejects((async () => one.reset({ ...misspelt }))())).toMatch(/nubmer/)
    }
    expect(() => mock.assertReceived(misspelt)).toThrow(told)
  })

  test("give each test a mock of its own", async ({ mock }) => {
    await expect(mock).not.toHaveReceivedFax({})
  })
})

describe("the matchers of pages", () => {
  const mock = createMockServer({ pages: layer({ workers: 1 }) })
  const reference = fileURLToPath(new URL("__pages__/invoice.png", import.meta.url))
  afterAll(() => mock.close())

  const pagesOf = async (text: string) => {
    const document = { fileName: "invoice.txt", bytes: Buffer.from(text).toString("base64") }
    const [fax] = mock.seed([{ number: "15005550001", documents: [document] }])
    return mock.pages(fax)
  }

  it("read what a page says", async () => {
    const pages = await pagesOf("12  chairs,\n3 tables\fTotal: 99.00")
    const [first, second] = pages
    expect(first).toMatchPageText("12 chairs, 3 tables")
    expect(second).toMatchPageText(/^Total: \d+\.00$/)
    expect(pages).toMatchPageText("Total")
    expect(first).not.toMatchPageText("Total")
    expect(first?.text).toMatchInlineSnapshot(`
      "12  chairs,
      3 tables"
    `)
    expect(() => expect(pages).toMatchPageText("4 beds")).toThrow(
      `Expected a page to say "4 beds"\n\npage 1 (invoice.txt) says:\n  12  chairs,\n  3 tables\n\npage 2 (invoice.txt) says:\n  Total: 99.00`
    )
    expect(() => expect(first).not.toMatchPageText(/tables/g)).toThrow("no page to say /tables/g")
    expect(() => expect(undefined).toMatchPageText("4 beds")).toThrow("there are no pages")
  })

  it("say that a picture has no letters", async () => {
    const [fax] = mock.seed([
      {
        number: "15005550001",
        documents: [{ fileName: "a.png", bytes: (await readFile(reference)).toString("base64") }]
      }
    ])
    const pages = await mock.pages(fax)
    expect(() => expect(pages).toMatchPageText("chairs")).toThrow("page 1 (a.png) has no text")
  })

  it("refuse what is no page", async () => {
    const [fax] = mock.seed([{ number: "15005550001" }])
    expect(() => expect(fax).toMatchPageText("chairs")).toThrow("This is not a page of a fax")
    const unawaited = mock.pages(fax)
    expect(() => expect(unawaited).toMatchPageText("chairs")).toThrow("await mock.pages")
    await unawaited
    await expect(rejects(expect(fax).toMatchPageImage("fax"))).resolves.toContain(
      "not a page of a fax"
    )
  })

  it("compare what a page looks like with a reference", async () => {
    const [page] = await pagesOf("12 chairs")
    await expect(page).toMatchPageImage("invoice")
    await expect((await pagesOf("13 chairs"))[0]).toMatchPageImage("invoice", {
      maxDifferentDots: 300
    })
    expect(await rejects(expect(page).toMatchPageImage("../invoice"))).toContain(
      "not a valid file name"
    )
    expect(await rejects(expect(page).not.toMatchPageImage("invoice"))).toContain(
      "to look different from"
    )
    expect(await rejects(expect(page).not.toMatchPageImage("missing"))).toBe("passed")
    expect(existsSync(reference.replace("invoice", "missing"))).toBe(false)
  })

  it("show where a page differs, and go on once the reference is written anew", async () => {
    const folder = await mkdtemp(join(tmpdir(), "fax-pages-"))
    const path = join(folder, "invoice.png")
    await copyFile(reference, path)
    const [page] = await pagesOf("17 chairs")
    const message = await rejects(assertPageImage(page, path))
    expect(message).toMatch(
      /Page 1 \(invoice\.txt\) does not match its reference: \d+ dots differ \(0 allowed\), all within columns 20\d to 2\d\d of 1728 and rows 1\d\d to 1\d\d of 2290\n/
    )
    const [actual = "", difference = ""] = ["actual", "difference"].map((it) =>
      join(folder, `invoice.${it}.png`)
    )
    expect(message).toContain(`  actual:     ${actual}\n  difference: ${difference} (red:`)
    expect(await readFile(actual)).toEqual(Buffer.from((await page?.image()) ?? []))
    expect((await readFile(difference)).length).toBeGreaterThan(1000)
    await assertPageImage(page, path, { update: true })
    await assertPageImage(page, path)
    expect([actual, difference].some(existsSync)).toBe(false)
    const missing = await rejects(assertPageImage(page, join(folder, "none.png")))
    expect(missing).toContain("has no reference yet")
    await rm(folder, { recursive: true })
  })
})

describe("without Vitest", () => {
  const root = fileURLToPath(new URL("../../..", import.meta.url))

  /** Runs a file under `node --test`. */
  const nodeTest = (name: string) =>
    new Promise<{ code: number; output: string }>((resolve) => {
      const file = fileURLToPath(new URL(`nodeTest/${name}.ts`, import.meta.url))
      const { NODE_OPTIONS: _, ...env } = process.env
      const args = ["--import", "tsx", "--test", "--test-reporter=spec", file]
      execFile(process.execPath, args, { cwd: root, env }, (error, stdout, stderr) =>
        resolve({ code: Number(error?.code ?? 0), output: stdout + stderr })
      )
    })

  it("a program of node:test passes", { timeout: 60_000 }, async () => {
    const { code, output } = await nodeTest("invoice")
    expect([code, output]).toEqual([0, expect.stringContaining("pass 2")])
  })

  it("and where it expects what is not so, it says what came closest", {
    timeout: 60_000
  }, async () => {
    const { code, output } = await nodeTest("wrong")
    expect([code, output]).toEqual([1, expect.stringContaining("fail 3")])
    expect(output).toContain("AssertionError")
    expect(output).toContain('number is "15005550001", not "15005550009"')
    expect(output).toContain('No fax like {"reference":"none"} arrived in time')
    expect(output).toMatch(
      /Expected the page to say "13 chairs"\s+page 1 \(note.txt\) says:\s+12 chairs/
    )
  })

  test("what is wrong is thrown by the mock itself", ({ mock }) => {
    mock.seed([{ number: "15005550001" }])
    mock.assertReceived({ number: "15005550001" })
    assert.throws(() => mock.assertReceived({ number: "15005550002" }), /not "15005550002"/)
  })
})
