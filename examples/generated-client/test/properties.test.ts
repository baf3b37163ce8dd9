import { spawn, spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { createMockServer } from "@faxingcenter/mock-server"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { servedGateway } from "./servedGateway.js"

// Debian's, which has them as packages; another may not.
const python = "/usr/bin/python3"
const isThere = spawnSync(python, ["-c", "import hypothesis, jsonschema"]).status === 0
const skipped = isThere ? "" : " (skipped: python3-hypothesis and python3-jsonschema are missing)"
const script = fileURLToPath(new URL("../../../scripts/apiProperties.py", import.meta.url))
const examples = process.env.TORTURE_ROUNDS === undefined ? 2 : 100

let gateway: Awaited<ReturnType<typeof servedGateway>>
const mock = createMockServer()
let mockUrl: string
beforeAll(async () => {
  gateway = await servedGateway()
  mockUrl = (await mock.listen()).url
})
afterAll(async () => {
  await gateway.close()
  await mock.close()
})

const tokenOf = async (url: string, clientId: string, clientSecret: string) => {
  const answer = await fetch(`${url}/oauth`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      client_id: clientId,
      client_secret: clientSecret,
      grant_type: "client_credentials"
    })
  })
  const token: unknown = await answer.json()
  return String(Object(token).access_token)
}

/** What Hypothesis finds, and how much it tried. */
const tried = (document: string, url: string, token: string) =>
  new Promise<{ operations: number; requests: number; problems: ReadonlyArray<string> }>(
    (resolve, reject) => {
      const args = ["-W", "ignore", script, `${url}${document}`, url, String(examples), token]
      const child = spawn(python, args, { stdio: ["ignore", "pipe", "inherit"] })
      let out = ""
      child.stdout.on("data", (chunk) => {
        out += chunk
      })
      child.on("close", () => {
        try {
          resolve(JSON.parse(out.trim().split("\n").at(-1) ?? ""))
        } catch (error) {
          reject(error)
        }
      })
    }
  )

describe.skipIf(!isThere)(
  `every operation answers as documented, whatever is asked${skipped}`,
  () => {
    it("of a gateway", { timeout: 600_000 }, async () => {
      const { clientId, clientSecret } = gateway.account
      const found = await tried(
        "/openapi.json",
        gateway.url,
        await tokenOf(gateway.url, clientId, clientSecret)
      )
      expect(found.problems).toEqual([])
      expect(found.operations).toBeGreaterThan(25)
    })

    it.each([
      ["/openapi.json", 4],
      ["/_mock/openapi.json", 25]
    ] as const)("of a mock, in %s", { timeout: 600_000 }, async (document, operations) => {
      const found = await tried(document, mockUrl, await tokenOf(mockUrl, "demo", "demo"))
      expect(found.problems).toEqual([])
      expect(found.operations).toBeGreaterThan(operations - 1)
    })
  }
)
