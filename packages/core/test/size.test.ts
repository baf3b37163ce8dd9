import { expect, it } from "vitest"
import { bundleSize } from "./size/bundleSize.js"

/** Bytes after gzip, a little above what was measured last; lower them when the bundles shrink. */
const ceilings = { promise: 112_500, effect: 104_500 }

it("a bundle has no more of the package than it uses", async () => {
  const [nothing, one] = await Promise.all([bundleSize("runtime"), bundleSize("tag")])
  expect(one.minified - nothing.minified).toBeLessThan(1000)
})

for (const [program, ceiling] of Object.entries(ceilings)) {
  it(`a bundle that sends one fax (${program}) stays below ${ceiling} bytes`, async () => {
    const { gzipped } = await bundleSize(program)
    expect(gzipped).toBeGreaterThan(10_000)
    expect(gzipped).toBeLessThan(ceiling)
  })
}
