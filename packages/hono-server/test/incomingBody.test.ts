import { HonoRequest } from "hono/request"
import { expect, it } from "vitest"
import { readChunks } from "../src/request/incomingBody.js"

it("reads a body that counts as used as soon as it has a reader, as on Bun", async () => {
  const raw = new Request("http://fax.test", { method: "POST", body: "a fax" })
  Object.defineProperty(raw, "bodyUsed", { get: () => raw.body?.locked })
  const read: Array<string> = []
  const end = await new Promise<string>((resolve) => {
    readChunks(new HonoRequest(raw), {
      onChunk: (chunk) => {
        read.push(new TextDecoder().decode(chunk))
        return undefined
      },
      onEnd: () => resolve("ended"),
      onBroken: () => resolve("broken off")
    })
  })
  expect([end, read.join("")]).toEqual(["ended", "a fax"])
})
