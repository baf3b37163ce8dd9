import { members } from "@faxingcenter/core/wire"
import type { JournalEntry } from "../journal/Journal.js"
import type { Operation } from "../scenario/Scenario.js"
import { redactBody, redactHeaders, redactTarget } from "./redact.js"
import { violationsOf } from "./violations.js"

/** A request and how it was answered, as they were. */
export interface Exchanged {
  readonly client: string
  readonly operation: Operation | undefined
  /** Epoch milliseconds: on the client's clock, and how long it took. */
  readonly at: number
  readonly millis: number
  readonly method: string
  /** Path and query. */
  readonly target: string
  readonly headers: Headers
  readonly body: string
  /** Absent when the connection was reset instead. */
  readonly answer:
    | { readonly status: number; readonly headers: Headers; readonly body: string }
    | undefined
  /** Whether there was an answer, though it was not the one that arrived. */
  readonly receipt: string | undefined
  readonly scenario: string | undefined
}

/** The send id of a receipt in either revision. */
const sendIdPattern = new RegExp(
  `"(?:${Object.values(members.sendId).join("|")})"\\s*:\\s*"([0-9a-f]{32})"`,
  "i"
)

const sendIdOf = (receipt: string): string | undefined => sendIdPattern.exec(receipt)?.[1]

const violations = ({ answer, body, headers, operation, target }: Exchanged) =>
  operation === undefined
    ? answer?.status === 404
      ? ["the contract has no such address"]
      : []
    : violationsOf({
        operation,
        headers,
        search: new URLSearchParams(target.split("?")[1] ?? ""),
        body
      })

/** What the journal tells of an exchange. */
export const entryOf = (id: number, exchanged: Exchanged): JournalEntry => {
  const { answer, client, operation, receipt, scenario } = exchanged
  const sendId = receipt === undefined ? undefined : sendIdOf(receipt)
  return {
    id,
    ...(client === "" ? {} : { client }),
    ...(operation === undefined ? {} : { operation }),
    at: exchanged.at,
    millis: exchanged.millis,
    request: {
      method: exchanged.method,
      target: redactTarget(exchanged.target),
      headers: redactHeaders(exchanged.headers),
      body: redactBody(exchanged.body)
    },
    ...(answer === undefined
      ? {}
      : {
          answer: {
            status: answer.status,
            headers: redactHeaders(answer.headers),
            body: redactBody(answer.body)
          }
        }),
    ...(scenario === undefined ? {} : { scenario }),
    violations: violations(exchanged),
    ...(sendId === undefined ? {} : { sendId })
  }
}
