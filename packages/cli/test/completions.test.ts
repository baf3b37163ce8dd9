import { execFileSync, spawnSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "@effect/vitest"
import { fax, home } from "./fax.js"

const shells = ["bash", "zsh", "fish", "powershell"] as const
const scriptOf = (shell: (typeof shells)[number]) => join(home, `fax.${shell}`)

beforeAll(async () => {
  for (const shell of shells) {
    const { code, stderr, stdout } = await fax(["completions", shell])
    expect([code, stderr]).toEqual([0, ""])
    writeFileSync(scriptOf(shell), stdout)
  }
})

const run = (command: string, ...args: ReadonlyArray<string>) =>
  execFileSync(command, args, {
    encoding: "utf8",
    env: { PATH: process.env.PATH, HOME: home, TERM: "xterm" },
    cwd: home
  })

const offeredByBash = (line: string) =>
  run(
    "bash",
    "-c",
    `source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(( $# - 1 )); _fax; printf '%s\\n' "\${COMPREPLY[@]}"`,
    scriptOf("bash"),
    ...line.split(" ")
  ).match(/\S+/g)

/** Types the line into an interactive zsh, presses Tab, and prints what it would offer. */
const zsh = `
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell 'PROMPT=; autoload -Uz compinit; compinit -u -D; source '$1
zpty -w shell 'compadd() {
  [[ " $* " == *" -"[OAD]" "* ]] || { local -a found; builtin compadd -A found "$@"; print -rl -- "<"\${^found}">" }
  builtin compadd "$@"
}
offer() { zle complete-word; print -r -- "<end>" }; zle -N offer; bindkey "^I" offer; print "<rea""dy>"'
zpty -r shell before '*<ready>*'
zpty -w -n shell $2$'\\t'
zpty -r shell offered '*<end>*'
print -r -- $offered
`
const offeredByZsh = (line: string) =>
  [...run("zsh", "-f", "-c", zsh, "zsh", scriptOf("zsh"), line).matchAll(/<([^<>]+)>/g)]
    .map(([, word = ""]) => word)
    .filter((word) => word !== "end")

const offeredByFish = (line: string) =>
  run(
    "fish",
    "--no-config",
    "-c",
    'source $argv[1]; complete -C "$argv[2]"',
    scriptOf("fish"),
    line
  )
    .trim()
    .split("\n")
    .map((offer) => offer.split("\t")[0])

const lines: ReadonlyArray<readonly [string, ReadonlyArray<string>]> = [
  ["fax sta", ["status"]],
  ["fax --ver", ["--version"]],
  ["fax search --sta", ["--status"]],
  ["fax search --status ", ["delivered", "failed", "processing"]],
  ["fax profiles ", ["use"]],
  ["fax clients r", ["revoke", "rotate"]],
  ["fax clients add --per", ["--per-minute"]],
  ["fax keys new --j", ["--json"]],
  ["fax completions ", ["bash", "fish", "powershell", "zsh"]],
  ["fax help ex", ["exit-codes"]]
]

describe.each([
  ["bash", offeredByBash],
  ["zsh", offeredByZsh],
  ["fish", offeredByFish]
])("completions in %s", (shell, offered) => {
  const isInstalled = spawnSync(shell, ["-c", ":"]).status === 0
  it.runIf(isInstalled).each(lines)("%s", (line, expected) => {
    expect(offered(line)?.toSorted()).toEqual(expected)
  })
})

describe("completions", () => {
  it.each(shells)("name every command for %s", async (shell) => {
    const { stdout: overview } = await fax([])
    const { stdout: script } = await fax(["completions", shell])
    const [, list = ""] = /\nCommands:\n([\s\S]*?)\n\n/.exec(overview) ?? []
    const names = list.split("\n").map((line) => line.trim().split(/ {2,}/)[0] ?? "")
    for (const word of names.join(" ").split(" ")) expect(script).toContain(word)
  })

  it.runIf(spawnSync("zsh", ["-c", ":"]).status === 0)(
    "offer in zsh what the very command takes",
    () => {
      expect(offeredByZsh("fax keys new --d")).toEqual([])
      expect(offeredByZsh("fax keys list --d")).toEqual(["--database"])
    }
  )

  it("refuse other shells", async () => {
    expect(await fax(["completions", "tcsh"])).toEqual({
      code: 2,
      stdout: "",
      stderr: "fax: tcsh is not one of bash, zsh, fish, powershell\n"
    })
  })
})
