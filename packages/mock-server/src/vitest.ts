import { dirname, join } from "node:path"
import { test as base, expect } from "vitest"
import type { FaxExpectation } from "./control/FaxExpectation.js"
import type { Times } from "./control/verify.js"
import { createMockServer, type MockServer, type MockServerOptions } from "./createMockServer.js"
import { type PageImageOptions, pageImage } from "./kit/pageImage.js"
import { pageText } from "./kit/pageText.js"
import { received, receivedOnly, receives, type WaitingOptions } from "./kit/received.js"
import type { AnyMock, Verdict } from "./kit/Verdict.js"
import type { ReceivedPage } from "./pages/receivedPages.js"

/** What Vitest tells a matcher of the test that it runs in. */
interface Running {
  readonly isNot: boolean
  readonly testPath?: string
  readonly snapshotState?: object
}

/** Whether references are written: with `-u` all of them, without it those that are missing, in CI none. */
const updateOf = ({ isNot, snapshotState }: Running): "all" | "new" | "none" => {
  if (isNot || snapshotState === undefined) return "none"
  // Vitest keeps it there for matchers of pictures, though its types hide it.
  const update: unknown = Reflect.get(snapshotState, "_updateSnapshot")
  return update === "all" || update === "new" ? update : "none"
}

const safeName = /^[\w-][\w. -]{0,99}$/

async function toMatchPageImage(
  this: Running,
  page: ReceivedPage | undefined,
  name: string,
  options?: PageImageOptions
): Promise<Verdict> {
  if (!safeName.test(name)) {
    throw new Error(
      `${JSON.stringify(name)} is not a valid file name: use letters, digits and dashes`
    )
  }
  if (this.testPath === undefined) throw new Error("Vitest does not report the name of this test")
  const reference = {
    path: join(dirname(this.testPath), "__pages__", `${name}.png`),
    update: updateOf(this),
    how: "run Vitest with -u"
  }
  return pageImage(page, reference, options)
}

/**
 * For `expect.extend`; importing this module already calls it.
 *
 * @example
 * ```ts
 * import { matchers } from "@faxingcenter/mock-server/vitest"
 * import { expect } from "vitest"
 *
 * expect.extend(matchers)
 * ```
 */
export const matchers = {
  toHaveReceivedFax: received,
  toHaveReceivedOnly: (mock: AnyMock, ...expected: ReadonlyArray<FaxExpectation>) =>
    receivedOnly(mock, expected),
  toReceiveFax: receives,
  toMatchPageText: pageText,
  toMatchPageImage
}

interface FaxMatchers<R> {
  /** That a fax like this is there: so many times, or at least once. To be awaited. */
  toHaveReceivedFax(expected: FaxExpectation, times?: Times): Promise<R>
  /** That faxes like these are there, and no others. To be awaited. */
  toHaveReceivedOnly(...expected: ReadonlyArray<FaxExpectation>): Promise<R>
  /** That a fax like this is there, or comes within the time (4 seconds). To be awaited. */
  toReceiveFax(expected: FaxExpectation, options?: WaitingOptions): Promise<R>
  /**
   * That a page of `mock.pages(fax)`, or one of them, says this. Of a text, white space does not count;
   * a pattern is held to the text as it is.
   */
  toMatchPageText(expected: string | RegExp): R
  /**
   * That a page of `mock.pages(fax)` looks like `__pages__/NAME.png` beside the test, dot for dot. It is
   * written when it is missing, and with `-u`. To be awaited.
   */
  toMatchPageImage(name: string, options?: PageImageOptions): Promise<R>
}

declare module "vitest" {
  // biome-ignore lint/suspicious/noExplicitAny: the declaration that is merged has this default
  interface Assertion<T = any> extends FaxMatchers<T> {}
  interface AsymmetricMatchersContaining extends FaxMatchers<unknown> {}
}

expect.extend(matchers)

/**
 * A `test` with its own mock, which is closed at the end of the test.
 *
 * @example
 * ```ts
 * import { FaxingCenter } from "@faxingcenter/core/promise"
 * import { faxTest } from "@faxingcenter/mock-server/vitest"
 * import { layer } from "@faxingcenter/pages"
 * import { expect } from "vitest"
 *
 * const test = faxTest({ anyClient: true, pages: layer() })
 *
 * test("the invoice is faxed", async ({ mock }) => {
 *   const fax = new FaxingCenter({
 *     clientId: "demo",
 *     clientSecret: "demo",
 *     baseUrl: mock.url,
 *     fetch: mock.fetch
 *   })
 *   const { messages } = await fax.send({
 *     to: "15005550001",
 *     documents: new File(["12 chairs"], "invoice.txt")
 *   })
 *   await expect(mock).toHaveReceivedFax({ number: "15005550001", document: "*.txt" })
 *   const [page] = await mock.pages(messages[0])
 *   expect(page).toMatchPageText("12 chairs")
 *   await expect(page).toMatchPageImage("invoice")
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
