import { type ChildProcess, spawn } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import { ended, firstLine, start } from "./fax.js"

// No container is built here: what the file says is read, and its commands are run as they are.
const root = fileURLToPath(new URL("../../..", import.meta.url))
const folder = `${root}/packages/cli`
const instructions = readFileSync(`${folder}/Dockerfile`, "utf8")
  .replace(/^#.*\n/gm, "")
  .replace(/\\\n\s*/g, "")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => ({ word: line.split(" ", 1)[0] ?? "", rest: line.replace(/^\w+ +/, "") }))

const every = (wanted: string) =>
  instructions.filter(({ word }) => word === wanted).map(({ rest }) => rest)
const last = (wanted: string) => every(wanted).at(-1) ?? ""

/** The words of a command in the form of a list. */
const wordsOf = (text: string): ReadonlyArray<string> => {
  const words: unknown = JSON.parse(text.slice(text.indexOf("[")))
  return Array.isArray(words) ? words.map(String) : []
}

describe("the container file", () => {
  it("names its base exactly, and copies what is there", () => {
    const [, minor] = /^node:(20\.\d+\.\d+)-bookworm-slim/.exec(last("FROM")) ?? []
    expect(every("FROM").map((from) => from.split(" ")[0])).toEqual(
      Array(2).fill(`node:${minor}-bookworm-slim`)
    )
    const copied = every("COPY").filter((line) => !line.startsWith("--from"))
    const sources = copied.flatMap((line) => line.split(" ").slice(0, -1))
    expect(sources.length).toBeGreaterThan(4)
    expect(sources.filter((source) => !existsSync(`${root}/${source}`))).toEqual([])
    const pinned: { packageManager: string } = JSON.parse(
      readFileSync(`${root}/package.json`, "utf8")
    )
    for (const line of every("RUN")) expect(line).toContain(`npx -y ${pinned.packageManager} `)
  })

  it("runs as somebody who is not root", () => {
    expect(last("USER")).toBe("node")
  })

  describe("its command", () => {
    const free = (words: ReadonlyArray<string>) =>
      words.map((word) => (word === "8025" ? "0" : word))
    const [program, bundle = "", ...args] = wordsOf(last("ENTRYPOINT"))
    let mock: ChildProcess
    let port = ""
    beforeAll(async () => {
      mock = start([...free(args), "--allow-host", "Fax-Mock"])
      port = new URL(await firstLine(mock)).port
    })
    afterAll(() => ended(mock, "SIGTERM"))

    const healthOf = (at: string) => {
      const [node, flag = "", code = ""] = wordsOf(last("HEALTHCHECK"))
      expect([node, flag]).toEqual(["node", "-e"])
      return ended(spawn(process.execPath, [flag, code.replace("8025", at)]))
    }

    const statusUnder = async (host: string, path: string) => {
      const { request } = await import("node:http")
      return new Promise((resolve, reject) => {
        request({ port, path, headers: { host } }, ({ statusCode }) => resolve(statusCode))
          .once("error", reject)
          .end()
      })
    }

    it("is the bundle that the build leaves there", () => {
      expect([program, bundle]).toEqual(["node", "dist/fax.js"])
      expect(existsSync(`${folder}/${bundle}`)).toBe(true)
    })

    it("is found healthy while it answers, and not afterwards", async () => {
      expect(await healthOf(port)).toBe(0)
      const other = start(free(args))
      const gone = new URL(await firstLine(other)).port
      await ended(other, "SIGTERM")
      expect(await healthOf(gone)).toBe(1)
    })

    it("answers the API under any name, and the control API under those it was told", async () => {
      const statuses = (path: string) =>
        Promise.all(
          ["localhost:8025", "fax-mock:8025", "evil.example"].map((host) => statusUnder(host, path))
        )
      expect(await statuses("/_mock/faxes")).toEqual([200, 200, 403])
      expect(await statuses("/api/rest/fax/search")).toEqual([401, 401, 401])
    })
  })
})
