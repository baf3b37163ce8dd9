import { existsSync, readFileSync, statSync } from "node:fs"
import { dirname, join } from "node:path"
import { expect, it } from "vitest"
import { filesIn, root } from "./documents.js"

/** As GitHub makes them of headings: one that comes again gets a number. */
const anchorsOf = (path: string) => {
  const text = readFileSync(path, "utf8").replaceAll(/^```[\s\S]*?^```$/gm, "")
  const found = new Set<string>()
  for (const [, heading = ""] of text.matchAll(/^#+ (.+)$/gm)) {
    const anchor = heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, "")
      .replaceAll(" ", "-")
    let name = anchor
    for (let count = 1; found.has(name); count++) name = `${anchor}-${count}`
    found.add(name)
  }
  return found
}

const brokenIn = (path: string): ReadonlyArray<string> => {
  const text = readFileSync(join(root, path), "utf8").replaceAll(/^```[\s\S]*?^```$/gm, "")
  return [...text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)]
    .filter(([, to = "", anchor]) => {
      const target = to === "" ? join(root, path) : join(root, dirname(path), to)
      if (!existsSync(target)) return true
      return anchor !== undefined && statSync(target).isFile() && !anchorsOf(target).has(anchor)
    })
    .map(([link]) => `${path}: ${link}`)
}

it("every link of the documentation leads to a file, and to a heading that is there", () => {
  const pages = [
    "README.md",
    "CONTRIBUTING.md",
    ...filesIn("docs", /\.md$/),
    ...filesIn("examples", /\.md$/),
    ...filesIn("packages", /\.md$/)
  ]
  expect(pages.flatMap(brokenIn)).toEqual([])
})
