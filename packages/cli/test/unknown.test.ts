import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "@effect/vitest"
import { faults } from "@faxingcenter/mock-server"
import { fax, faxInTerminal, home } from "./fax.js"
import { mockService } from "./mockService.js"

const document = join(home, "one.txt")
const { env, mock } = mockService()

beforeAll(async () => {
  writeFileSync(document, "One page\n")
})

const send = (...more: ReadonlyArray<string>) =>
  fax(["send", document, "--to", "15005550001", ...more], { env })

describe("a send whose outcome is unknown", () => {
  it("is not repeated, ends with 7, and names the search that finds out", async () => {
    mock.setScenarios(faults.reset("after_acceptance", { operation: "send" }))
    const { code, stderr, stdout } = await send()
    expect([code, stdout]).toEqual([7, ""])
    expect(mock.faxes()).toHaveLength(1)
    const [, command = ""] = /find out with: fax (.*)\n$/.exec(stderr) ?? []
    const found = await fax([...command.split(" "), "--json"], { env })
    expect(JSON.parse(found.stdout)).toMatchObject({
      total: 1,
      messages: [{ faxNumber: "15005550001" }]
    })
  })

  it("is told to scripts with the numbers, the time and the search", async () => {
    mock.setScenarios(faults.proxyError(502, { operation: "send" }))
    const { code, stderr } = await send("--json")
    expect([code, JSON.parse(stderr).error]).toEqual([
      7,
      {
        kind: "OutcomeUnknown",
        message: expect.stringContaining("may or may not have been accepted"),
        exitCode: 7,
        numbers: ["15005550001"],
        since: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        findOut: expect.stringMatching(/^fax search --from \S+ --number 15005550001$/)
      }
    ])
  })
})

describe("a service in trouble", () => {
  it.each([
    ["https:", "EPROTO (it does not use TLS; should the address begin with http:// ?)"],
    [
      "http:",
      "ECONNRESET (the connection broke; if the service uses TLS, the address must begin with https://)"
    ]
  ])("is hinted at when its address begins with %s by mistake", async (protocol, hint) => {
    mock.setScenarios(faults.reset("before_body", { operation: "oauth" }))
    const address = (env.FAXINGCENTER_BASE_URL ?? "").replace("http:", protocol)
    const { code, stderr } = await fax(["search"], {
      env: { ...env, FAXINGCENTER_BASE_URL: address }
    })
    expect([code, stderr]).toEqual([6, `fax: No answer from ${address}: ${hint}\n`])
  })

  it("that does not answer is waited for in words, in a terminal", async () => {
    mock.setScenarios(faults.latency("1 hour", { operation: "oauth" }))
    const waiting = `Waiting for an answer from ${new URL(env.FAXINGCENTER_BASE_URL ?? "").host}`
    const { code } = await faxInTerminal(["search"], [[waiting, "\u0003"]], { env })
    expect(code).toBe(130)
  })

  it.each([
    ["is rate limited", faults.rateLimited(90, { operation: "send" }), 6],
    ["has no funds", { when: { operation: "send" as const }, do: { answer: { status: 402 } } }, 9],
    [
      "is not what it seems",
      { when: { operation: "send" as const }, do: { answer: { status: 404 } } },
      5
    ],
    [
      "takes no such size",
      { when: { operation: "send" as const }, do: { answer: { status: 413 } } },
      5
    ]
  ])("that %s is told in one line", async (_name, scenario, expected) => {
    mock.setScenarios(scenario)
    const { code, stderr, stdout } = await send()
    expect([code, stdout]).toEqual([expected, ""])
    expect(stderr).toMatch(/^fax: [^\n]+\n$/)
  })

  it("says when an answer makes no sense", async () => {
    mock.setScenarios(faults.mangled("invalid_json", { operation: "search" }))
    const { code } = await fax(["search"], { env })
    expect(code).toBe(10)
  })
})
