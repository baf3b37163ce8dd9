import { readdirSync } from "node:fs"
import { fileURLToPath } from "node:url"

export const root = fileURLToPath(new URL("../..", import.meta.url))

/** Where a Markdown file of the repository is on the site. */
export const rewrites = {
  "site/index.md": "index.md",
  "docs/README.md": "overview.md",
  "docs/adr/README.md": "adr/index.md",
  "docs/:path*": ":path*",
  "packages/:name/README.md": "packages/:name.md",
  "examples/README.md": "examples.md",
  "CONTRIBUTING.md": "contributing.md",
  "SECURITY.md": "vulnerabilities.md"
}

const packages = readdirSync(`${root}/packages`)

/** The page that a path of the repository leads to, a file or a folder; undefined if the site has none. */
export const pageAt = (path: string): string | undefined => {
  const file = path.replace(/\/$/, "")
  if (file === "docs" || file === "docs/README.md") return "/overview"
  if (file === "docs/adr" || file === "docs/adr/README.md") return "/adr/"
  if (file === "README.md" || file === "") return "/"
  if (file === "CONTRIBUTING.md") return "/contributing"
  if (file === "SECURITY.md") return "/vulnerabilities"
  if (file === "examples" || file === "examples/README.md") return "/examples"
  const [, name = ""] = /^packages\/([\w-]+)(?:\/README\.md)?$/.exec(file) ?? []
  if (packages.includes(name)) return `/packages/${name}`
  const [, description] = /^docs\/(reference\/.+\.json)$/.exec(file) ?? []
  if (description !== undefined) return `/${description}`
  const [, page] = /^docs\/(.+)\.md$/.exec(file) ?? []
  return page === undefined ? undefined : `/${page}`
}
