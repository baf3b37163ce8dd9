import { readdirSync } from "node:fs"
import getReleasePlan from "@changesets/get-release-plan"
import { describe, expect, it } from "vitest"
import { root } from "./documents.js"

const published = readdirSync(`${root}/packages`).map((name) => `@faxingcenter/${name}`)

describe("the changesets", async () => {
  const plan = await getReleasePlan(root)
  const releases = plan.releases.filter(({ name }) => published.includes(name))

  it("never plan a major release before 1.0", () => {
    expect(
      releases.filter(({ oldVersion, type }) => type === "major" && oldVersion.startsWith("0."))
    ).toEqual([])
  })

  it("plan the same version for every package, the first of which is 0.1.0", () => {
    const first = releases.some(({ oldVersion }) => oldVersion === "0.0.0")
    const versions = [...new Set(releases.map(({ newVersion }) => newVersion))]
    expect(versions).toEqual(first ? ["0.1.0"] : versions.slice(0, 1))
    if (first) expect(releases.map(({ name }) => name).sort()).toEqual(published)
  })
})
