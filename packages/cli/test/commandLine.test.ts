import { describe, expect, it } from "@effect/vitest"
import { fax, faxInTerminal } from "./fax.js"

const escapeCode = "\u001B"
const lines = (text: string) => text.split("\n").filter((line) => line !== "")

describe("the command line", () => {
  it("answers --version", async () => {
    const outcome = await fax(["--version"])
    expect(outcome).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^fax \d+\.\d+\.\d+\S*\n$/),
      stderr: ""
    })
  })

  it.each([[[]], [["--help"]], [["-h"]], [["help"]]])(
    "shows every command for %j",
    async (args) => {
      const { code, stderr, stdout } = await fax(args)
      expect([code, stderr]).toEqual([0, ""])
      for (const name of ["send", "status", "search", "login"])
        expect(stdout).toContain(`  ${name} `)
    }
  )

  it("shows the help of a command in each way that people ask for it", async () => {
    const { stdout } = await fax(["send", "--help"])
    expect(stdout).toContain("Usage: fax send FILES... [flags]")
    expect((await fax(["help", "send"])).stdout).toBe(stdout)
    expect((await fax(["send", "a.pdf", "-h"])).stdout).toBe(stdout)
  })

  it("documents every exit code", async () => {
    const { stdout } = await fax(["help", "exit-codes"])
    for (const code of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 70, 74, 130, 143]) {
      expect(stdout).toMatch(new RegExp(`^ +${code} `, "m"))
    }
  })

  it.each([
    [["send", "a.pdf", "--too", "13862345678"], "fax: unknown flag --too; did you mean --to?\n"],
    [["status", "--jsno"], "fax: unknown flag --jsno; did you mean --json?\n"],
    [["search", "-x"], "fax: unknown flag -x (see fax search --help)\n"],
    [["sned"], "fax: unknown command sned; did you mean fax send?\n"],
    [["--json"], "fax: unknown flag --json: flags come after a command (see fax --help)\n"],
    [["send", "a.pdf", "--to"], "fax: --to needs a value: --to NUMBER\n"],
    [["send", "a.pdf", "--to", "--json"], undefined],
    [["send", "a.pdf", "--wait=yes"], "fax: --wait takes no value\n"],
    [["search", "--from", "today", "--from", "today"], "fax: --from is given twice\n"],
    [["search", "surplus"], "fax: unexpected argument surplus (see fax search --help)\n"],
    [["send", "--to", "13862345678"], "fax: fax send needs FILES...\n"],
    [["send", "a.pdf"], "fax: to whom? Give at least one number: --to NUMBER\n"],
    [
      ["search", "--status", "done"],
      "fax: --status done is not one of processing, delivered, failed\n"
    ],
    [["search", "--page", "0"], "fax: --page 0 is not a whole number from 1 to 1000000000\n"],
    [["search", "--from", "2014-02-30"], undefined],
    [
      ["search", "--from", "today", "--to", "yesterday"],
      "fax: --from is after --to; exchange them\n"
    ],
    [["search", "--all", "--page", "2"], "fax: --all and --page contradict each other\n"],
    [
      ["send", "a.pdf", "--to", "1", "--timeout", "soon"],
      "fax: --timeout soon is not a duration; write it like 90s, 5m or 2h\n"
    ]
  ])("refuses %j with one message and 2", async (args, message) => {
    const { code, stderr, stdout } = await fax(args)
    expect([code, stdout]).toEqual([2, ""])
    if (message !== undefined && !args.includes("--json")) expect(stderr).toBe(message)
    expect(lines(stderr)).toHaveLength(1)
    expect(stderr).not.toContain(escapeCode)
  })

  it("tells errors as JSON to those who asked for JSON", async () => {
    const { code, stderr } = await fax(["status", "17", "--json"], {
      env: { FAXINGCENTER_CLIENT_ID: "demo", FAXINGCENTER_CLIENT_SECRET: "demo" }
    })
    expect([code, JSON.parse(stderr)]).toEqual([
      2,
      {
        error: {
          kind: "UsageError",
          message: "17 is not a send id: ids have 32 hexadecimal digits, as fax send prints them",
          exitCode: 2
        }
      }
    ])
  })

  it("has colour in a terminal, and none with NO_COLOR", async () => {
    const colourful = await faxInTerminal(["status", "--jsno"])
    expect(colourful).toEqual({
      code: 2,
      screen: `${escapeCode}[31mfax:${escapeCode}[0m unknown flag --jsno; did you mean --json?\r\n`
    })
    const plain = await faxInTerminal(["status", "--jsno"], [], { env: { NO_COLOR: "1" } })
    expect(plain.screen).toBe("fax: unknown flag --jsno; did you mean --json?\r\n")
  })

  it("says how to get credentials when there are none", async () => {
    const { code, stderr } = await fax(["status", "0".repeat(32)])
    expect(code).toBe(3)
    expect(stderr).toContain(
      "use fax login, or set FAXINGCENTER_CLIENT_ID and FAXINGCENTER_CLIENT_SECRET"
    )
    expect(lines(stderr)).toHaveLength(1)
  })
})
