import { copyFileSync, existsSync, readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { defineConfig } from "vitepress"
import { links } from "./links.js"
import { rewrites, root } from "./pages.js"

/** Undefined until scripts/repository.mjs has written where the repository is. */
const repository = ((): string | undefined => {
  const manifest = JSON.parse(readFileSync(`${root}/packages/core/package.json`, "utf8"))
  const [, address] = /^git\+(https:.+)\.git$/.exec(manifest.repository.url) ?? []
  return address?.endsWith("/OWNER/REPOSITORY") ? undefined : address
})()

/** A sheet of paper with two lines. */
const icon = encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="#1d5fa8" d="M3 1h7l3 3v11H3z"/><path stroke="#fff" d="M5 8h6M5 11h6"/></svg>'
)

const titleOf = (path: string) =>
  /^# (.+)$/m.exec(readFileSync(`${root}/${path}`, "utf8"))?.[1]?.replaceAll("`", "") ?? path

const page = (path: string, link: string, text = titleOf(path)) => ({ text, link })

const pagesIn = (folder: string) =>
  readdirSync(`${root}/docs/${folder}`)
    .filter((name) => name.endsWith(".md") && name !== "README.md")
    .map((name) => page(`docs/${folder}/${name}`, `/${folder}/${name.slice(0, -3)}`))

const optional = (name: string) =>
  existsSync(`${root}/docs/${name}.md`) ? [page(`docs/${name}.md`, `/${name}`)] : []

const folder = fileURLToPath(new URL("../node_modules/vue/", import.meta.url))
const vue = [
  { find: /^vue$/, replacement: `${folder}dist/vue.runtime.esm-bundler.js` },
  { find: /^vue\/server-renderer$/, replacement: `${folder}server-renderer/index.mjs` }
]

export default defineConfig({
  title: "FaxingCenter for TypeScript",
  description: "Send faxes from software, and test without a telephone line",
  lang: "en",
  head: [["link", { rel: "icon", type: "image/svg+xml", href: `data:image/svg+xml,${icon}` }]],
  base: process.env.SITE_BASE ?? "/",
  srcDir: "..",
  srcExclude: [
    "**/{dist,test}/**",
    "**/.*/**",
    "{README,CODE_OF_CONDUCT}.md",
    "{examples,scripts}/*/**",
    "bench/**",
    "packages/*/!(README).md"
  ],
  outDir: "dist",
  cleanUrls: true,
  rewrites,
  buildEnd: ({ outDir }) => {
    for (const name of readdirSync(`${root}/docs/reference`)) {
      if (name.endsWith(".json")) {
        copyFileSync(`${root}/docs/reference/${name}`, `${outDir}/reference/${name}`)
      }
    }
  },
  // The pages lie outside of this folder, from where they would not find it.
  vite: { resolve: { alias: vue }, build: { chunkSizeWarningLimit: 4000 } },
  markdown: { config: links(repository), languageAlias: { console: "shellsession" } },
  themeConfig: {
    search: {
      provider: "local",
      options: {
        miniSearch: {
          searchOptions: {
            fuzzy: 0.2,
            prefix: true,
            boost: { title: 4, text: 2, titles: 1 },
            // The reference names every word many times; whoever searches wants an explanation first.
            boostDocument: (id: string) =>
              /\/reference\/api\//.test(id) ? 0.2 : /\/adr\//.test(id) ? 0.5 : 1
          }
        }
      }
    },
    outline: { level: [2, 3] },
    nav: [
      { text: "First fax", link: "/first-fax" },
      { text: "How to", link: "/how-to/test-without-a-line" },
      { text: "Reference", link: "/reference/cli" }
    ],
    sidebar: [
      {
        text: "Start",
        items: [
          page("docs/first-fax.md", "/first-fax"),
          page("docs/concepts.md", "/concepts"),
          page("docs/README.md", "/overview", "All pages"),
          { text: "Examples", link: "/examples" }
        ]
      },
      { text: "How to", items: pagesIn("how-to") },
      { text: "Reference", items: pagesIn("reference") },
      { text: "Public names", items: pagesIn("reference/api") },
      {
        text: "Packages",
        items: readdirSync(`${root}/packages`).map((name) => ({
          text: name,
          link: `/packages/${name}`
        }))
      },
      {
        text: "Project",
        items: [
          ...optional("benchmarks"),
          ...optional("security"),
          page("docs/architecture.md", "/architecture"),
          page("docs/adr/README.md", "/adr/"),
          page("CONTRIBUTING.md", "/contributing"),
          page("SECURITY.md", "/vulnerabilities", "Report a vulnerability")
        ]
      }
    ],
    ...(repository === undefined
      ? {}
      : { socialLinks: [{ icon: "github" as const, link: repository }] })
  }
})
