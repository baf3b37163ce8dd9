import { mkdirSync } from "node:fs"
import { fileURLToPath } from "node:url"

/** Of the repository. */
export const root = fileURLToPath(new URL("../../", import.meta.url))

/** A folder for what benchmarks make, on the disk of the repository: that for temporary files may be memory. */
export const cacheFolder = (name: string): string => {
  const folder = `${root}.tmp/bench/${name}`
  mkdirSync(folder, { recursive: true })
  return folder
}

export const program = (name: string): string =>
  fileURLToPath(new URL(`./programs/${name}`, import.meta.url))

/** The command as it is shipped. */
export const fax = `${root}packages/cli/dist/fax.js`
