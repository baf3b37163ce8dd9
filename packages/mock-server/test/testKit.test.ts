import assert from "node:assert/strict"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import { connectMock } from "../src/client.js"
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
    expect(message).toContain("came in time")
  })

  test("take a mock that runs elsewhere, or one client of it", async ({ mock }) => {
    mock.of("ann").seed([{ number: "15005550001" }])
    const remote = connectMock(mock.url, { fetch: mock.fetch, client: "ann" })
    await expect(remote).toHaveReceivedFax({ number: "15005550001" })
    await expect(mock.of("ann")).toHaveReceivedFax({ number: "15005550001" })
    await expect(mock.of("bob")).not.toHaveReceivedFax({})
  })

  test("give each test a mock of its own", async ({ mock }) => {
    await expect(mock).not.toHaveReceivedFax({})
  })
})

describe("without Vitest", () => {
  test("what is wrong is thrown by the mock itself", ({ mock }) => {
    mock.seed([{ number: "15005550001" }])
    mock.assertReceived({ number: "15005550001" })
    assert.throws(() => mock.assertReceived({ number: "15005550002" }), /not "15005550002"/)
  })
})
