import { bundleSize } from "../../../packages/core/test/size/bundleSize.js"

const programs = [
  ["promise", "sends one fax, @faxingcenter/core/promise"],
  ["effect", "sends one fax, @faxingcenter/core"],
  ["transport", "for comparison: one GET, @effect/platform"],
  ["runtime", "for comparison: nothing but Effect.runPromise"]
] as const

console.log("    minified   gzipped  a program that")
for (const [program, what] of programs) {
  const { gzipped, minified } = await bundleSize(program)
  const kb = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`.padStart(9)
  console.log(`   ${kb(minified)} ${kb(gzipped)}  ${what}`)
}
