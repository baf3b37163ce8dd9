import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs"
import { dirname } from "node:path"
import { fileURLToPath } from "node:url"

export const root = fileURLToPath(new URL("../..", import.meta.url))

/** Files of the repository below a folder, as paths from the root. */
export const filesIn = (folder: string, wanted: RegExp): ReadonlyArray<string> =>
  existsSync(`${root}/${folder}`)
    ? readdirSync(`${root}/${folder}`, { withFileTypes: true }).flatMap((entry) => {
        const path = folder === "" ? entry.name : `${folder}/${entry.name}`
        if (entry.isDirectory()) {
          return /^(node_modules|dist|\..*)$/.test(entry.name) ? [] : filesIn(path, wanted)
        }
        return wanted.test(path) ? [path] : []
      })
    : []

/** What a reader may have installed: every package here, and what they depend on. */
export const linkPackages = (folder: string) => {
  const link = (name: string, target: string) => {
    const at = `${folder}/node_modules/${name}`
    mkdirSync(dirname(at), { recursive: true })
    if (!existsSync(at)) symlinkSync(target, at)
  }
  for (const name of readdirSync(`${root}/packages`)) {
    const of = `${root}/packages/${name}`
    link(`@faxingcenter/${name}`, of)
    const { dependencies, devDependencies, peerDependencies } = JSON.parse(
      readFileSync(`${of}/package.json`, "utf8")
    )
    for (const other of Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies })) {
      if (!other.startsWith("@faxingcenter/")) link(other, `${of}/node_modules/${other}`)
    }
  }
  for (const name of ["tsx", "vitest"]) {
    link(name, `${root}/node_modules/${name}`)
    link(`.bin/${name}`, `${root}/node_modules/.bin/${name}`)
  }
}
