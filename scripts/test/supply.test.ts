import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { filesIn, root } from "./documents.js"

const read = (path: string) => readFileSync(`${root}/${path}`, "utf8")

interface Scripted {
  /** Here, where the packages are built. */
  readonly runs: boolean
  /** Users install it too, by the dependencies of a package of ours. */
  readonly isShipped?: boolean
  readonly why: string
}

/** Packages with scripts of their own for an install, and why they run or need not. */
const withScripts: Readonly<Record<string, Scripted>> = {
  esbuild: { runs: true, why: "puts the program for this machine into its place" },
  "@parcel/watcher": {
    runs: false,
    isShipped: true,
    why: "comes prebuilt; would compile where it does not"
  },
  "@scarf/scarf": { runs: false, why: "tells its makers of the install, which nobody asked for" },
  "msgpackr-extract": { runs: false, isShipped: true, why: "comes prebuilt, and is only faster" }
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

/** The names of what comes with a package, beginning with its folder. */
const shippedWith = (folder: string, known = new Map<string, string>()): Map<string, string> => {
  const manifest = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"))
  known.set(folder, manifest.name)
  const home = folder.startsWith(realpathSync(`${root}/packages`))
    ? `${folder}/node_modules`
    : `${folder.slice(0, folder.lastIndexOf("/node_modules/"))}/node_modules`
  const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = manifest
  for (const name of Object.keys({
    ...dependencies,
    ...optionalDependencies,
    ...peerDependencies
  })) {
    const path = `${home}/${name}`
    // Who tests with vitest has it already.
    if (name === "vitest" || peerDependenciesMeta?.[name]?.optional === true) continue
    // Of another machine.
    if (!existsSync(path)) continue
    const next = realpathSync(path)
    if (!known.has(next)) shippedWith(next, known)
  }
  return known
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

  it("is, of what users get, what comes prebuilt, and nothing with the command", () => {
    const scriptedOf = (names: ReadonlyArray<string>) => {
      const shipped = names.flatMap((name) => [
        ...shippedWith(realpathSync(`${root}/packages/${name}`)).values()
      ])
      return new Set(shipped.filter((name) => name in withScripts))
    }
    const expected = Object.keys(withScripts).filter((name) => withScripts[name]?.isShipped)
    expect([...scriptedOf(readdirSync(`${root}/packages`))].toSorted()).toEqual(expected.toSorted())
    expect([...scriptedOf(["cli"])]).toEqual([])
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
