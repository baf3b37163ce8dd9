import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpApiClient from "@effect/platform/HttpApiClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type { FailureReason } from "@faxingcenter/core/delivery"
import { type NamesOf, onlyKnown } from "@faxingcenter/core/wire"
import type * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Schema from "effect/Schema"
import { Span } from "../../line/Span.js"
import { given, type OneFax, type ReceivedPage } from "../../pages/receivedPages.js"
import { type IncomingFax, readIncoming } from "../../scenario/IncomingFax.js"
import { Scenario, type ScenarioInput } from "../../scenario/Scenario.js"
import { readSeeds, type SeedFax } from "../../simulation/seed.js"
import { type FaxExpectation, readExpectation } from "../FaxExpectation.js"
import { type ResetOptions, readReset } from "../ResetOptions.js"
import { readVerification, type Verification } from "../verify.js"
import { readWaitRequest } from "../waitFor.js"
import { MockApi } from "./MockApi.js"

/** How to reach a running mock, and for which client. */
export interface ConnectOptions {
  /** Whose inbox, clock, scenarios and journal. Default: everybody's. */
  readonly client?: string | undefined
  /** Default: the global one. */
  readonly fetch?: typeof globalThis.fetch | undefined
  /** What a mock on another machine wants to be told: `fax mock` prints it. */
  readonly key?: string | undefined
}

const names: NamesOf<ConnectOptions> = { client: true, fetch: true, key: true }

const decodeScenarios = Schema.decodeUnknownSync(Schema.Array(Scenario))
const decodeSpan = Schema.decodeUnknownSync(Span)

/**
 * Controls a mock that runs elsewhere, over its control API, as `createMockServer` controls one in
 * process. What cannot be done rejects, and says why.
 *
 * @example
 * ```ts
 * import { connectMock } from "@faxingcenter/mock-server/client"
 *
 * const mock = connectMock("http://127.0.0.1:8080", { client: "demo" })
 * await mock.advance("2 hours")
 * const { faxes } = await mock.waitFor({ number: "15005550001", status: "delivered" })
 * ```
 */
export const connectMock = (baseUrl: string, options: ConnectOptions = {}) => {
  const { client, fetch, key } = onlyKnown("connectMock", options, names)
  const runtime = ManagedRuntime.make(
    FetchHttpClient.layer.pipe(
      Layer.provide(Layer.succeed(FetchHttpClient.Fetch, fetch ?? globalThis.fetch))
    )
  )
  const made = runtime.runPromise(
    HttpApiClient.make(MockApi, {
      baseUrl,
      ...(key === undefined
        ? {}
        : { transformClient: HttpClient.mapRequest(HttpClientRequest.bearerToken(key)) })
    })
  )
  type Api = Awaited<typeof made>
  const call = async <A, E>(use: (api: Api) => Effect.Effect<A, E>): Promise<A> =>
    runtime.runPromise(use(await made))
  const urlParams = client === undefined ? {} : { client }
  const ofFax = (messageId: string) => ({ path: { messageId }, urlParams })
  /** A page (from 1) as PNG: dot for dot, or so many pixels wide. */
  const pageImage = (messageId: string, page: number, width?: number) =>
    call((api) =>
      api.faxes.pageImage({
        path: { messageId, image: `${page}.png` },
        urlParams: { ...urlParams, ...(width === undefined ? {} : { width }) }
      })
    )

  return {
    faxes: async (expected: FaxExpectation = {}) =>
      (
        await call((api) =>
          api.faxes.list({ urlParams: { ...urlParams, ...readExpectation(expected) } })
        )
      ).faxes,
    fax: (messageId: string) => call((api) => api.faxes.get(ofFax(messageId))),
    document: (messageId: string, index: number) =>
      call((api) => api.faxes.document({ path: { messageId, index }, urlParams })),
    /** The pages of a fax as the recipient gets them. */
    pages: async (fax: OneFax): Promise<Array<ReceivedPage>> => {
      const { messageId } = given(fax)
      const { pages } = await call((api) => api.faxes.pages(ofFax(messageId)))
      return pages.map(({ image: _path, ...page }) => ({
        ...page,
        image: () => pageImage(messageId, page.number)
      }))
    },
    pageImage,
    tiff: (messageId: string) => call((api) => api.faxes.tiff(ofFax(messageId))),
    pdf: (messageId: string) => call((api) => api.faxes.pdf(ofFax(messageId))),
    seed: async (faxes: ReadonlyArray<typeof SeedFax.Encoded>) =>
      (await call((api) => api.faxes.seed({ urlParams, payload: { faxes: readSeeds(faxes) } })))
        .faxes,
    /** A fax comes in for the client; for `demo` when none is named. */
    receive: (fax: typeof IncomingFax.Encoded) =>
      call((api) => api.received.receive({ urlParams, payload: readIncoming(fax) })),
    deliver: (messageId: string) => call((api) => api.faxes.deliver(ofFax(messageId))),
    fail: (messageId: string, reason: FailureReason) =>
      call((api) => api.faxes.fail({ ...ofFax(messageId), payload: { reason } })),
    hold: (messageId: string) => call((api) => api.faxes.hold(ofFax(messageId))),
    release: (messageId: string) => call((api) => api.faxes.release(ofFax(messageId))),
    remove: (messageId: string) => call((api) => api.faxes.remove(ofFax(messageId))),
    journal: async () => (await call((api) => api.journal.list({ urlParams }))).entries,
    verify: async (expected: typeof Verification.Encoded) =>
      (
        await call((api) =>
          api.assertions.verify({ urlParams, payload: readVerification(expected) })
        )
      ).discrepancies,
    waitFor: (
      fax: FaxExpectation,
      options: { readonly count?: number; readonly timeout?: string | number } = {}
    ) =>
      call((api) =>
        api.assertions.wait({ urlParams, payload: readWaitRequest({ ...options, fax }) })
      ),
    advance: (by: string | number) =>
      call((api) => api.clock.advance({ urlParams, payload: { by: decodeSpan(by) } })),
    freeze: () => call((api) => api.clock.freeze({ urlParams })),
    unfreeze: () => call((api) => api.clock.unfreeze({ urlParams })),
    runToEnd: () => call((api) => api.clock.runToEnd({ urlParams })),
    scenarios: async () => (await call((api) => api.scenarios.list({ urlParams }))).scenarios,
    addScenarios: (...added: ReadonlyArray<ScenarioInput>) =>
      call((api) =>
        api.scenarios.add({ urlParams, payload: { scenarios: decodeScenarios(added) } })
      ),
    setScenarios: (...given: ReadonlyArray<ScenarioInput>) =>
      call((api) =>
        api.scenarios.replace({ urlParams, payload: { scenarios: decodeScenarios(given) } })
      ),
    expireTokens: () => call((api) => api.state.expireTokens({ urlParams })),
    reset: (what: ResetOptions = {}) =>
      call((api) => api.state.reset({ urlParams, payload: readReset(what) })),
    snapshot: async () => (await call((api) => api.state.snapshot({ urlParams }))).id,
    restore: (id: string) => call((api) => api.state.restore({ path: { id }, urlParams: {} })),
    clients: async () => (await call((api) => api.state.clients({ urlParams: {} }))).clients
  }
}

/** A mock that runs elsewhere. */
export type RemoteMock = ReturnType<typeof connectMock>
