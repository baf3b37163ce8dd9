import { mkdirSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"

const temporary = fileURLToPath(new URL("../.tmp", import.meta.url))

/** A folder for what a benchmark writes, on the disk of the repository: that for temporary files may be memory. */
export const temporaryFolder = () => {
  mkdirSync(temporary, { recursive: true })
  return temporary
}

/**
 * A program of this folder as it is shipped, and where it is: what runs TypeScript as it stands costs
 * more than what is measured here.
 */
export const bundled = async (name: string): Promise<string> => {
  const outfile = `${temporaryFolder()}/${name}.mjs`
  await build({
    entryPoints: [fileURLToPath(new URL(`./${name}.ts`, import.meta.url))],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["libsql", "pg", "graphile-worker"],
    banner: {
      js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);"
    }
  })
  return outfile
}
