import { spawn, spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "@effect/vitest"
import { fax, home } from "./fax.js"
import { at, type ServedGateway, serveGateway } from "./servedGateway.js"

const documentBytes = 50_000_000
const atOnce = 8

const curl = ({ token, url }: ServedGateway, ...args: ReadonlyArray<string>) =>
  new Promise<string>((resolve, reject) => {
    const given = ["-sS", "-H", `Authorization: Bearer ${token}`, ...args]
    const child = spawn("curl", [...given, `${url}/gateway/v1/faxes`], {
      stdio: ["ignore", "pipe", "inherit"]
    })
    let text = ""
    child.stdout.setEncoding("utf8").on("data", (more) => {
      text += more
    })
    child.once("error", reject)
    child.once("close", () => resolve(text))
  })

/** The most memory that a process has had so far, in MB. */
const peakOf = (pid: number | undefined): number => {
  const [, kilobytes = ""] =
    /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? []
  return Number(kilobytes) / 1000
}

const hasCurl = spawnSync("curl", ["--version"]).status === 0
const missing = !hasCurl ? "there is no curl" : existsSync("/proc/self/status") ? "" : "no /proc"

it.skipIf(missing !== "")(
  `takes eight documents of 50 MB at once from curl in less than 200 MB${missing && ` (skipped: ${missing})`}`,
  async () => {
    const document = join(home, "large.bin")
    const content = Buffer.alloc(documentBytes, "no boundary fits into this\r\n--")
    writeFileSync(document, content)
    const sha256 = createHash("sha256").update(content).digest("hex")
    const gateway = await serveGateway(join(home, "large.db"))
    const form = ["to=13862345678", "sendAt=2999-01-01T00:00:00Z", `document=@${document}`]
    const fields = form.flatMap((field) => ["-F", field])
    const answers = await Promise.all(
      Array.from({ length: atOnce }, () => curl(gateway, ...fields))
    )
    for (const answer of answers) {
      const id = at(JSON.parse(answer), "messages", 0, "messageId")
      const { json: detail } = await gateway.call("GET", `/gateway/v1/messages/${id}`)
      const stored = { fileName: "large.bin", order: 0, size: documentBytes, sha256 }
      expect(at(detail, "documents", 0)).toEqual(stored)
    }
    expect(peakOf(gateway.child.pid)).toBeLessThan(200)
    expect(await gateway.stop()).toBe(0)
  },
  180_000
)

it("is told that a document is too large, whoever sends it and however large it is", async () => {
  const gateway = await serveGateway(join(home, "limited-body.db"), {
    env: { FAXINGCENTER_GATEWAY_BODY_LIMIT: "2000000" }
  })
  for (const megabytes of [3, 20]) {
    const document = join(home, `${megabytes}.txt`)
    writeFileSync(document, Buffer.alloc(megabytes * 1_000_000, "A line of text\n"))
    // The service is to judge it, and not the check before the send.
    const sent = await fax(["send", document, "--to", "13862345678", "--json", "--force"], {
      env: {
        FAXINGCENTER_BASE_URL: gateway.url,
        FAXINGCENTER_CLIENT_ID: gateway.clientId,
        FAXINGCENTER_CLIENT_SECRET: gateway.clientSecret
      }
    })
    expect(sent.stderr).toContain("TooLarge")
    expect(sent.code).toBe(5)
    if (hasCurl) {
      const answer = await curl(gateway, "-F", "to=13862345678", "-F", `document=@${document}`)
      expect(at(JSON.parse(answer), "status")).toBe(413)
    }
  }
  expect(await gateway.stop()).toBe(0)
})
