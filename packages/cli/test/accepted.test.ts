import { openSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "@effect/vitest"
import { faults, type ScenarioInput } from "@faxingcenter/mock-server"
import { fax, home } from "./fax.js"
import { mockService } from "./mockService.js"
import { answerOf } from "./shapes.js"

const document = join(home, "page.txt")
const { env, mock } = mockService()

beforeAll(() => writeFileSync(document, "One page\n"))

const send = ["send", document, "--to", "15005550001", "--wait", "--timeout", "1s", "--json"]

const idIn = (stderr: string) => {
  const [, sendId] = /Accepted as ([0-9a-f]{32})/.exec(stderr) ?? []
  return sendId
}

const errorIn = (stderr: string) => {
  const line = stderr.trimEnd().split("\n").at(-1) ?? ""
  answerOf("an error", line)
  return JSON.parse(line).error
}

/** What the answers to a question for the status may be once a fax has been accepted. */
const troubles: ReadonlyArray<readonly [string, ScenarioInput]> = [
  ["is away", { when: { operation: "status" }, do: { reset: "after_acceptance" } }],
  ["is busy", { when: { operation: "status" }, do: { answer: { status: 429 } } }],
  ["has a fault", { when: { operation: "status" }, do: { answer: { status: 500 } } }],
  ["makes no sense", faults.mangled("invalid_json", { operation: "status" })],
  ["has forgotten the fax", { when: { operation: "status" }, do: { answer: { status: 404 } } }],
  ["wants other credentials", { when: { operation: "status" }, do: { answer: { status: 401 } } }],
  ["wants money", { when: { operation: "status" }, do: { answer: { status: 402 } } }],
  ["refuses the question", { when: { operation: "status" }, do: { answer: { status: 406 } } }]
]

describe("after a fax was accepted", () => {
  it.each(troubles)(
    "send --wait ends with 8, which nobody sends again on, when the service %s",
    async (_, scenario) => {
      mock.setScenarios(scenario)
      const { code, stderr } = await fax(send, { env })
      expect(code).toBe(8)
      expect(errorIn(stderr)).toMatchObject({ sendId: idIn(stderr), exitCode: 8 })
    }
  )

  it("goes on once the service is there again", async () => {
    mock.setScenarios({
      when: { operation: "status", times: 9 },
      do: { reset: "after_acceptance" }
    })
    const args = ["send", document, "--to", "15005550001", "--wait", "--quiet"]
    const { code, stdout } = await fax(args, { env })
    expect([code, stdout]).toEqual([0, expect.stringMatching(/15005550001 +delivered/)])
  })

  it("says the send id where the results cannot be written", async () => {
    const { code, stderr } = await fax(["send", document, "--to", "15005550001", "--json"], {
      env,
      stdout: openSync("/dev/full", "w")
    })
    expect(code).toBe(74)
    expect(errorIn(stderr).sendId).toMatch(/^[0-9a-f]{32}$/)
  })

  it("watch goes on until its time is over, and names the fax", async () => {
    const [seeded] = mock.seed([{ number: "15005550001" }])
    mock.setScenarios({ when: { operation: "status" }, do: { reset: "after_acceptance" } })
    const sendId = seeded?.sendId ?? ""
    const { code, stderr } = await fax(["watch", sendId, "--timeout", "1s", "--json"], { env })
    expect([code, errorIn(stderr)]).toEqual([8, expect.objectContaining({ sendId })])
    const status = ["status", sendId, "--wait", "--timeout", "1s", "--json"]
    expect(await fax(status, { env })).toMatchObject({ code: 8 })
  })
})
