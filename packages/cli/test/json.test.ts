import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "@effect/vitest"
import { faults } from "@faxingcenter/mock-server"
import { loadAll } from "../src/commands.js"
import { fax, home } from "./fax.js"
import { mockService } from "./mockService.js"
import { answerOf, shapeNames } from "./shapes.js"

const document = join(home, "page.txt")
const csv = join(home, "all.csv")
const { env, mock } = mockService()

beforeAll(async () => {
  writeFileSync(document, "One page\n")
  writeFileSync(csv, "Fax,Ref\n15005550001,a\n15005550099,\nnowhere,c\n")
})

const sent = () => {
  const [first] = mock.seed([{ number: "15005550001" }])
  return first?.sendId ?? ""
}

describe("--json", () => {
  it("is documented for every command that has it", async () => {
    const named = (await loadAll())
      .filter(({ flags }) => flags.some(({ name }) => name === "json"))
      .map(({ name }) => name)
    expect(named.filter((name) => !shapeNames.has(name))).toEqual([])
  })

  it.each([
    ["send", ["send", document, "--to", "15005550001"]],
    ["send", ["send", document, "--to", "15005550001", "--wait"]],
    ["send --dry-run", ["send", document, "--to", "15005550001", "--dry-run"]],
    ["broadcast --dry-run", ["broadcast", document, "--csv", csv, "--skip-invalid", "--dry-run"]],
    ["broadcast", ["broadcast", document, "--csv", csv, "--skip-invalid"]],
    ["search", ["search"]],
    ["preview", ["preview", document, "--out", join(home, "p.png"), "--tiff", join(home, "p.tif")]],
    ["check", ["check", document, "--to=15005550001", "--to=nowhere"]],
    ["contract", ["contract"]],
    ["whoami", ["whoami"]],
    ["doctor", ["doctor"]],
    ["login", ["login", "--client-id", "demo", "--secret-stdin"]],
    ["profiles", ["profiles"]],
    ["profiles use", ["profiles", "use", "default"]],
    ["logout", ["logout"]],
    ["clients add", ["clients", "add", "shop", "--database", "json.db"]],
    ["clients list", ["clients", "list", "--database", "json.db"]],
    ["clients rotate", ["clients", "rotate", "shop", "--database", "json.db"]],
    ["clients revoke", ["clients", "revoke", "shop", "--database", "json.db"]],
    ["clients list", ["clients", "list", "--database", "json.db"]],
    ["operators add", ["operators", "add", "anna", "--database", "json.db"]],
    ["operators list", ["operators", "list", "--database", "json.db"]],
    ["operators revoke", ["operators", "revoke", "anna", "--database", "json.db"]],
    ["operators list", ["operators", "list", "--database", "json.db"]],
    ["backup", ["backup", join(home, "json-backup.db"), "--database", "json.db"]],
    ["restored", ["restored", "--since", "-2h", "--database", "json.db"]],
    ["moved", ["moved", "--database", "json.db"]],
    ["queue pause", ["queue", "pause", "--note", "work", "--database", "json.db"]],
    ["queue hold", ["queue", "hold", "+1 386 234 5678", "--database", "json.db"]],
    ["queue show", ["queue", "show", "--database", "json.db"]],
    ["queue release", ["queue", "release", "13862345678", "--database", "json.db"]],
    ["queue resume", ["queue", "resume", "--database", "json.db"]],
    ["audit", ["audit", "--database", "json.db"]],
    ["keys new", ["keys", "new", "2026"]],
    ["keys list", ["keys", "list", "--database", "json.db"]]
  ])("prints what is documented of %s: %j", async (name, args) => {
    sent()
    const { stdout } = await fax([...args, "--json"], { env, stdin: "demo\n" })
    answerOf(name, stdout)
  })

  it("makes no second client of a name, and finds it however the name is written", async () => {
    const database = ["--database", "names.db"]
    await fax(["clients", "add", "Front Desk", ...database], { env })
    const again = await fax(["clients", "add", " front  desk", ...database], { env })
    expect(again.code).toBe(2)
    expect(again.stderr).toMatch(/^fax: The name Front Desk is that of the client [0-9a-f]{16}; /)
    expect(await fax(["clients", "add", " ", ...database], { env })).toMatchObject({ code: 2 })
    expect((await fax(["clients", "revoke", "FRONT DESK", ...database], { env })).code).toBe(0)
    expect((await fax(["clients", "add", "front desk", ...database], { env })).code).toBe(0)
  })

  it("prints what is documented of status and watch", async () => {
    const sendId = sent()
    answerOf("status", (await fax(["status", sendId, "--json"], { env })).stdout)
    const { stdout } = await fax(["watch", sendId, "--json"], { env })
    for (const line of stdout.trim().split("\n")) answerOf("fax", line)
  })

  it.each([
    ["UsageError", 2, ["search", "--frm", "today"]],
    ["UsageError", 2, ["broadcast", document, "--csv", document]],
    ["InvalidNumber", 5, ["send", document, "--to", "nowhere"]],
    ["InvalidNumber", 5, ["send", document, "--to", "15005550099"]],
    ["DocumentUnreadable", 5, ["send", "nothing.pdf", "--to", "15005550001"]],
    ["InsufficientFunds", 9, ["send", document, "--to", "15005550006"]],
    ["NotFound", 4, ["status", "0".repeat(32)]],
    ["NotFound", 4, ["clients", "revoke", "nobody", "--database", "json.db"]],
    ["CredentialsMissing", 3, ["whoami", "--profile", "nobody"]],
    ["UsageError", 2, ["mock", "--port", "none"]]
  ])("tells errors as documented: %s, %i", async (kind, exitCode, args) => {
    const { code, stderr, stdout } = await fax([...args, "--json"], { env })
    expect([code, stdout, answerOf("an error", stderr)]).toEqual([
      exitCode,
      "",
      { error: expect.objectContaining({ kind, exitCode }) }
    ])
  })

  it("tells what is unknown or not over yet with how to find out", async () => {
    const send = ["send", document, "--to", "15005550003", "-j"]
    const { stderr: late } = await fax([...send, "--wait", "--timeout", "0s", "-q"], { env })
    answerOf("an error", late)
    mock.setScenarios(faults.reset("after_acceptance", { operation: "send" }))
    const { stderr: unknown } = await fax(send, { env })
    answerOf("an error", unknown)
  })
})
