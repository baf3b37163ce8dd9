import { existsSync, readFileSync } from "node:fs"
import { expect, it } from "vitest"

const root = new URL("../../", import.meta.url)

it("each promise of docs/security.md names tests that there are", () => {
  const text = readFileSync(new URL("docs/security.md", root), "utf8")
  const [, promises = ""] = text.split("## What is promised")
  const rows =
    promises
      .split("##")[0]
      ?.split("\n")
      .filter((line) => /^\| [A-Z]/.test(line)) ?? []
  expect(rows.length).toBeGreaterThan(15)
  for (const row of rows) {
    const [, , tests = ""] = row.split(/ \| |^\| /)
    let folder = ""
    for (const [, name = ""] of tests.matchAll(/`([^`]+)`/g)) {
      const at = name.lastIndexOf("/")
      if (at >= 0) folder = name.slice(0, at)
      const path = at >= 0 ? name : `${folder}/${name}`
      const places = [path, `packages/${path}`].map((each) => new URL(each, root))
      expect([path, places.some((each) => existsSync(each))]).toEqual([path, true])
    }
    expect(folder, row).not.toBe("")
  }
})
