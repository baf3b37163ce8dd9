import type { JournalEntry } from "../journal/Journal.js"

/** Which requests are looked at. Empty texts are no wish. */
export interface RequestsQuery {
  /** `good`: below 400; `refused`: the rest, and connections that were reset. */
  readonly answer: "" | "good" | "refused"
  readonly client: string
  /** In its address, body, scenario or violations. */
  readonly q: string
  /** `yes`: those that are not as the contract has it. */
  readonly wrong: "" | "yes"
}

const oneOf = <const A extends string>(text: string, ...values: ReadonlyArray<A>): A | "" =>
  values.find((value) => value === text) ?? ""

/** Reads the query of an address; what cannot be understood is no wish. */
export const readRequestsQuery = (parameters: URLSearchParams): RequestsQuery => {
  const text = (name: string) => (parameters.get(name) ?? "").trim().slice(0, 200)
  return {
    answer: oneOf(text("answer"), "good", "refused"),
    client: text("client"),
    q: text("q"),
    wrong: oneOf(text("wrong"), "yes")
  }
}

/** Whether a request was answered as its sender hoped. */
export const isGood = ({ answer }: JournalEntry): boolean =>
  answer !== undefined && answer.status < 400

/** Whether a request is one of those that are looked at. */
export const isWished = (query: RequestsQuery, entry: JournalEntry): boolean => {
  const { client, request, scenario = "", violations } = entry
  const texts = [request.method, request.target, request.body, scenario, ...violations]
  const wish = query.q.toLowerCase()
  return (
    (query.answer === "" || (query.answer === "good") === isGood(entry)) &&
    (query.client === "" || client === query.client) &&
    (query.wrong === "" || violations.length > 0) &&
    (wish === "" || texts.some((text) => text.toLowerCase().includes(wish)))
  )
}
