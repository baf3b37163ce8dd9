import { test as base, expect } from "vitest"
import type { RemoteMock } from "./control/api/connectMock.js"
import type { Control } from "./control/Control.js"
import { explain, explainWait } from "./control/explain.js"
import type { FaxExpectation } from "./control/FaxExpectation.js"
import type { Times } from "./control/verify.js"
import { createMockServer, type MockServer, type MockServerOptions } from "./createMockServer.js"

/** A mock in this process, a part of it, or one elsewhere. */
export type AnyMock = Control | RemoteMock

interface Verdict {
  readonly pass: boolean
  readonly message: () => string
}

interface WaitingOptions {
  readonly count?: number
  /** `"5 seconds"`, or milliseconds. */
  readonly timeout?: number
}

const received = async (
  mock: AnyMock,
  expected: FaxExpectation,
  times?: Times
): Promise<Verdict> => {
  const wanted = { fax: expected, ...(times === undefined ? {} : { times }) }
  const discrepancies = await mock.verify({ faxes: [wanted] })
  const pass = discrepancies.length === 0
  return {
    pass,
    message: () =>
      pass
        ? `Expected no fax like ${JSON.stringify(expected)}, but there is one`
        : explain(discrepancies)
  }
}

/** For `expect.extend`; importing this module has done it already. */
export const matchers = {
  toHaveReceivedFax: received,

  toHaveReceivedOnly: async (
    mock: AnyMock,
    ...expected: ReadonlyArray<FaxExpectation>
  ): Promise<Verdict> => {
    const faxes = expected.map((fax) => ({ fax }))
    const discrepancies = await mock.verify({ faxes, nothingElse: true })
    const pass = discrepancies.length === 0
    return {
      pass,
      message: () => (pass ? "Expected something else as well" : explain(discrepancies))
    }
  },

  toReceiveFax: async (
    mock: AnyMock,
    expected: FaxExpectation,
    options: WaitingOptions = {}
  ): Promise<Verdict> => {
    const { nearMisses, ok } = await mock.waitFor(expected, options)
    return {
      pass: ok,
      message: () =>
        ok
          ? `Expected no fax like ${JSON.stringify(expected)} to come, but one did`
          : explainWait(expected, nearMisses)
    }
  }
}

interface FaxMatchers<R> {
  /** That a fax like this is there: so many times, or at least once. To be awaited. */
  toHaveReceivedFax(expected: FaxExpectation, times?: Times): Promise<R>
  /** That faxes like these are there, and no others. To be awaited. */
  toHaveReceivedOnly(...expected: ReadonlyArray<FaxExpectation>): Promise<R>
  /** That a fax like this is there, or comes within the time (5 seconds). To be awaited. */
  toReceiveFax(expected: FaxExpectation, options?: WaitingOptions): Promise<R>
}

declare module "vitest" {
  // biome-ignore lint/suspicious/noExplicitAny: the declaration that is merged has this default
  interface Assertion<T = any> extends FaxMatchers<T> {}
  interface AsymmetricMatchersContaining extends FaxMatchers<unknown> {}
}

expect.extend(matchers)

/**
 * A `test` that is given a mock of its own, closed when the test is over.
 *
 * @example
 * ```ts
 * import { FaxingCenter } from "@faxingcenter/core/promise"
 * import { faxTest } from "@faxingcenter/mock-server/vitest"
 * import { expect } from "vitest"
 *
 * declare const sendInvoice: (to: { fetch: typeof fetch; baseUrl: string }) => Promise<void>
 *
 * const test = faxTest({ anyClient: true })
 *
 * test("the invoice is faxed", async ({ mock }) => {
 *   const fax = new FaxingCenter({
 *     clientId: "demo",
 *     clientSecret: "demo",
 *     baseUrl: mock.url,
 *     fetch: mock.fetch
 *   })
 *   await fax.send({ to: "15005550001", documents: new File(["12 chairs"], "invoice.txt") })
 *   await expect(mock).toHaveReceivedFax({ number: "15005550001", document: "*.txt" })
 * })
 * ```
 */
export const faxTest = (options: MockServerOptions = {}) =>
  base.extend<{ readonly mock: MockServer }>({
    // biome-ignore lint/correctness/noEmptyPattern: Vitest reads the fixtures wanted from this pattern
    mock: async ({}, use) => {
      await using mock = createMockServer(options)
      await use(mock)
    }
  })
