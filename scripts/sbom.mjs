// Writes tarballs/sbom.cdx.json: every package that npm installs with the tarballs, as CycloneDX.
// `pnpm tarballs` has to run before.
import { execFileSync } from "node:child_process"
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { root } from "./tools.mjs"

const folder = mkdtempSync(join(tmpdir(), "sbom-"))
try {
  const npm = (...args) =>
    execFileSync("npm", args, { cwd: folder, encoding: "utf8", maxBuffer: 1 << 26 })
  const tarballs = readdirSync(`${root}/tarballs`).filter((name) => name.endsWith(".tgz"))
  const manifest = { name: "faxingcenter", version: "0.0.0", private: true }
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest))
  npm(
    "install",
    "--package-lock-only",
    "--no-audit",
    ...tarballs.map((name) => `${root}/tarballs/${name}`)
  )
  const sbom = npm("sbom", "--package-lock-only", "--sbom-format", "cyclonedx", "--omit", "dev")
  writeFileSync(`${root}/tarballs/sbom.cdx.json`, sbom)
  console.log(`tarballs/sbom.cdx.json: ${JSON.parse(sbom).components.length} components`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
