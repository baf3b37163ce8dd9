import { explain, explainWait } from "../control/explain.js"
import type { FaxExpectation } from "../control/FaxExpectation.js"
import type { Times } from "../control/verify.js"
import type { AnyMock, Verdict } from "./Verdict.js"

/** How long and for how many faxes is waited. */
export interface WaitingOptions {
  /** Default 1. */
  readonly count?: number
  /** Milliseconds. Default 5 seconds. */
  readonly timeout?: number
}

/** What is verified about pages is verified once they are counted; a mock elsewhere sees to it itself. */
const counted = async (mock: AnyMock, asked: ReadonlyArray<FaxExpectation>): Promise<void> => {
  if ("countPages" in mock && asked.some(({ pageCount }) => pageCount !== undefined)) {
    await mock.countPages()
  }
}

/** Whether a fax like this is there: so many times, or at least once. */
export const received = async (
  mock: AnyMock,
  expected: FaxExpectation,
  times?: Times
): Promise<Verdict> => {
  const wanted = { fax: expected, ...(times === undefined ? {} : { times }) }
  await counted(mock, [expected])
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

/** Whether faxes like these are there, and no others. */
export const receivedOnly = async (
  mock: AnyMock,
  expected: ReadonlyArray<FaxExpectation>
): Promise<Verdict> => {
  const faxes = expected.map((fax) => ({ fax }))
  await counted(mock, expected)
  const discrepancies = await mock.verify({ faxes, nothingElse: true })
  const pass = discrepancies.length === 0
  return {
    pass,
    message: () => (pass ? "Expected something else as well" : explain(discrepancies))
  }
}

/** Whether a fax like this is there, or comes in time. */
export const receives = async (
  mock: AnyMock,
  expected: FaxExpectation,
  options: WaitingOptions = {}
): Promise<Verdict> => {
  const { nearMisses, ok } = await mock.waitFor(expected, options)
  return {
    pass: ok,
    message: () =>
      ok
        ? `Expected no fax like ${JSON.stringify(expected)} to arrive, but one did`
        : explainWait(expected, nearMisses)
  }
}
