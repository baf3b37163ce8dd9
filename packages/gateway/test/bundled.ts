import { mkdirSync } from "node:fs"
import { basename } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"

const temporary = fileURLToPath(new URL("../.tmp", import.meta.url))

/** A folder on the disk of the repository: that for temporary files may be memory. */
export const folderOnDisk = () => {
  mkdirSync(temporary, { recursive: true })
  return temporary
}

/**
 * A program of the tests or benchmarks as it is shipped, and where it is: to run TypeScript as it
 * stands costs more than what is measured, and to start it many times what it takes to start.
 */
export const bundled = async (program: URL): Promise<string> => {
  const entry = fileURLToPath(program)
  const outfile = `${folderOnDisk()}/${basename(entry, ".ts")}.mjs`
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["libsql", "pg", "graphile-worker"],
    logLevel: "error",
    banner: {
      js: "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);"
    }
  })
  return outfile
}
