import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { createMockServer } from "../../src/index.js"
import { closedAddress, installRuntimes, runIn } from "./runtimes.js"

describe("core/promise, bundled, over real sockets", { timeout: 60_000 }, () => {
  const mock = createMockServer({
    scenarios: [
      {
        name: "the answer is lost",
        when: { operation: "send", number: "15005550020" },
        do: { reset: "after_acceptance" }
      }
    ]
  })
  let url = ""
  let missing: string | undefined
  beforeAll(async () => {
    url = (await mock.listen()).url
    missing = await installRuntimes()
  }, 300_000)
  afterAll(() => mock.close())

  const told = {
    documents: 5,
    found: true,
    aborted: "Error: enough",
    file: "sent",
    missing: "DocumentUnreadable file.pdf",
    refused: "InvalidNumber 15005550099",
    lost: "OutcomeUnknown 15005550020",
    closedRead: "Unavailable",
    closedSend: "Unavailable"
  }

  it("works in Node", async () => {
    expect(await runIn("node", url, await closedAddress())).toEqual(told)
  })

  for (const runtime of ["bun", "deno"] as const) {
    it(`works in ${runtime}`, async ({ skip }) => {
      skip(missing !== undefined, missing)
      expect(await runIn(runtime, url, await closedAddress())).toEqual(told)
    })
  }

  it("works in workerd, which has no files, nor tells a closed port from a lost answer", async ({
    skip
  }) => {
    skip(missing !== undefined, missing)
    expect(await runIn("workerd", url, await closedAddress())).toEqual({
      ...told,
      file: "DocumentUnreadable order.pdf",
      closedSend: "OutcomeUnknown 15005550001"
    })
  })
})
