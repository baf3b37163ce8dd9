import { spawn } from "node:child_process"
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { linkPackages, root } from "./documents.js"
import type { Page, Step } from "./Page.js"

/** What became of a step. */
export interface Ran {
  readonly step: Step
  /** `undefined`: the shell ended in it. */
  readonly code: number | undefined
  readonly output: string
}

const freePort = (): Promise<string> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once("error", reject)
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      const port = address === null || typeof address === "string" ? "" : String(address.port)
      server.close(() => resolve(port))
    })
  })

/** Ports that pages name; each is another, free one here. */
const ports = /(?<=--port |127\.0\.0\.1[:/]|localhost:|port: )\d{4}\b/g

/** The database that pages name. */
const database = /postgres:\/\/fax@127\.0\.0\.1:5432\/fax\b/g

/** Whether a page needs a PostgreSQL. */
export const needsPostgres = ({ files, steps }: Page): boolean =>
  [...steps.map(({ code }) => code), ...files.map(({ text }) => text)].some(
    (text) => text.search(database) >= 0
  )

const server = /^((?:\w+=\S+ )*fax (?:mock|serve)\b[^\n&>#]*)((?:> \S+)?)[^\n]*$/gm

/** A server runs in a terminal of its own, and the reader goes on once it answers. */
const inBackground = (code: string): string =>
  code.replaceAll(server, (_, command, output) => {
    const [, port = ""] = /--port (\d+)/.exec(command) ?? []
    const answers = `(: > /dev/tcp/127.0.0.1/${port}) 2> /dev/null`
    return `${command}${output} &\nuntil ${answers}; do kill -0 $! && sleep 0.1; done`
  })

/** Whether a page starts the line in software. */
export const needsLine = ({ steps }: Page): boolean =>
  steps.some(({ code }) => code.includes("scripts/line/hylafax.mjs"))

const separator = "\u001e"

const scriptOf = (steps: ReadonlyArray<Step>): string =>
  [
    "exec 2>&1",
    "__code=0",
    "trap 'kill $(jobs -p) 2> /dev/null' EXIT",
    ...steps.map((step, at) =>
      [
        step.shown.length === 0 && !step.mayFail ? "set -e" : "set +e",
        "(exit $__code)",
        inBackground(step.code.trimEnd()),
        "__code=$?; set +e",
        `printf '\\n${separator}${at} %d${separator}\\n' $__code`
      ].join("\n")
    )
  ].join("\n")

/** Does what a page says, from top to bottom in one shell, in a folder and a home of its own. */
export const runPage = async (
  page: Page,
  postgres: string | undefined
): Promise<ReadonlyArray<Ran>> => {
  const home = mkdtempSync(join(tmpdir(), "page-"))
  const work = join(home, "work")
  const bin = join(home, "bin")
  mkdirSync(join(work, "examples"), { recursive: true })
  mkdirSync(bin)
  linkPackages(work)
  symlinkSync(`${root}/examples/documents`, join(work, "examples/documents"))
  // Only there: a test runner that a page starts would run the tests of the scripts as well.
  if (needsLine(page)) symlinkSync(`${root}/scripts`, join(work, "scripts"))
  copyFileSync(`${root}/examples/documents/purchase-order.pdf`, join(work, "order.pdf"))
  writeFileSync(join(work, "package.json"), '{ "private": true, "type": "module" }\n')
  writeFileSync(
    join(bin, "fax"),
    `#!/bin/sh\nexec "${process.execPath}" "${root}/packages/cli/dist/fax.js" "$@"\n`
  )
  chmodSync(join(bin, "fax"), 0o755)

  const here = new Map<string, string>()
  const adapted = async (given: string) => {
    const text = given.replaceAll(database, postgres ?? "")
    for (const [port] of text.matchAll(ports)) {
      if (!here.has(port)) here.set(port, await freePort())
    }
    return text.replaceAll(ports, (port) => here.get(port) ?? port)
  }
  for (const { name, text } of page.files) writeFileSync(join(work, name), await adapted(text))

  const script = join(home, "page.sh")
  writeFileSync(script, await adapted(scriptOf(page.steps)))
  const shell = spawn("bash", ["-u", script], {
    cwd: work,
    env: {
      PATH: `${bin}:${process.env.PATH}`,
      HOME: home,
      XDG_CACHE_HOME: join(tmpdir(), "fax-test-cache"),
      LANG: "C.UTF-8"
    },
    stdio: ["ignore", "pipe", "inherit"],
    detached: true
  })
  let text = ""
  shell.stdout.setEncoding("utf8").on("data", (chunk) => {
    text += chunk
  })
  const end = () => {
    try {
      if (shell.pid !== undefined) process.kill(-shell.pid, "SIGKILL")
    } catch {
      // All of them have ended.
    }
  }
  const limit = setTimeout(end, 150_000)
  await new Promise((resolve) => shell.once("exit", resolve))
  clearTimeout(limit)
  end()
  rmSync(home, { recursive: true, force: true })

  const said = text.split(separator)
  return page.steps.map((step, at) => {
    const end = said.findIndex((part) => part.startsWith(`${at} `) && /^\d+ \d+$/.test(part))
    return end < 0
      ? { step, code: undefined, output: said.at(-1) ?? "" }
      : { step, code: Number(said[end]?.split(" ")[1]), output: said[end - 1] ?? "" }
  })
}
