import { closeSync, existsSync, openSync } from "node:fs"
import { describe, expect, it } from "@effect/vitest"
import { ended, fax, start } from "./fax.js"

const outputOf = async (args: ReadonlyArray<string>) => {
  const { code, stderr, stdout } = await fax(args)
  expect([code, stderr]).toEqual([0, ""])
  return stdout
}

const commandNames = async () => {
  const overview = await outputOf([])
  const [, list = ""] = /\nCommands:\n([\s\S]*?)\n\n/.exec(overview) ?? []
  return list.split("\n").map((line) => line.trim().split(/ {2,}/)[0] ?? "")
}

describe("the help", () => {
  it("has a summary, a usage line and an example for every command", async () => {
    for (const name of await commandNames()) {
      const text = await outputOf([...name.split(" "), "--help"])
      expect(text).toContain(`Usage: fax ${name}`)
      expect(text).toMatch(/\nExamples:\n {2}# \S.*\n {2}\S/)
    }
  })

  it("has the topics that it names", async () => {
    const overview = await outputOf([])
    const [, list = ""] = /\nTopics[^\n]*\n([\s\S]*?)\n\n/.exec(overview) ?? []
    const topics = list.split("\n").map((line) => line.trim().split(" ")[0] ?? "")
    expect(topics).toContain("exit-codes")
    for (const topic of topics) expect(await outputOf(["help", topic])).not.toBe("")
  })

  it.each(["clients", "keys"])("lists the commands of the group %s", async (group) => {
    const names = (await commandNames()).filter((name) => name.startsWith(`${group} `))
    expect(names.length).toBeGreaterThan(1)
    const text = await outputOf([group, "--help"])
    for (const name of names) expect(text).toMatch(new RegExp(`\n  ${name}  +\\S`))
    expect(await outputOf(["help", group])).toBe(text)
    expect(await outputOf(["profiles", "--help"])).toContain("Usage: fax profiles [flags]")
  })

  it.each([
    [["clients"], /^fax: fax clients needs a command: fax clients add, fax clients list, /],
    [["keys", "nwe"], /^fax: unknown command keys nwe: fax keys new, /],
    [
      ["help", "nosuch"],
      /^fax: there is no help on nosuch; fax --help lists the commands and topics/
    ]
  ])("is offered to who writes %j", async (args, message) => {
    const { code, stderr } = await fax(args)
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)])
  })

  it.skipIf(!existsSync("/dev/full"))("ends with 74 when it cannot be written", async () => {
    for (const args of [["--version"], ["send", "--help"]]) {
      const full = openSync("/dev/full", "w")
      const child = start(args, { stdout: full })
      expect(await ended(child)).toBe(74)
      closeSync(full)
    }
  })

  it("keeps lines within 92 columns", async () => {
    for (const name of await commandNames()) {
      const text = await outputOf([...name.split(" "), "--help"])
      const [flags = ""] = text.split("\nExamples:")
      expect(flags.split("\n").filter((line) => line.length > 92)).toEqual([])
    }
  })
})

describe("the manual page", () => {
  it("has every command, flag and exit code", async () => {
    const page = await outputOf(["man"])
    expect(page).toMatch(/^\.TH FAX 1 /)
    for (const name of await commandNames()) expect(page).toContain(`\n.SS fax ${name}\n`)
    expect(page).toContain("\\fB\\-\\-to NUMBER...\\fR")
    expect(page).toContain(".SH EXIT STATUS")
  })
})
