import { execFileSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "@effect/vitest"
import { fax, home } from "./fax.js"

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

  it("keeps lines within 92 columns", async () => {
    for (const name of await commandNames()) {
      const text = await outputOf([...name.split(" "), "--help"])
      const [flags = ""] = text.split("\nExamples:")
      expect(flags.split("\n").filter((line) => line.length > 92)).toEqual([])
    }
  })
})

describe("completions", () => {
  const complete = (script: string, ...words: ReadonlyArray<string>) =>
    execFileSync(
      "bash",
      [
        "-c",
        `source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(( $# - 1 )); _fax; echo "\${COMPREPLY[*]}"`,
        script,
        ...words
      ],
      { encoding: "utf8" }
    ).trim()

  it("complete commands, flags and values in bash", async () => {
    const script = join(home, "fax.bash")
    writeFileSync(script, await outputOf(["completions", "bash"]))
    expect(complete(script, "fax", "sea")).toBe("search")
    expect(complete(script, "fax", "search", "--sta")).toBe("--status")
    expect(complete(script, "fax", "search", "--status", "f")).toBe("failed")
    expect(complete(script, "fax", "profiles", "u")).toBe("use")
    expect(complete(script, "fax", "clients", "ro")).toBe("rotate")
    expect(complete(script, "fax", "completions", "z")).toBe("zsh")
    expect(complete(script, "fax", "send", "order")).toBe("")
  })

  it.each(["bash", "zsh", "fish", "powershell"])("name every command for %s", async (shell) => {
    const script = await outputOf(["completions", shell])
    for (const name of await commandNames()) {
      for (const word of name.split(" ")) expect(script).toContain(word)
    }
  })

  it("refuse other shells", async () => {
    expect(await fax(["completions", "tcsh"])).toEqual({
      code: 2,
      stdout: "",
      stderr: "fax: tcsh is not one of bash, zsh, fish, powershell\n"
    })
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
