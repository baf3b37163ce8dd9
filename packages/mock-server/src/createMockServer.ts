import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import type * as HttpClient from "@effect/platform/HttpClient"
import type { Auth, Introspection, Receive, Search, Send, Status } from "@faxingcenter/core"
import { type NamesOf, onlyKnown, routes as routesOf } from "@faxingcenter/core/wire"
import { faxRoutes, receivedRoutes } from "@faxingcenter/hono-server"
import type { Direct } from "@faxingcenter/hono-server/internal"
import type { Pages } from "@faxingcenter/pages"
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Schema from "effect/Schema"
import { Control, type Run } from "./control/Control.js"
import { directly } from "./http/directly.js"
import { makeExchange } from "./http/exchange.js"
import {
  type Handle,
  inProcessFetch,
  type Listening,
  type ListenOptions,
  listen
} from "./http/listen.js"
import { type LazyPages, lazyPages } from "./pages/lazyPages.js"
import { Scenario, type ScenarioInput } from "./scenario/Scenario.js"
import { type SimulationOptions, simulationNames } from "./simulation/Options.js"
import { makeRandomHex } from "./simulation/randomHex.js"
import * as Simulation from "./simulation/Simulation.js"
import type { Site } from "./site/makeSite.js"
import { StateFile } from "./state/StateFile.js"

/** The options of a mock; all are optional. */
export interface MockServerOptions
  extends Omit<SimulationOptions, "scenarios" | "countPages" | "showPages"> {
  /**
   * Counts and shows the pages of documents: `layer()` of `@faxingcenter/pages`. Without it each
   * document counts as one page, and none can be looked at.
   */
  readonly pages?: Layer.Layer<Pages> | undefined
  /** How the mock departs from its usual ways, for every client. */
  readonly scenarios?: ReadonlyArray<ScenarioInput> | undefined
  /** Largest body of a send, in bytes. Default 100 MiB. */
  readonly bodyLimit?: number | undefined
  /** Names of this mock, besides those of the loopback, that its inbox and control API answer to. */
  readonly allowedHosts?: ReadonlyArray<string> | undefined
  /**
   * A file to keep faxes and clocks in, over restarts. Default: they are forgotten. What changes is written within
   * a quarter of a second, or four times as long as the last write took; a mock that is killed loses that much.
   */
  readonly stateFile?: string | undefined
  /**
   * What other machines need for the inbox and the control API, where the mock listens beyond the loopback. Default: a
   * random one, which is `key` of the mock.
   */
  readonly key?: string | undefined
  /** What time it is, for tests that have a clock of their own. Default: real time. */
  readonly clock?: Clock.Clock | undefined
}

interface ServingOptions {
  readonly stateFile: string | undefined
  readonly allowedHosts: ReadonlyArray<string>
  readonly bodyLimit: number
  readonly key: string | undefined
}

type FaxServices = Auth | Introspection | Send | Status | Search | Receive

/**
 * A FaxingCenter service with a simulated line, and the means to control it.
 *
 * @example
 * ```ts
 * import { createMockServer } from "@faxingcenter/mock-server"
 *
 * const mock = createMockServer()
 * const { url } = await mock.listen()
 * console.log(`${url}/_mock`)
 * await mock.close()
 * ```
 */
export class MockServer extends Control {
  /** The base address that `fetch` answers for. */
  readonly url = "http://mock.localhost"
  /** In process: no port, no network. To be given to whatever takes a `fetch`. */
  readonly fetch: typeof globalThis.fetch
  /** The same for Effect programs: an HTTP client that reaches this mock alone. */
  readonly httpClient: Layer.Layer<HttpClient.HttpClient>
  /** The four services, and received faxes, without HTTP between. */
  readonly layer: Layer.Layer<FaxServices | Receive>
  /** What other machines need for the inbox and the control API. */
  readonly key: string
  readonly #handle: Handle
  readonly #direct: Direct
  readonly #dispose: () => Promise<void>
  #site: Promise<Site> | undefined
  readonly #listening = new Set<Listening>()
  #closed: Promise<void> | undefined

