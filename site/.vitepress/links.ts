import { posix, relative } from "node:path"
import type { MarkdownEnv, MarkdownRenderer } from "vitepress"
import { pageAt, root } from "./pages.js"

const isRelative = (href: string) => !/^(\w+:|#|\/)/.test(href)

/**
 * The documentation links to files of the repository, so that it can be read there. On the site, a
 * link to another page becomes that page's address, and one to a source file leads to the repository,
 * or is only text while the repository has no address.
 */
export const links = (repository: string | undefined) => (md: MarkdownRenderer) => {
  md.core.ruler.push("links", ({ env, tokens }) => {
    const { path, realPath }: MarkdownEnv & { realPath?: string } = env
    const folder = posix.dirname(relative(root, realPath ?? path).replaceAll("\\", "/"))
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      if (token.type !== "link_open") continue
      const href = token.attrGet("href") ?? ""
      if (!isRelative(href)) continue
      const [file = "", anchor] = href.split("#")
      const target = posix.join(folder, decodeURI(file))
      const page = pageAt(target)
      if (page !== undefined) {
        token.attrSet("href", anchor === undefined ? page : `${page}#${anchor}`)
      } else if (repository !== undefined) {
        token.attrSet("href", `${repository}/blob/main/${target}`)
      } else {
        token.tag = "span"
        token.attrs = null
        const all = tokens.flatMap(({ children }) => children ?? [])
        const close = all.slice(all.indexOf(token)).find(({ type }) => type === "link_close")
        if (close !== undefined) close.tag = "span"
      }
    }
  })
}
