import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"
import { build } from "esbuild"

/** What a program of `programs/` weighs as a browser or a worker loads it, in bytes. */
export const bundleSize = async (program: string) => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`./programs/${program}.ts`, import.meta.url))],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["import"]
  })
  const contents = outputFiles[0]?.contents ?? new Uint8Array(0)
  return { minified: contents.length, gzipped: gzipSync(contents, { level: 9 }).length }
}