  constructor(
    runtime: ManagedRuntime.ManagedRuntime<FaxServices | Simulation.Simulation, never>,
    pages: LazyPages | undefined,
    { allowedHosts, bodyLimit, key, stateFile }: ServingOptions
  ) {
    const simulation = runtime.runSync(Simulation.Simulation)
    const run: Run = {
      runSync: (effect) => runtime.runSync(effect),
      runPromise: (effect, options) => runtime.runPromise(effect, options)
    }
    super(simulation, run, pages)
    const clock = runtime.runSync(Effect.clock)
    const routes = faxRoutes({ runtime, bodyLimit, immediate: simulation.immediate(clock) })
    const received = receivedRoutes({ runtime })
    let exchanges = 0
    const nextId = () => {
      exchanges += 1
      return exchanges
    }
    const exchange = makeExchange({
      simulation,
      service: async (request) =>
        new URL(request.url).pathname.startsWith(routesOf.received.list.path)
          ? received.fetch(request)
          : routes.fetch(request),
      bodyLimit,
      nextId
    })
    this.#direct = directly(simulation, routes.direct, clock, nextId)
    this.key = key ?? makeRandomHex(undefined, () => 0)(32)
    this.#handle = async (request, address) => {
      const { pathname } = new URL(request.url)
      if (pathname === "/" || /^\/_mock(\/|$)/.test(pathname)) {
        // Loaded when it is first asked for: most tests never do.
        this.#site ??= import("./site/makeSite.js").then(({ makeSite }) =>
          makeSite(this, { allowedHosts, key: this.key })
        )
        return (await this.#site).fetch(request, address)
      }
      const answer = await runtime.runPromise(Effect.either(exchange(request)))
      if (answer._tag === "Left") throw answer.left
      return answer.right
    }
    const state = stateFile === undefined ? undefined : new StateFile(stateFile, simulation.tenants)
    const keeping = state && runtime.runFork(state.keep)
    this.#dispose = async () => {
      if (keeping !== undefined) await runtime.runPromise(Fiber.interrupt(keeping))
      const kept = await runtime.runPromise(Effect.either(state?.close ?? Effect.void))
      await runtime.dispose()
      await pages?.close()
      if (Either.isLeft(kept)) throw kept.left
    }
    this.fetch = inProcessFetch(this.#handle, this.url)
    this.httpClient = FetchHttpClient.layer.pipe(
      Layer.provide(Layer.succeed(FetchHttpClient.Fetch, this.fetch))
    )
    this.layer = Layer.effectContext(Effect.map(runtime.runtimeEffect, ({ context }) => context))
  }

  /** Serves the mock at a port, for programs elsewhere. May be called more than once. */
  async listen(options: ListenOptions = {}): Promise<Listening> {
    if (this.#closed !== undefined) throw new Error("This mock is closed; create another one")
    const listening = await listen(this.#handle, this.#direct, options)
    this.#listening.add(listening)
    return listening
  }

  /**
   * Stops listening, and forgets everything. Rejects when the state could not be written to its file. To close it again
   * is to wait for the same.
   */
  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    await (await this.#site)?.close()
    await Promise.all([...this.#listening].map((listening) => listening.close()))
    this.#listening.clear()
    await this.#dispose()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

const { countPages: _count, showPages: _show, ...ofSimulation } = simulationNames

const names: NamesOf<MockServerOptions> = {
  ...ofSimulation,
  pages: true,
  bodyLimit: true,
  allowedHosts: true,
  stateFile: true,
  key: true,
  clock: true
}

const decodeScenarios = Schema.decodeUnknownSync(Schema.Array(Scenario))

/**
 * A mock for tests: in process, without a port until `listen` is called, and without globals, so that
 * any number of them stand side by side.
 *
 * @example
 * ```ts
 * import { createMockServer } from "@faxingcenter/mock-server"
 *
 * const mock = createMockServer()
 * const answer = await mock.fetch(`${mock.url}/oauth`, {
 *   method: "POST",
 *   headers: { "content-type": "application/json" },
 *   body: JSON.stringify({
 *     client_id: "demo",
 *     client_secret: "demo",
 *     grant_type: "client_credentials"
 *   })
 * })
 * mock.advance("2 hours")
 * mock.faxes()
 * await mock.close()
 * ```
 */
export const createMockServer = (options: MockServerOptions = {}): MockServer => {
  const {
    allowedHosts = [],
    bodyLimit = 100 * 1024 * 1024,
    clock,
    key,
    pages,
    scenarios = [],
    stateFile,
    ...simulation
  } = onlyKnown("createMockServer", options, names)
  const faxPages = pages && lazyPages(pages)
  const line = Simulation.layer({
    ...simulation,
    scenarios: decodeScenarios(scenarios),
    countPages:
      faxPages &&
      ((documents) => Effect.promise(async () => (await faxPages.get()).count(documents))),
    showPages:
      faxPages &&
      ((tiff, format, page) =>
        Effect.promise(async () => (await faxPages.get()).show(tiff, format, page)))
  })
  return new MockServer(
    ManagedRuntime.make(
      clock === undefined ? line : Layer.provideMerge(line, Layer.setClock(clock))
    ),
    faxPages,
    { allowedHosts, bodyLimit, key, stateFile }
  )
}
