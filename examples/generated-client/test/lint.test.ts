import { readFile } from "node:fs/promises"
import { createConfig, lintFromString } from "@redocly/openapi-core"
import { Spectral } from "@stoplight/spectral-core"
import * as rulesets from "@stoplight/spectral-rulesets"
import { describe, expect, it } from "vitest"

describe.each(["openapi", "openapi-gateway", "openapi-mock"])("docs/reference/%s.json", (name) => {
  const source = readFile(new URL(`../../../docs/reference/${name}.json`, import.meta.url), "utf8")

  it("keeps the rules that Spectral recommends", async () => {
    const spectral = new Spectral()
    // Its types ask for a member that its own rules lack.
    const oas = { extends: [], ...rulesets.oas }
    spectral.setRuleset({ extends: [[oas, "recommended"]] })
    const found = await spectral.run(JSON.parse(await source))
    expect(found.map(({ code, message, path }) => [code, message, path.join("/")])).toEqual([])
  })

  it("keeps the rules that Redocly recommends", async () => {
    const config = await createConfig({ extends: ["recommended"] })
    const found = await lintFromString({
      source: await source,
      absoluteRef: `/${name}.json`,
      config
    })
    expect(
      found.map(({ location, message, ruleId }) => [ruleId, message, location[0]?.pointer])
    ).toEqual([])
  })
})
