import { existsSync, readdirSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { filesIn, root } from "./documents.js"

const read = (path: string) => readFileSync(`${root}/${path}`, "utf8")

/** Packages with scripts of their own for an install, and why they run or need not. */
const withScripts: Readonly<Record<string, { readonly runs: boolean; readonly why: string }>> = {
  esbuild: { runs: true, why: "puts the program for this machine into its place" },
  "@parcel/watcher": { runs: false, why: "comes prebuilt; would compile where it does not" },
  "@scarf/scarf": { runs: false, why: "tells its makers of the install, which nobody asked for" },
  "msgpackr-extract": { runs: false, why: "comes prebuilt, and is only faster" }
}

/** Every installed package, as `name`, with its scripts. */
const installed = () => {
  const store = `${root}/node_modules/.pnpm`
  return readdirSync(store).flatMap((entry) => {
    // `@scope+name@1.0.0_peers`: its own folder is that of its name.
    const name = entry.replace(/(?<=.)@.*$/, "").replace("+", "/")
    const path = `${store}/${entry}/node_modules/${name}/package.json`
    if (!existsSync(path)) return []
    const { scripts = {} } = JSON.parse(readFileSync(path, "utf8"))
    const isScripted = ["preinstall", "install", "postinstall"].some((each) => each in scripts)
    return [{ name, isScripted }]
  })
}

describe("what an install runs", () => {
  it("is listed, with a reason, and nothing else has scripts", () => {
    const all = installed()
    expect(all.length).toBeGreaterThan(500)
    const scripted = new Set(all.filter(({ isScripted }) => isScripted).map(({ name }) => name))
    expect([...scripted].toSorted()).toEqual(Object.keys(withScripts).toSorted())
    const [, listed = ""] =
      /^onlyBuiltDependencies:\n((?: {2}- .+\n)+)/m.exec(read("pnpm-workspace.yaml")) ?? []
    const runs = Object.keys(withScripts).filter((name) => withScripts[name]?.runs)
    expect(listed.match(/(?<=- ).+/g)).toEqual(runs)
  })

  it("is nothing of ours", () => {
    for (const name of readdirSync(`${root}/packages`)) {
      const { scripts = {} } = JSON.parse(read(`packages/${name}/package.json`))
      const own = Object.keys(scripts).filter((script) => /install|prepare/.test(script))
      expect([name, own]).toEqual([name, []])
    }
  })

  it("comes from the registry, and is what it was when the lockfile was written", () => {
    const [, packages = ""] = read("pnpm-lock.yaml").split("\npackages:\n")
    const resolutions = packages.split("\nsnapshots:\n")[0]?.match(/^ {4}resolution: .+$/gm) ?? []
    expect(resolutions.length).toBeGreaterThan(500)
    for (const line of resolutions) {
      expect(line).toMatch(/^ {4}resolution: \{integrity: sha512-[\w+/]+={0,2}\}$/)
    }
  })
})

describe("a release", () => {
  const release = read(".github/workflows/release.yml")

  it("has a provenance, a list of what it contains, and rights of its own job alone", () => {
    expect(release).toMatch(/^permissions:\n {2}contents: read$/m)
    expect(release).toContain("id-token: write")
    expect(release).toContain("NPM_CONFIG_PROVENANCE: true")
    expect(release).toContain("pnpm run sbom")
    expect(release).toContain("--frozen-lockfile")
  })

  it("is of the main branch, and no workflow gives its rights to the code of others", () => {
    expect(release).toMatch(/^on:\n {2}push:\n {4}branches: \[main\]$/m)
    for (const path of filesIn(".github/workflows", /\.yml$/)) {
      const workflow = read(path)
      expect(workflow).not.toContain("pull_request_target")
      expect(workflow).toMatch(/^permissions:\n {2}contents: read$/m)
    }
  })

  it("is looked up among known advisories before it is made", () => {
    const { packageManager } = JSON.parse(read("package.json"))
    expect(read(".github/workflows/ci.yml")).toContain(`npx --yes ${packageManager} audit --prod`)
  })
})
