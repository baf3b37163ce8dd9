import { readFile } from "node:fs/promises"
import openapiTS, { astToString } from "openapi-typescript"
import { expect, it } from "vitest"

/** The types that are generated, and from which document. That of the contract is a part of the gateway's. */
const documents = { gateway: "openapi-gateway", mock: "openapi-mock" }

// The programs here are compiled against these types, so that a document that cannot be typed, or that says less
// than the server takes, does not compile.
it.each(Object.entries(documents))(
  "the types of the %s are those of docs/reference/%s.json",
  async (name, file) => {
    const document = await readFile(
      new URL(`../../../docs/reference/${file}.json`, import.meta.url)
    )
    const types = astToString(await openapiTS(document))
    await expect(types).toMatchFileSnapshot(`../src/generated/${name}.d.ts`)
  }
)
