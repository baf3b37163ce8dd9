import { describe, expect, it } from "@effect/vitest"
import { FaxingCenter } from "@faxingcenter/core/promise"
import { layerSqlite, SimulatedLine, Vault } from "@faxingcenter/gateway"
import { gatewayRoutes } from "@faxingcenter/hono-server/gateway"
import { serveNode } from "@faxingcenter/hono-server/node"
import { createMockServer } from "@faxingcenter/mock-server"
import { layer as pagesLayer } from "@faxingcenter/pages"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Scope from "effect/Scope"

interface Opened {
  /** Fails while it is closed. */
  readonly use: () => Promise<unknown>
  readonly close: () => Promise<unknown>
}

const mockOf = async () => {
  const mock = createMockServer()
  const { url } = await mock.listen()
  const listening = await mock.listen()
  mock.seed([{ number: "15005550001" }])
  const [fax] = mock.faxes()
  if (fax === undefined) throw new Error("there is no fax")
  return { fax, listening, mock, url }
}

const gatewayOf = () => {
  const services = layerSqlite(":memory:").pipe(
    Layer.provide(SimulatedLine.layer()),
    Layer.provide(Vault.layerPlain),
    Layer.orDie
  )
  return ManagedRuntime.make(services)
}

const ok = async (url: string) => {
  const answer = await fetch(url)
  await answer.text()
  if (answer.status >= 500) throw new Error(String(answer.status))
}

/** Whatever a program is to close, in every package. */
const opened: Readonly<Record<string, () => Promise<Opened>>> = {
  "a mock, by close": async () => {
    const { mock } = await mockOf()
    return { use: () => mock.listen(), close: () => mock.close() }
  },
  "a mock, by its disposal": async () => {
    const { mock } = await mockOf()
    return { use: () => mock.listen(), close: () => mock[Symbol.asyncDispose]() }
  },
  "a mock whose inbox and events were used": async () => {
    const { fax, mock, url } = await mockOf()
    await ok(`${url}/?fax=${fax.messageId}`)
    await fetch(`${url}/_mock/events`)
    return { use: () => ok(url), close: () => mock.close() }
  },
  "one address of a mock": async () => {
    const { listening, mock } = await mockOf()
    const close = () => {
      // Who closes it again waits for the same end.
      expect(listening.close()).toBe(listening.close())
      return listening.close().then(() => mock.close())
    }
    return { use: () => ok(listening.url), close }
  },
  "a server of hono-server/node": async () => {
    const scope = await Effect.runPromise(Scope.make())
    const app = { fetch: () => Promise.resolve(new Response("ok")) }
    const serving = serveNode(app, { port: 0, hostname: "127.0.0.1" })
    const { url } = await Effect.runPromise(Scope.extend(serving, scope))
    return { use: () => ok(url), close: () => Effect.runPromise(Scope.close(scope, Exit.void)) }
  },
  "a gateway, with its routes": async () => {
    const runtime = gatewayOf()
    const app = gatewayRoutes({ runtime })
    const use = async () => {
      const { status } = await app.request("/readyz")
      if (status >= 500) throw new Error(String(status))
    }
    return { use, close: () => runtime.dispose() }
  },
  "what makes pages": async () => {
    const runtime = ManagedRuntime.make(pagesLayer())
    return { use: () => runtime.runPromise(Effect.void), close: () => runtime.dispose() }
  },
  "what the promise client iterates": async () => {
    const { mock, fax } = await mockOf()
    const client = new FaxingCenter({ ...demo, baseUrl: mock.url, fetch: mock.fetch })
    const messages = client.statusAll(fax.sendId)
    const use = async () => {
      if ((await messages.next()).done === true) throw new Error("it is over")
    }
    return { use, close: () => messages.return().finally(() => mock.close()) }
  }
}

const demo = { clientId: "demo", clientSecret: "demo" }

describe("is closed as often as it is told to, at once or later, and cannot be used afterwards:", () => {
  it.each(Object.entries(opened))("%s", async (_, open) => {
    const { close, use } = await open()
    await use()
    await Promise.all([close(), close()])
    await close()
    await expect(use()).rejects.toThrow()
  })
})
