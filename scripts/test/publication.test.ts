import { spawnSync } from "node:child_process"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { filesIn, root } from "./documents.js"

const read = (path: string) => readFileSync(`${root}/${path}`, "utf8")
const names = readdirSync(`${root}/packages`)

describe("what is published", () => {
  it.each(names)("%s says what it is, where it comes from, and how to install it", (name) => {
    const manifest = JSON.parse(read(`packages/${name}/package.json`))
    expect(manifest).toMatchObject({
      name: `@faxingcenter/${name}`,
      license: "MIT",
      description: expect.stringMatching(/.{20}/),
      keywords: expect.arrayContaining(["fax"]),
      repository: {
        type: "git",
        url: expect.stringMatching(/^git\+https:\/\/github\.com\/[^/]+\/[^/]+\.git$/),
        directory: `packages/${name}`
      },
      publishConfig: { access: "public" }
    })
    expect(existsSync(`${root}/packages/${name}/LICENSE`)).toBe(true)
    const install = /npm install .*@faxingcenter\/\S+.*/.exec(
      read(`packages/${name}/README.md`)
    )?.[0]
    expect(install).toContain(`@faxingcenter/${name}`)
    // What npm does not install by itself, but the package needs, is in the line as well.
    const peers = Object.keys(manifest.peerDependencies ?? {}).filter(
      (peer) => manifest.peerDependenciesMeta?.[peer]?.optional !== true
    )
    // Those whose newest major version is not one of ours: pnpm, Bun and Deno would install that one.
    const older = ["effect", "vitest"]
    const named = peers.map((peer) => {
      const [major] = /\d+/.exec(manifest.peerDependencies[peer]) ?? []
      return older.includes(peer) ? `${peer}@${major}` : peer
    })
    expect(install?.split(" ")).toEqual(expect.arrayContaining(named))
  })

  it("is published from one repository", () => {
    const urls = names.map(
      (name) => JSON.parse(read(`packages/${name}/package.json`)).repository.url
    )
    expect(new Set(urls).size).toBe(1)
  })

  it("is not published while the manifests name the placeholder, or another repository", () => {
    const check = (...args: ReadonlyArray<string>) =>
      spawnSync(process.execPath, ["scripts/repository.mjs", "--check", ...args], { cwd: root })
    const { repository } = JSON.parse(read("packages/core/package.json"))
    const isPlaceholder = repository.url.includes("/OWNER/REPOSITORY.git")
    expect(check().status).toBe(isPlaceholder ? 1 : 0)
    expect(check("OWNER/REPOSITORY").status).toBe(1)
    expect(check("somebody/else").status).toBe(1)
    expect(JSON.parse(read("package.json")).scripts.release).toMatch(
      /^node scripts\/repository\.mjs --check && /
    )
    expect(read(".github/workflows/release.yml")).toContain(
      'node scripts/repository.mjs --check "$GITHUB_REPOSITORY"'
    )
  })
})

describe("the workflows", () => {
  const workflows = filesIn(".github/workflows", /\.yml$/)

  it("name every action by its commit, and its version in a comment", () => {
    const uses = workflows.flatMap((path) => read(path).match(/uses: .+/g) ?? [])
    expect(uses.length).toBeGreaterThan(3)
    for (const line of uses)
      expect(line).toMatch(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
  })

  it("use the pinned pnpm", () => {
    const { packageManager } = JSON.parse(read("package.json"))
    const named = workflows.flatMap((path) => read(path).match(/pnpm@[\d.]+/g) ?? [])
    expect(new Set(named)).toEqual(new Set([packageManager]))
  })
})
