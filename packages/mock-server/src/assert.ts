import { AssertionError } from "node:assert"
import { fileURLToPath } from "node:url"
import type { FaxExpectation } from "./control/FaxExpectation.js"
import type { Times } from "./control/verify.js"
import { type PageImageOptions, pageImage } from "./kit/pageImage.js"
import { pageText } from "./kit/pageText.js"
import { received, receivedOnly, receives, type WaitingOptions } from "./kit/received.js"
import type { AnyMock, Verdict } from "./kit/Verdict.js"
import type { ReceivedPage } from "./pages/receivedPages.js"

const hold = ({ message, pass }: Verdict, operator: string): void => {
  if (!pass) throw new AssertionError({ message: message(), operator })
}

/**
 * Rejects, listing the closest faxes, unless a matching fax exists: the given number of times, or at least
 * once.
 *
 * @example
 * ```ts
 * import { createMockServer } from "@faxingcenter/mock-server"
 * import { assertReceivedFax, assertReceivedOnly } from "@faxingcenter/mock-server/assert"
 *
 * const mock = createMockServer()
 * await assertReceivedFax(mock, { number: "15005550001", document: "order.pdf" })
 * await assertReceivedOnly(mock, { number: "15005550001" })
 * ```
 */
export const assertReceivedFax = async (
  mock: AnyMock,
  expected: FaxExpectation,
  times?: Times
): Promise<void> => hold(await received(mock, expected, times), "assertReceivedFax")

/** Rejects unless exactly matching faxes exist, and no others. */
export const assertReceivedOnly = async (
  mock: AnyMock,
  ...expected: ReadonlyArray<FaxExpectation>
): Promise<void> => hold(await receivedOnly(mock, expected), "assertReceivedOnly")

/**
 * Waits for a matching fax, and rejects if none arrives in time (5 seconds).
 *
 * @example
 * ```ts
 * import { createMockServer } from "@faxingcenter/mock-server"
 * import { assertReceivesFax } from "@faxingcenter/mock-server/assert"
 *
 * const mock = createMockServer()
 * await assertReceivesFax(mock, { text: "Forty gloves" }, { timeout: 2000 })
 * ```
 */
export const assertReceivesFax = async (
  mock: AnyMock,
  expected: FaxExpectation,
  options?: WaitingOptions
): Promise<void> => hold(await receives(mock, expected, options), "assertReceivesFax")

/**
 * Throws unless the page, or one of several, says this. Of a text, white space does not count; a pattern
 * is held to the text as it is.
 */
export const assertPageText = (
  received: ReceivedPage | ReadonlyArray<ReceivedPage> | undefined,
  expected: string | RegExp
): void => hold(pageText(received, expected), "assertPageText")

/** How a page is compared with its reference. */
export interface AssertPageImageOptions extends PageImageOptions {
  /** Writes the reference when it is missing or differs. Default: under `--test-update-snapshots`. */
  readonly update?: boolean
}

const updateFlag = "--test-update-snapshots"

/**
 * Rejects unless the page looks like its reference, a PNG of one bit a dot.
 *
 * @example
 * ```ts
 * import { createMockServer } from "@faxingcenter/mock-server"
 * import { assertPageImage, assertPageText } from "@faxingcenter/mock-server/assert"
 *
 * const mock = createMockServer()
 * const [fax] = mock.faxes({ number: "15005550001" })
 * if (fax === undefined) throw new Error("no fax")
 * const [first] = await mock.pages(fax)
 * assertPageText(first, "Forty gloves")
 * await assertPageImage(first, new URL("./order.png", import.meta.url))
 * ```
 */
export const assertPageImage = async (
  page: ReceivedPage | undefined,
  reference: string | URL,
  { update = process.execArgv.includes(updateFlag), ...options }: AssertPageImageOptions = {}
): Promise<void> => {
  const path = typeof reference === "string" ? reference : fileURLToPath(reference)
  const how = `give { update: true } once, or run node with ${updateFlag} (from Node 22.3)`
  const verdict = await pageImage(page, { path, update: update ? "all" : "none", how }, options)
  hold(verdict, "assertPageImage")
}
