import { createServer } from "node:http"
import { expect, it } from "vitest"
import { FaxingCenter } from "../../src/promise/index.js"

/** How the bodies of sends come over a real socket. */
const framingOf = async (size: number) => {
  const seen: Array<{ readonly length: number | undefined; readonly received: number }> = []
  const server = createServer(async (request, response) => {
    let received = 0
    for await (const chunk of request) received += chunk.length
    const { "content-length": length } = request.headers
    if (request.url === "/oauth") {
      response.end('{"access_token":"token","expires_in":3600,"token_type":"Bearer"}')
      return
    }
    seen.push({ length: length === undefined ? undefined : Number(length), received })
    response.writeHead(402).end()
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  const port = typeof address === "object" ? address?.port : undefined
  const fax = new FaxingCenter({
    baseUrl: `http://127.0.0.1:${port}`,
    clientId: "demo",
    clientSecret: "demo"
  })
  const documents = { name: "zeros", data: new Uint8Array(size) }
  await expect(fax.send({ to: "018555808797", documents })).rejects.toThrow("no funds")
  server.close()
  return seen
}

it("a send of usual size says its length, for servers that take no chunks", async () => {
  const [request] = await framingOf(100_000)
  expect(request?.length).toBe(request?.received)
  expect(request?.received).toBeGreaterThan(133_000)
})

it("a large one has its length, too", async () => {
  expect(await framingOf(1_000_000)).toMatchObject([{ length: 1333443 }])
})
