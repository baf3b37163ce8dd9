import { createHash } from "node:crypto"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { verifyReceipt } from "@faxingcenter/gateway/receipts"
import { Effect } from "effect"
import { afterAll, expect, it } from "vitest"
import { order, patience, start } from "../../support/program.js"

const folder = mkdtempSync(`${tmpdir()}/gateway-sqlite-`)
afterAll(() => rmSync(folder, { recursive: true }))

const main = new URL("../src/main.ts", import.meta.url)
const database = `${folder}/faxes.db`
const key = `${folder}/order-4711`
const run = async (number = "13862345678") => start(main, [database, order, number, key], {}).ended

const verify = (receipt: string) => Effect.runPromise(verifyReceipt(receipt, undefined))

it(
  "delivers a fax once, however often it is sent under one key, and signs for it",
  patience,
  async () => {
    const first = await run()
    const [accepted, ...rest] = first.stdout.trim().split("\n")
    expect(accepted).toMatch(/^accepted as [0-9a-f]{32}$/)
    expect(rest).toEqual([
      "13862345678 Delivered, attempts: 1",
      `purchase-order.pdf ${createHash("sha256").update(readFileSync(order)).digest("hex")}`,
      `${key}.receipt.jws proves: delivered (signed by this gateway: true)`
    ])

    expect(await run()).toEqual(first)
    const calls = readFileSync(`${database}.line`, "utf8").trim().split("\n")
    expect(calls.map((call) => JSON.parse(call))).toMatchObject([{ number: "13862345678" }])

    const receipt = readFileSync(`${key}.receipt.jws`, "utf8")
    expect((await verify(receipt)).receipt.faxNumber).toBe("13862345678")
    const [header, payload = "", signature] = receipt.split(".")
    const other = Buffer.from(payload, "base64url").toString().replace("13862345678", "13862345679")
    const forged = [header, Buffer.from(other).toString("base64url"), signature].join(".")
    await expect(verify(forged)).rejects.toThrow("was changed")
  }
)

it("refuses another fax under a key that was used", patience, async () => {
  const { code, stderr, stdout } = await run("13862345679")
  expect(stderr + stdout).toContain("This Idempotency-Key was used for another request")
  expect(code).toBe(1)
})
