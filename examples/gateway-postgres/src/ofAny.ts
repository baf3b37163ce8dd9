import { type FaxingCenter, OutcomeUnknown, Unavailable } from "@faxingcenter/core/promise"

/** What the first node says that gives an answer. */
export const ofAny = async <A>(
  nodes: ReadonlyArray<FaxingCenter>,
  ask: (node: FaxingCenter) => Promise<A>
): Promise<A> => {
  const failures: Array<unknown> = []
  for (const node of nodes) {
    try {
      return await ask(node)
    } catch (error) {
      const isSilent = error instanceof Unavailable || error instanceof OutcomeUnknown
      if (!isSilent) throw error
      failures.push(error)
    }
  }
  throw new AggregateError(failures, "no node answers")
}
