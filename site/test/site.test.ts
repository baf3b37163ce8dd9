import { spawnSync } from "node:child_process"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { posix } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import MiniSearch from "minisearch"
import { beforeAll, describe, expect, it } from "vitest"
import { packages } from "../../packages/cli/test/reference/declarations.js"

const site = fileURLToPath(new URL("..", import.meta.url))
const dist = `${site}/dist`
const require = createRequire(import.meta.url)

const htmlIn = (folder: string): ReadonlyArray<string> =>
  readdirSync(`${dist}/${folder}`, { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name)
    if (entry.isDirectory()) return htmlIn(path)
    return path.endsWith(".html") ? [path] : []
  })

const read = (path: string) => readFileSync(`${dist}/${path}`, "utf8")
const textOf = (html: string) => html.replaceAll(/<[^>]+>/g, " ").replaceAll("&amp;", "&")

/** Where an address of the site lies in the build, if it does. */
const fileAt = (address: string) =>
  [address, `${address}.html`, posix.join(address, "index.html")].find(
    (path) => path !== "" && existsSync(`${dist}/${path}`) && /\.\w+$/.test(path)
  )

const brokenIn = (page: string): ReadonlyArray<string> =>
  [...read(page).matchAll(/<a [^>]*href="([^"]*)"/g)]
    .map(([, href = ""]) => href.replaceAll("&amp;", "&"))
    .filter((href) => !/^\w+:/.test(href))
    .filter((href) => {
      const [path = "", anchor] = decodeURI(href).split("#")
      const address = path === "" ? page : posix.join(posix.dirname(page), path)
      const target = path.startsWith("/") ? fileAt(path.slice(1)) : fileAt(address)
      if (target === undefined) return true
      if (anchor === undefined || anchor === "" || !target.endsWith(".html")) return false
      return !read(target).includes(`id="${anchor}"`)
    })
    .map((href) => `${page}: ${href}`)

const build = () => {
  const run = (script: string, ...args: ReadonlyArray<string>) => {
    const { status, stderr, stdout } = spawnSync(process.execPath, [script, ...args], {
      cwd: site,
      encoding: "utf8",
      env: { ...process.env, NODE_ENV: "production" }
    })
    if (status !== 0) throw new Error(`${script} failed\n${stdout}\n${stderr}`)
  }
  run(require.resolve("tsx/cli"), "api/writeApi.ts")
  run(
    fileURLToPath(new URL("../node_modules/vitepress/bin/vitepress.js", import.meta.url)),
    "build"
  )
}

describe("the documentation site", () => {
  beforeAll(build, 300_000)

  it("has no link that leads nowhere", () => {
    const pages = htmlIn("")
    expect(pages.length).toBeGreaterThan(70)
    expect(pages.flatMap(brokenIn)).toEqual([])
  })

  it("starts with promises, before Effect", () => {
    const text = textOf(read("first-fax.html"))
    expect(text).toContain("@faxingcenter/core/promise")
    expect(text).not.toContain("Effect.gen")
  })

  it.each(packages)("has the public names of %s", (name) => {
    expect(read(`reference/api/${name}.html`)).toContain(`@faxingcenter/${name}`)
  })

  it.each([
    ["busy", "/concepts"],
    ["never send twice", "/how-to/never-send-twice"],
    ["backup", "/how-to/"]
  ])("finds %j", async (query, where) => {
    const chunks = `${dist}/assets/chunks`
    const index = readdirSync(chunks).find((name) => name.startsWith("@localSearchIndexroot"))
    const { default: json } = await import(pathToFileURL(`${chunks}/${index}`).href)
    const search = MiniSearch.loadJSON(json, {
      fields: ["title", "titles", "text"],
      searchOptions: { fuzzy: 0.2, prefix: true, boost: { title: 4, text: 2, titles: 1 } }
    })
    const found = search.search(query).map(({ id }) => String(id))
    expect(found.slice(0, 8)).toEqual(expect.arrayContaining([expect.stringContaining(where)]))
  })
})
